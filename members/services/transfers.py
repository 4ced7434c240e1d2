"""Transfers of members: asked for and released by the home, accepted or refused by the receiver.

The home changes when the receiver accepts, and only then. Clocks are in `members.clocks`, the
letter in `members.papers`, who may do what in the views.
"""

import logging
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from branches.models import Organization
from members.clocks import set_clock
from members.models import Member, Occasion, Transfer, User
from members.models.transfer import RUNNING
from members.queries import keepers_of
from members.tasks import make_letter

from .audit import record
from .belonging import require_branch, set_home, transfer_temporarily
from .messages import announce

logger = logging.getLogger(__name__)
State = Transfer.State


@transaction.atomic
def start_transfer(
    *,
    member: Member,
    kind: Transfer.Kind,
    organization: Organization,
    since: date,
    by: User | None,
    now: datetime,
    until: date | None = None,
    reason: str = "",
) -> Transfer:
    """A transfer from the member's home to another branch is asked for; nothing moves yet."""
    today = timezone.localdate(now)
    if member.home is None:
        raise ValidationError(_("%(name)s has no home branch to leave.") % {"name": member})
    require_branch(organization, today)
    if organization == member.home:
        raise ValidationError(
            {"organization": _("This is already the member's home branch; choose another.")}
        )
    is_temporary = kind == Transfer.Kind.TEMPORARY
    if is_temporary and (until is None or until <= since):
        raise ValidationError({"until": _("A temporary transfer needs an end after its start.")})
    transfer = Transfer(
        member=member,
        kind=kind,
        from_organization=member.home,
        to_organization=organization,
        since=since,
        until=until if is_temporary else None,
        reason=reason,
        started_at=now,
        started_by=by,
    )
    set_clock(transfer, today)
    transfer.full_clean(exclude=["started_by"])
    transfer.save()
    _log("start_transfer", transfer, transfer.from_organization, by, now)
    return transfer


@transaction.atomic
def release_transfer(
    *, transfer: Transfer, letter_number: str, on: date, by: User | None, now: datetime
) -> Transfer:
    """The home lets the member go with a letter, which the worker draws; the member stays at home
    until the receiver accepts."""
    transfer = _locked(transfer, [State.STARTED])
    today = timezone.localdate(now)
    if on > today:
        raise ValidationError({"on": _("Choose a day that is not in the future.")})
    if on < timezone.localdate(transfer.started_at):
        raise ValidationError({"on": _("Choose a day on or after the transfer was asked for.")})
    transfer.state, transfer.released_on = State.RELEASED, on
    transfer.letter_number = letter_number
    set_clock(transfer, today)
    _save(transfer)
    _log("release_transfer", transfer, transfer.from_organization, by, now)
    _tell(transfer, transfer.to_organization, by, now)
    transaction.on_commit(lambda: _wake(transfer.pk), robust=True)
    return transfer


@transaction.atomic
def accept_transfer(*, transfer: Transfer, on: date, by: User | None, now: datetime) -> Transfer:
    """The receiver takes the member in from that day: for good, or until the end of the transfer.
    ValidationError when something dated later stands in the way; then nothing has changed."""
    transfer = _locked(transfer, [State.RELEASED])
    if transfer.released_on and on < transfer.released_on:
        raise ValidationError({"on": _("Choose a day on or after the release.")})
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("Choose a day that is not in the future.")})
    arrival: dict[str, Any] = {
        "member": transfer.member,
        "organization": transfer.to_organization,
        "on": on,
        "by": by,
        "now": now,
        "decision": _letter_words(transfer),
    }
    if transfer.kind == Transfer.Kind.TEMPORARY:
        if transfer.until is None or on >= transfer.until:
            raise ValidationError({"on": _("The time of this temporary transfer is over.")})
        transfer_temporarily(until=transfer.until, **arrival)
    else:
        set_home(**arrival)
    transfer.state, transfer.accepted_on, transfer.due_on = State.ACCEPTED, on, None
    _save(transfer)
    _log("accept_transfer", transfer, transfer.to_organization, by, now)
    _tell(transfer, transfer.from_organization, by, now)
    return transfer


@transaction.atomic
def refuse_transfer(*, transfer: Transfer, reason: str, by: User | None, now: datetime) -> Transfer:
    """The receiver does not take the member; who stays, as before, at home."""
    transfer = _close(transfer, State.REFUSED, reason)
    _log("refuse_transfer", transfer, transfer.to_organization, by, now)
    _tell(transfer, transfer.from_organization, by, now)
    return transfer


@transaction.atomic
def cancel_transfer(*, transfer: Transfer, reason: str, by: User | None, now: datetime) -> Transfer:
    """The home takes the transfer back; a letter already issued is no longer good."""
    was_released = transfer.state == State.RELEASED
    transfer = _close(transfer, State.CANCELLED, reason)
    _log("cancel_transfer", transfer, transfer.from_organization, by, now)
    if was_released:
        _tell(transfer, transfer.to_organization, by, now)
    return transfer


def _locked(transfer: Transfer, states: list[State]) -> Transfer:
    """The transfer as it is now, held until the end; a second person gets words, not a surprise."""
    fresh = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("member", "from_organization__kind", "to_organization__kind")
        .get(pk=transfer.pk)
    )
    if fresh.state not in states:
        raise ValidationError(
            _("This transfer is already: %(state)s. Open it again to see how it stands.")
            % {"state": fresh.get_state_display().lower()}
        )
    return fresh


def _close(transfer: Transfer, state: State, reason: str) -> Transfer:
    transfer = _locked(transfer, list(RUNNING))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the other side understands.")})
    transfer.state, transfer.closed_reason, transfer.due_on = state, reason.strip(), None
    _save(transfer)
    return transfer


def _save(transfer: Transfer) -> None:
    transfer.full_clean(exclude=["started_by"])
    transfer.save()


def _letter_words(transfer: Transfer) -> str:
    return f"Giấy giới thiệu số {transfer.letter_number}" if transfer.letter_number else ""


def _log(
    verb: str, transfer: Transfer, organization: Organization, by: User | None, now: datetime
) -> None:
    record(
        verb=verb,
        subject=f"{transfer.member}: {transfer.from_organization} → {transfer.to_organization}",
        organization=organization,
        by=by,
        now=now,
        member=transfer.member,
    )


def _tell(transfer: Transfer, organization: Organization, by: User | None, now: datetime) -> None:
    """Tells the member, and those who keep the roll of the other side."""
    keepers = keepers_of(organization, timezone.localdate(now))
    announce(
        key=f"{Occasion.TRANSFER_STEP}:{transfer.pk}:{transfer.state}",
        occasion=Occasion.TRANSFER_STEP,
        organization=organization,
        path=transfer.get_absolute_url(),
        params=transfer.message_params(),
        recipients=Member.objects.filter(Q(pk=transfer.member_id) | Q(pk__in=keepers)),
        by=by,
        now=now,
    )


def _wake(transfer_id: int) -> None:
    try:
        make_letter.apply_async([transfer_id], retry=False)
    except (BrokerError, OSError):
        logger.warning("The broker is away; letter %s is drawn by the next beat.", transfer_id)
