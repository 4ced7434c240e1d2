"""Terms of office: opening one after a congress, and mending what was typed wrongly.

Papers are numbered within a term (`meetings.services.number`), so a new one begins at 01 again.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from branches.models import Organization, Term, Tier
from branches.services import open_term, refuse_dissolved
from members.models import User

from .audit import record


@transaction.atomic
def enter_term(
    *,
    organization: Organization,
    ordinal: int,
    on: date,
    until: date | None,
    by: User | None,
    now: datetime,
    name: str = "",
) -> Term:
    """A term from the day on; the one before ends that day, for a congress may be moved. Without
    a name it is called by its years."""
    if organization.kind.tier == Tier.CELL:
        raise ValidationError(_("A cell has no term of its own; that of its branch holds."))
    refuse_dissolved(organization, on)
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    before = organization.terms.filter(valid_from__lt=on).order_by("-valid_from").first()
    if before and ordinal <= before.ordinal:
        words = _("The congress before had number %(number)s; this one must have a higher one.")
        raise ValidationError({"ordinal": words % {"number": before.ordinal}})
    if before and (before.valid_to is None or before.valid_to > on):
        before.valid_to = on
        before.save(update_fields=["valid_to"])
    term = Term(organization=organization, ordinal=ordinal, valid_from=on, valid_to=until)
    _refuse_wrong(term)
    opened = open_term(
        organization=organization,
        ordinal=ordinal,
        name=name or _years(on, until),
        valid_from=on,
        valid_to=until,
    )
    _record("enter_term", opened, by, now)
    return opened


@transaction.atomic
def correct_term(
    *,
    term: Term,
    ordinal: int,
    on: date,
    until: date | None,
    reason: str,
    by: User,
    now: datetime,
    name: str = "",
) -> Term:
    """Another number, name or other days for a term that was entered wrongly."""
    Organization.objects.select_for_update(of=("self",)).get(pk=term.organization_id)
    term.ordinal, term.valid_from, term.valid_to = ordinal, on, until
    _refuse_wrong(term)
    term.name = name or _years(on, until)
    term.full_clean()
    term.save()
    _record("correct_term", term, by, now, reason)
    return term


def _years(on: date, until: date | None) -> str:
    if until is None:
        raise ValidationError({"name": _("Name the term, or say until when it runs.")})
    return f"{on.year}–{until.year}"


def _refuse_wrong(term: Term) -> None:
    """The words for the constraints of `Term`."""
    on, until = term.valid_from, term.valid_to
    if until and until <= on:
        raise ValidationError({"until": _("The end must be later than the beginning.")})
    others = term.organization.terms.exclude(pk=term.pk)
    same = others.filter(ordinal=term.ordinal).first()
    if same:
        words = _("Congress no. %(number)s is entered already, with the term %(name)s.")
        raise ValidationError({"ordinal": words % {"number": same.ordinal, "name": same.name}})
    overlapping = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    if until:
        overlapping &= Q(valid_from__lt=until)
    other = others.filter(overlapping).order_by("valid_from").first()
    if other:
        words = _("The term %(name)s begins on %(day)s and would overlap. Choose another day.")
        raise ValidationError(
            {"on": words % {"name": other.name, "day": f"{other.valid_from:%d/%m/%Y}"}}
        )


def _record(verb: str, term: Term, by: User | None, now: datetime, reason: str = "") -> None:
    record(
        verb=verb,
        subject=term.name,
        organization=term.organization,
        by=by,
        now=now,
        reason=reason,
    )
