"""Where people belong and what they are: dated facts, and the columns of today made from them.

Posts are in `members.services.posts`. Every verb ends the fact it replaces, so that a question
about any day has one answer, and then lets `members.current` write the columns of today.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from members.current import refresh_current
from members.models import Affiliation, Member, Standing, StandingStatus, User
from members.models.belonging import MEMBERSHIP

from .audit import record
from .person import save_person, set_person


@transaction.atomic
def register_member(
    *,
    full_name: str,
    home: Organization,
    on: date,
    by: User | None,
    now: datetime,
    status: StandingStatus = StandingStatus.OFFICIAL,
    decision: str = "",
    since: date | None = None,
    cell: Organization | None = None,
    **details: Any,
) -> Member:
    """A member who enters the roll of a branch on a day, probationary or official; the standing
    may have begun earlier, elsewhere (`since`).

    `details`: birth_date, sex, admitted_on, card_number, phone, email, identity_number.
    """
    require_branch(home, on)
    if status not in MEMBERSHIP:
        raise ValidationError({"status": _("A member enters as official or probationary.")})
    if since and since > on:
        raise ValidationError(
            {"since": _("The standing begins with the entry on the roll or before it.")}
        )
    member = Member()
    set_person(member, {"full_name": full_name, **details})
    save_person(member, details.get("identity_number"))
    _affiliate(member, Affiliation.Kind.HOME, home, on, None, decision)
    standing = Standing(member=member, status=status, valid_from=since or on, decision=decision)
    standing.full_clean()
    standing.save()
    if cell:
        join_cell(member=member, cell=cell, on=on, by=by, now=now)
    settle(member, "register_member", home, by, now)
    return member


@transaction.atomic
def set_home(
    *,
    member: Member,
    organization: Organization,
    on: date,
    by: User | None,
    now: datetime,
    decision: str = "",
) -> Affiliation:
    """From that day the branch is the member's home; the cell of the old home ends with it, and
    so does a temporary transfer or residence link to the new one."""
    require_branch(organization, on)
    lock_member(member)
    affiliation = _affiliate(member, Affiliation.Kind.HOME, organization, on, None, decision)
    others = Affiliation.objects.filter(member=member)
    _end(others.filter(kind=Affiliation.Kind.CELL).exclude(organization__branch=organization), on)
    _end(
        others.filter(
            kind__in=[Affiliation.Kind.TEMPORARY, Affiliation.Kind.RESIDENCE],
            organization=organization,
        ),
        on,
    )
    settle(member, "set_home", organization, by, now)
    return affiliation


@transaction.atomic
def join_cell(
    *, member: Member, cell: Organization, on: date, by: User | None, now: datetime
) -> Affiliation:
    """From that day the member is in the cell, which must be one of the home branch."""
    refuse_dissolved(cell, on)
    lock_member(member)
    home = _organization_on(member, Affiliation.Kind.HOME, on)
    if cell.kind.tier != Tier.CELL or home is None or cell.branch_id != home.pk:
        raise ValidationError(
            {"cell": _("Choose a cell of the branch that is %(name)s's home.") % {"name": member}}
        )
    affiliation = _affiliate(member, Affiliation.Kind.CELL, cell, on, None, "")
    settle(member, "join_cell", cell, by, now)
    return affiliation


@transaction.atomic
def transfer_temporarily(
    *,
    member: Member,
    organization: Organization,
    on: date,
    until: date | None,
    by: User | None,
    now: datetime,
    decision: str = "",
) -> Affiliation:
    """The member takes part at another branch for a time; home, and the vote there, stay."""
    require_branch(organization, on)
    affiliation = _affiliate_elsewhere(
        member, Affiliation.Kind.TEMPORARY, organization, on, until, decision
    )
    settle(member, "transfer_temporarily", organization, by, now)
    return affiliation


@transaction.atomic
def link_residence(
    *,
    member: Member,
    organization: Organization,
    on: date,
    by: User | None,
    now: datetime,
    until: date | None = None,
    decision: str = "",
) -> Affiliation:
    """A working member's link to the branch where they live (213); counts in no total."""
    affiliation = _affiliate_elsewhere(
        member, Affiliation.Kind.RESIDENCE, organization, on, until, decision
    )
    settle(member, "link_residence", organization, by, now)
    return affiliation


