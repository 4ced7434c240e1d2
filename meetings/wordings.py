"""Templates as their pages show them: what is in force, from where, what is to come, what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from branches.models import Organization
from papers.parts import PARTS

from .models import AgendaTemplate, MeetingKind, PaperKind, PaperTemplate
from .papers.wording import nearest, paper_template_for

Template = PaperTemplate | AgendaTemplate
PAPER, AGENDA = "paper", "agenda"
MODELS: dict[str, Any] = {PAPER: PaperTemplate, AGENDA: AgendaTemplate}
CONTENT: dict[str, tuple[str, ...]] = {PAPER: (), AGENDA: ("items",)}
# Notice, minutes and resolution are worded; the other papers follow from them.
KINDS: dict[str, dict[str, Any]] = {
    PAPER: {kind: PaperKind(kind).label for kind in PARTS},
    AGENDA: dict(MeetingKind.choices),
}


@dataclass(frozen=True)
class Standing:
    """One kind of template at an organisation on a day."""

    kind: str
    label: str
    now: Any  # a row of the family, or None
    is_own: bool
    coming: Sequence[Template]  # of the organisation itself


@dataclass(frozen=True)
class PartChange:
    label: str
    old: str
    new: str


def offered(family: str, organization: Organization) -> list[Any]:
    """Every version of the family that holds or held here, newest first."""
    rows = (
        MODELS[family].objects.offered_by(organization.ancestor_ids).select_related("organization")
    )
    return list(rows.order_by("-valid_from", "-pk"))


def standings(family: str, organization: Organization, on: date) -> list[Standing]:
    rows = offered(family, organization)
    return [
        _standing(kind, label, [row for row in rows if row.kind == kind], organization, on)
        for kind, label in KINDS[family].items()
    ]


def standing(family: str, kind: str, organization: Organization, on: date) -> Standing:
    rows = [row for row in offered(family, organization) if row.kind == kind]
    found = _standing(kind, KINDS[family][kind], rows, organization, on)
    if found.now is None and family == PAPER:
        first = paper_template_for(organization, kind, on)
        return Standing(kind, found.label, first, is_own=False, coming=found.coming)
    return found


def _standing(
    kind: str, label: str, rows: Sequence[Any], organization: Organization, on: date
) -> Standing:
    now = nearest((row for row in rows if row.is_in_force(on)), organization.ancestor_ids)
    own = [row for row in rows if row.organization_id == organization.pk]
    return Standing(
        kind=kind,
        label=label,
        now=now,
        is_own=now is not None and now.organization_id == organization.pk,
        coming=[row for row in reversed(own) if row.valid_from > on],
    )


def own_versions(family: str, kind: str, organization: Organization) -> list[Any]:
    found = MODELS[family].objects.filter(organization=organization, kind=kind)
    return list(found.order_by("valid_from").prefetch_related(*CONTENT[family]))


def changes(old: Template, new: Template) -> list[PartChange]:
    """The parts on which two versions of one kind differ."""
    before, after = _texts(old), _texts(new)
    labels = _labels(new)
    return [
        PartChange(str(labels.get(key, key)), before.get(key, ""), after.get(key, ""))
        for key in labels
        if before.get(key, "") != after.get(key, "")
    ]


def _labels(row: Template) -> dict[str, Any]:
    if isinstance(row, PaperTemplate):
        return {key: part.label for key, part in PARTS[row.kind].items()}
    return {"items": MeetingKind(row.kind).label}


def _texts(row: Template) -> dict[str, str]:
    if isinstance(row, PaperTemplate):
        return row.parts
    return {"items": "\n".join(map(_line, row.items.all()))}


def _line(item: Any) -> str:
    section, category = item.get_section_display(), item.get_category_display()
    words = f"{capfirst(section)}: {item.title} ({item.planned_minutes}′, {category})"
    return f"{words}\n  {item.hint}" if item.hint else words
