"""Who: members, where they belong, their posts, what they promised and what they asked for."""

from datetime import timedelta

from django.utils import timezone

from members.models import (
    Affiliation,
    Commitment,
    CommitmentRemark,
    CorrectionRequest,
    Departure,
    Member,
    Post,
    PostKind,
    Standing,
    StandingStatus,
    Transfer,
)
from papers.text import fold, name_sort_key

from .basics import LONG_AGO, numbers, scope_of


def member(
    *,
    home=None,
    cell=None,
    name=None,
    status=StandingStatus.OFFICIAL,
    on_top=None,
    since=LONG_AGO,
    **kwargs,
):
    """A person with the dated facts and the columns of today that agree with them.

    `on_top`: exempt or suspended, which lie on top of membership."""
    name = name or f"Trần Văn Số {next(numbers)}"
    person = Member.objects.create(
        full_name=name,
        search_key=fold(name),
        sort_key=name_sort_key(name),
        home=home,
        cell=cell,
        is_official=status == StandingStatus.OFFICIAL,
        is_exempt=on_top == StandingStatus.EXEMPT,
        is_suspended=on_top == StandingStatus.SUSPENDED,
        **kwargs,
    )
    for organization, affiliation in [
        (home, Affiliation.Kind.HOME),
        (cell, Affiliation.Kind.CELL),
    ]:
        if organization:
            affiliate(person, organization, affiliation, since=since)
    for standing in [status, on_top]:
        if standing:
            Standing.objects.create(member=person, status=standing, valid_from=since)
    return person


def affiliate(member, organization, affiliation, *, since=LONG_AGO, until=None):
    return Affiliation.objects.create(
        member=member,
        organization=organization,
        kind=affiliation,
        valid_from=since,
        valid_to=until,
    )


def post(member, organization, *, post=PostKind.SECRETARY, since=LONG_AGO, until=None, **kwargs):
    return Post.objects.create(
        member=member,
        organization=organization,
        kind=post,
        valid_from=since,
        valid_to=until,
        **kwargs,
    )


def transfer(member, to, *, state=Transfer.State.STARTED, since=None, **kwargs):
    """A transfer from the member's home, in any state, with the columns the database asks for."""
    today = timezone.localdate()
    pairs = {}
    if state in (Transfer.State.RELEASED, Transfer.State.ACCEPTED):
        pairs |= {"released_on": today, "letter_number": "12"}
    if state == Transfer.State.ACCEPTED:
        pairs |= {"accepted_on": today}
    defaults = {
        "kind": Transfer.Kind.OFFICIAL,
        "from_organization": member.home,
        "since": since or today,
        "due_on": today + timedelta(days=60),
        "started_at": timezone.now(),
    }
    return Transfer.objects.create(
        member=member, to_organization=to, state=state, **defaults | pairs | kwargs
    )


def departure(member, organization, *, on=None, **kwargs):
    """Somebody who left: at home nowhere, so the organisation is told."""
    return Departure.objects.create(
        **{
            "member": member,
            "organization": organization,
            "kind": Departure.Kind.RESIGNED,
            "on": on or timezone.localdate(),
            "recorded_at": timezone.now(),
        }
        | kwargs
    )


def commitment(member, *, year=None, text="Học và làm theo", topics=("Tư tưởng chính trị",)):
    place = member.cell or member.home
    return Commitment.objects.create(
        member=member,
        organization=place,
        year=year or timezone.localdate().year,
        topics=list(topics),
        text=text,
        saved_at=timezone.now(),
        **scope_of(place),
    )


def remark(commitment, *, month=None, text="Có tiến bộ", **kwargs):
    return CommitmentRemark.objects.create(
        commitment=commitment,
        month=month or timezone.localdate().replace(day=1),
        text=text,
        written_at=timezone.now(),
        **kwargs,
    )


def correction(member, *, text="Ngày sinh đúng là 02/03/1970"):
    return CorrectionRequest.objects.create(member=member, text=text, asked_at=timezone.now())
