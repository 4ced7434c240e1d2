"""Clocks of transfers that run out: "due and not said yet", so a beat that slept loses nothing."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from branches.rules import Rules, rules_for
from members.clocks import REMIND_WHEN_LEFT, Clock, clock_of, due_on
from members.models import Member, Occasion, Transfer
from members.queries import keepers_of
from members.working_days import WorkingDays

from .messages import announce


def remind_transfers(*, now: datetime) -> int:
    """Brings the clocks of running transfers to the calendar of today, and says which run out;
    returns how many people were told. The keys make repetition harmless."""
    today = timezone.localdate(now)
    days = WorkingDays.of_today()
    known: dict[int, Rules] = {}
    count = 0
    running = Transfer.objects.running().select_related(
        "member", "from_organization", "to_organization"
    )
    for transfer in running.order_by("pk").iterator(chunk_size=500):
        rules = known.get(transfer.from_organization_id)
        if rules is None:
            rules = known[transfer.from_organization_id] = rules_for(
                transfer.from_organization, today
            )
        _refresh(transfer, rules, days)
        clock = clock_of(transfer, today, days)
        if clock and (clock.is_over or clock.left <= rules[REMIND_WHEN_LEFT]):
            count += _remind(transfer, clock, today, now)
    return count


def _refresh(transfer: Transfer, rules: Rules, days: WorkingDays) -> None:
    """A day off entered since then moves the end of the clock."""
    ends_on = due_on(transfer, rules, days)
    if ends_on != transfer.due_on:
        Transfer.objects.filter(pk=transfer.pk, state=transfer.state).update(due_on=ends_on)
        transfer.due_on = ends_on


def _remind(transfer: Transfer, clock: Clock, today: date, now: datetime) -> int:
    """Before the release the home is asked, then the receiver; the member both times."""
    is_released = transfer.state == Transfer.State.RELEASED
    place = transfer.to_organization if is_released else transfer.from_organization
    keepers = keepers_of(place, today)
    return announce(
        key=f"{Occasion.TRANSFER_CLOCK}:{transfer.pk}:{transfer.state}:"
        f"{'over' if clock.is_over else 'soon'}",
        occasion=Occasion.TRANSFER_CLOCK,
        organization=place,
        path=transfer.get_absolute_url(),
        params={
            **transfer.message_params(),
            "due_on": f"{clock.ends_on:%d/%m/%Y}",
            "is_over": clock.is_over,
        },
        recipients=Member.objects.filter(Q(pk=transfer.member_id) | Q(pk__in=keepers)),
        by=None,
        now=now,
    )
