"""Templates an organisation sets for itself and everyone below: a new version from a day on,
going back to what is inherited, withdrawing a version to come. Those of one organisation never
overlap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.models import AgendaTemplate, AgendaTemplateItem, Paper, PaperTemplate
from members.models import User
from members.services.audit import record
from papers.parts import PARTS
from papers.text import normalize
from papers.wording import checked

from .states import StaleVersion

Template = TypeVar("Template", PaperTemplate, AgendaTemplate)
# The rows that belong to one of the model.
CONTENT: dict[Any, list[str]] = {AgendaTemplate: ["items"]}


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a new version says of itself. `seen`: the newest version its writer knew of."""

    name: str
    source: str
    valid_from: date
    seen: str


@dataclass(frozen=True, kw_only=True)
class StandardItem:
    """One line of a standard agenda."""

    section: int
    title: str
    category: str
    planned_minutes: int
    hint: str = ""


@transaction.atomic
def set_paper_template(
    *,
    organization: Organization,
    kind: str,
    parts: Mapping[str, str],
    version: Version,
    by: User,
    now: datetime,
) -> PaperTemplate:
    """From that day papers of the kind at and below the organisation have these words, until a
    newer version. Papers of earlier days keep theirs."""
    errors: dict[str, Any] = {}
    clean = {}
    for key, part in PARTS[kind].items():
        try:
            clean[key] = checked(part, parts.get(key, ""))
        except ValidationError as error:
            errors[key] = error
    if errors:
        raise ValidationError(errors)
    line = _Line.of(PaperTemplate, organization, kind)
    row = line.make_room(version, now)
    row.parts, row.created_at, row.created_by = clean, now, by
    row.save()
    record(verb="set_paper_template", subject=row, organization=organization, by=by, now=now)
    return row


@transaction.atomic
def set_agenda_template(
    *,
    organization: Organization,
    kind: str,
    items: Sequence[StandardItem],
    version: Version,
    by: User,
    now: datetime,
) -> AgendaTemplate:
    """From that day new meetings of the kind begin with this agenda; planned ones keep theirs."""
    if not items:
        raise ValidationError(_("An agenda needs at least one item."))
    line = _Line.of(AgendaTemplate, organization, kind)
    row = line.make_room(version, now)
    row.save()
    row.items.all().delete()
    AgendaTemplateItem.objects.bulk_create(
        AgendaTemplateItem(template=row, position=position, **asdict(item))
        for position, item in enumerate(items, start=1)
    )
    record(verb="set_agenda_template", subject=row, organization=organization, by=by, now=now)
    return row


@transaction.atomic
def inherit_template(
    *,
    model: type[Template],
    organization: Organization,
    kind: str,
    on: date,
    by: User,
    now: datetime,
) -> None:
    """From that day the organisation has no template of its own, but the one from above."""
    line = _Line.of(model, organization, kind)
    _require_today_or_later(on, now)
    current = line.in_force(on)
    if current is None:
        raise ValidationError(
            {"on": _("Nothing of your own is in force on that day; the template comes from above.")}
        )
    if current.valid_from == on:
        line.remove(current)
    else:
        current.valid_to = on
        current.save(update_fields=["valid_to"])
    record(verb="inherit_template", subject=current, organization=organization, by=by, now=now)


@transaction.atomic
def withdraw_template(
    *,
    model: type[Template],
    organization: Organization,
    kind: str,
    valid_from: date,
    by: User,
    now: datetime,
) -> None:
    """A version still to come does not come; the one before it goes on in its place."""
    line = _Line.of(model, organization, kind)
    row = line.own.filter(valid_from=valid_from).first()
    if row is None or row.valid_from <= timezone.localdate(now):
        raise ValidationError(_("Only a version that is still to come can be withdrawn."))
    line.remove(row)
    before = line.own.filter(valid_to=row.valid_from).first()
    if before:
        before.valid_to = row.valid_to
        before.save(update_fields=["valid_to"])
    record(verb="withdraw_template", subject=row, organization=organization, by=by, now=now)


def fingerprint(rows: Sequence[PaperTemplate] | Sequence[AgendaTemplate]) -> str:
    """By which a form that came too late is known: every save of a version changes it."""
    return ".".join(
        f"{row.pk}-{row.valid_from:%Y%m%d}-{row.valid_to or ''}-{_saved(row)}" for row in rows
    )


def _saved(row: PaperTemplate | AgendaTemplate) -> int:
    if isinstance(row, PaperTemplate):
        return int(row.created_at.timestamp() * 1000)
    return max((item.pk for item in row.items.all()), default=0)


@dataclass(frozen=True)
class _Line(Generic[Template]):
    """The versions of one organisation for one kind, locked until the transaction ends."""

    model: type[Template]
    organization: Organization
    kind: str

    @classmethod
    def of(cls, model: type[Template], organization: Organization, kind: str) -> "_Line[Template]":
        Organization.objects.select_for_update().get(pk=organization.pk)
        return cls(model, organization, kind)

    @property
    def own(self) -> Any:
        found = self.model.objects.filter(organization=self.organization, kind=self.kind)
        return found.order_by("valid_from")

    def in_force(self, on: date) -> Template | None:
        found: Template | None = self.own.in_force(on).first()
        return found

    def make_room(self, version: Version, now: datetime) -> Template:
        """The row of the new version, not saved; the version before it ends on its day."""
        name, source = normalize(version.name).strip(), normalize(version.source).strip()
        if not source:
            raise ValidationError({"source": _("Name the document that decides this.")})
        content = CONTENT.get(self.model, [])
        if fingerprint(list(self.own.prefetch_related(*content))) != version.seen:
            raise StaleVersion
        day = version.valid_from
        _require_today_or_later(day, now)
        row = self.own.filter(valid_from=day).first()
        if row is None:
            row = self.model(organization=self.organization, kind=self.kind, valid_from=day)
            row.valid_to = self._end_of(day)
        elif _is_used(row):
            raise ValidationError(
                {
                    "valid_from": _(
                        "Papers have been made today with the version of today. "
                        "Choose tomorrow or a later day."
                    )
                }
            )
        row.name, row.source = name, source
        return row

    def _end_of(self, day: date) -> date | None:
        """Until when a version that begins on the day holds; the one before it is cut off."""
        current = self.in_force(day)
        if current:
            end: date | None = current.valid_to
            current.valid_to = day
            current.save(update_fields=["valid_to"])
            return end
        following = self.own.filter(valid_from__gt=day).first()
        return following.valid_from if following else None

    def remove(self, row: Template) -> None:
        if _is_used(row):
            raise ValidationError(
                {"on": _("Papers have been made today with this version. Choose tomorrow.")}
            )
        if isinstance(row, PaperTemplate):
            # Drafts are made anew with the words then in force.
            Paper.objects.filter(template=row).update(template=None)
        row.delete()


def _is_used(row: PaperTemplate | AgendaTemplate) -> bool:
    """Whether finished papers have the version; agendas are copied into each meeting."""
    if isinstance(row, AgendaTemplate):
        return False
    return Paper.objects.filter(template=row, is_draft=False).exists()


def _require_today_or_later(day: date, now: datetime) -> None:
    if day < timezone.localdate(now):
        raise ValidationError(
            {"valid_from": _("Choose today or a later day: papers of days gone by keep theirs.")}
        )
