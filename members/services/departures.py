"""Members who leave the roll for good, and a departure entered by mistake."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.models import Affiliation, Departure, Member, Post, Standing, Transfer, User

from .belonging import lock_member, settle

BY_WHOM = {"recorded_by", "undone_by"}  # nobody, when a command does it
ENDING = {"affiliation": Affiliation, "standing": Standing, "post": Post}


@transaction.atomic
def leave_roll(
    *,
    member: Member,
    kind: str,
    on: date,
    decision: str,
    by: User | None,
    now: datetime,
) -> Departure:
    """From that day the member has no home, cell, standing or post. Proposed by people alone:
    no rule of this house removes anybody."""
    lock_member(member)
    member.refresh_from_db()
    if member.home is None:
        raise ValidationError(_("This member is on no roll today."))
    if Transfer.objects.filter(member=member).running().exists():
        raise ValidationError(_("A transfer is under way. Cancel it first."))
    departure = Departure(
        member=member,
        organization=member.home,
        kind=kind,
        on=on,
        decision=decision,
        ended=[row for table in ENDING for row in _end_all(table, member, on)],
        recorded_at=now,
        recorded_by=by,
    )
    departure.full_clean(exclude=BY_WHOM)
    departure.save()
    label = departure.get_kind_display()
    settle(member, "leave_roll", departure.organization, by, now, detail=label)
    return departure


@transaction.atomic
def undo_departure(*, departure: Departure, reason: str, by: User | None, now: datetime) -> None:
    """The member did not leave: all that ended with the departure goes on as it was."""
    lock_member(departure.member)
    departure = (
        Departure.objects.select_for_update(of=("self",))
        .select_related("member", "organization")
        .get(pk=departure.pk)
    )
    if departure.undone_at:
        raise ValidationError(_("This has been taken back already."))
    departure.undone_at, departure.undone_by, departure.undo_reason = now, by, reason
    departure.full_clean(exclude=BY_WHOM)
    departure.save()
    try:
        with transaction.atomic():
            for table, pk, end in departure.ended:
                ENDING[table]._default_manager.filter(pk=pk, valid_to=departure.on).update(
                    valid_to=end
                )
    except IntegrityError:
        raise ValidationError(
            _("Since then somebody else took the post, or the member has another home.")
        ) from None
    label = departure.get_kind_display()
    settle(
        departure.member, "undo_departure", departure.organization, by, now, label, reason=reason
    )


def _end_all(table: str, member: Member, on: date) -> list[list[Any]]:
    """Ends the facts in force that day; returns what each was, to be able to take it back."""
    rows: Any = ENDING[table]._default_manager
    facts = rows.filter(member=member)
    later = facts.filter(valid_from__gte=on).order_by("-valid_from").first()
    if later:
        raise ValidationError(
            {
                "on": _("Something about this member begins on %(day)s. Choose a later day.")
                % {"day": f"{later.valid_from:%d/%m/%Y}"}
            }
        )
    in_force = list(facts.in_force(on).select_for_update(of=("self",)))
    ended = [[table, f.pk, f.valid_to.isoformat() if f.valid_to else None] for f in in_force]
    facts.filter(pk__in=[fact.pk for fact in in_force]).update(valid_to=on)
    return ended