@transaction.atomic
def set_standing(
    *,
    member: Member,
    status: StandingStatus,
    on: date,
    by: User | None,
    now: datetime,
    until: date | None = None,
    decision: str = "",
) -> Standing:
    """From that day the member has the standing. Official ends probationary and the reverse;
    exemption and suspension lie on top, and end at `until` or by `lift_standing`."""
    lock_member(member)
    replaced = MEMBERSHIP if status in MEMBERSHIP else [status]
    _end(Standing.objects.filter(member=member, status__in=replaced), on)
    standing = Standing(
        member=member, status=status, valid_from=on, valid_to=until, decision=decision
    )
    standing.full_clean()
    standing.save()
    settle(member, "set_standing", None, by, now, detail=standing.get_status_display())
    return standing


@transaction.atomic
def lift_standing(
    *, standing: Standing, on: date, by: User | None, now: datetime, decision: str = ""
) -> None:
    """Ends an exemption or suspension on that day; the decision to end it is kept in the log."""
    if standing.status in MEMBERSHIP:
        raise ValidationError({"status": _("Membership itself is not lifted here.")})
    lock_member(standing.member)
    standing.valid_to = on
    standing.full_clean()
    standing.save(update_fields=["valid_to"])
    label = standing.get_status_display()
    settle(standing.member, "lift_standing", None, by, now, detail=label, reason=decision)


def lock_member(member: Member) -> None:
    """One change of a member at a time: the second waits and then sees the first."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)


def _end(facts: Any, on: date) -> None:
    """Ends the facts in force that day; one that began that very day is replaced, as if it had
    never been. What is already entered for later must be dealt with by a person."""
    later = facts.filter(valid_from__gt=on).order_by("valid_from").first()
    if later:
        raise ValidationError(
            {
                "on": _(
                    "There is already an entry from %(day)s. Choose a later day, or undo it first."
                )
                % {"day": f"{later.valid_from:%d/%m/%Y}"}
            }
        )
    facts.filter(valid_from=on).delete()
    facts.in_force(on).update(valid_to=on)


def _affiliate(
    member: Member,
    kind: Affiliation.Kind,
    organization: Organization,
    on: date,
    until: date | None,
    decision: str,
) -> Affiliation:
    _end(Affiliation.objects.filter(member=member, kind=kind), on)
    affiliation = Affiliation(
        member=member,
        kind=kind,
        organization=organization,
        valid_from=on,
        valid_to=until,
        decision=decision,
    )
    affiliation.full_clean()
    affiliation.save()
    return affiliation


def _affiliate_elsewhere(
    member: Member,
    kind: Affiliation.Kind,
    organization: Organization,
    on: date,
    until: date | None,
    decision: str,
) -> Affiliation:
    lock_member(member)
    if _organization_on(member, Affiliation.Kind.HOME, on) == organization:
        raise ValidationError(
            {"organization": _("This is already the member's home branch; choose another.")}
        )
    return _affiliate(member, kind, organization, on, until, decision)


def _organization_on(member: Member, kind: Affiliation.Kind, on: date) -> Organization | None:
    affiliation = (
        Affiliation.objects.in_force(on)
        .filter(member=member, kind=kind)
        .select_related("organization")
        .first()
    )
    return affiliation.organization if affiliation else None


def require_branch(organization: Organization, on: date) -> None:
    is_standing = organization.established_on <= on and (
        organization.dissolved_on is None or on < organization.dissolved_on
    )
    if organization.kind.tier != Tier.BRANCH or not is_standing:
        raise ValidationError(
            {
                "organization": _("Choose a branch that exists on %(day)s.")
                % {"day": f"{on:%d/%m/%Y}"}
            }
        )


def settle(
    member: Member,
    verb: str,
    organization: Organization | None,
    by: User | None,
    now: datetime,
    detail: str = "",
    reason: str = "",
) -> None:
    """Every verb ends here: the columns of today, then the log, at the place it concerns."""
    refresh_current(timezone.localdate(now), only=member)
    member.refresh_from_db()
    place = organization or member.home
    if place:
        subject = f"{member.full_name}: {detail}" if detail else member.full_name
        record(
            verb=verb,
            subject=subject,
            organization=place,
            by=by,
            now=now,
            member=member,
            reason=reason,
        )
