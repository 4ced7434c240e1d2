"""Mending what was entered by mistake about a member's standing; new facts are in `belonging`."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Standing, User
from members.models.belonging import MEMBERSHIP

from .belonging import lock_member, settle


@transaction.atomic
def correct_standing(
    *,
    standing: Standing,
    on: date,
    until: date | None,
    decision: str,
    reason: str,
    by: User | None,
    now: datetime,
) -> None:
    """Another day or decision for a fact that was typed wrongly. Membership has no gaps: the one
    before ends where this one now begins, and its own end stays."""
    lock_member(standing.member)
    standing.refresh_from_db()
    was, label = span_of(standing), standing.get_status_display()
    before = _neighbour(standing, valid_to=standing.valid_from)
    if standing.status in MEMBERSHIP:
        until = standing.valid_to
    if before and on <= before.valid_from:
        raise ValidationError(
            {
                "on": _("Choose a day after %(day)s: the standing before began then.")
                % {"day": f"{before.valid_from:%d/%m/%Y}"}
            }
        )
    # The one that shrinks is saved first: at no moment may the two overlap.
    if before and on < standing.valid_from:
        _end_at(before, on)
    standing.valid_from, standing.valid_to, standing.decision = on, until, decision
    standing.full_clean()
    standing.save()
    if before and before.valid_to != on:
        _end_at(before, on)
    text = f"{was} → {span_of(standing)}: {reason}"
    settle(standing.member, "correct_standing", None, by, now, detail=label, reason=text)


@transaction.atomic
def strike_standing(*, standing: Standing, reason: str, by: User | None, now: datetime) -> None:
    """A fact that never was. The membership next to it takes its days; the only one stays."""
    member = standing.member
    lock_member(member)
    standing.refresh_from_db()
    was, label = span_of(standing), standing.get_status_display()
    before = _neighbour(standing, valid_to=standing.valid_from)
    after = _neighbour(standing, valid_from=standing.valid_to) if standing.valid_to else None
    if standing.status in MEMBERSHIP and not (before or after):
        raise ValidationError(
            _("This is the only membership of the member. Correct its day instead.")
        )
    end, start = standing.valid_to, standing.valid_from
    standing.delete()
    if before:
        _end_at(before, end)
    elif after:
        after.valid_from = start
        after.save(update_fields=["valid_from"])
    settle(member, "strike_standing", None, by, now, detail=label, reason=f"{was}: {reason}")


def span_of(standing: Standing) -> str:
    start, end = standing.valid_from, standing.valid_to
    return f"{start:%d/%m/%Y}–{end:%d/%m/%Y}" if end else f"{start:%d/%m/%Y}–"


def _neighbour(standing: Standing, **touching: date | None) -> Standing | None:
    """The other membership that touches this one there; exemption and suspension have none."""
    if standing.status not in MEMBERSHIP:
        return None
    others = Standing.objects.filter(member=standing.member, status__in=MEMBERSHIP, **touching)
    found: Standing | None = others.exclude(pk=standing.pk).first()
    return found


def _end_at(standing: Standing, on: date | None) -> None:
    standing.valid_to = on
    standing.save(update_fields=["valid_to"])
