"""A branch of so many people with its meeting opened, made by the verbs of the app.

Nothing is taken from the data that is there, so it is the same room on every database; whoever
makes one takes it back: by a transaction (`for_a_while`), or with its database (`scratch`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from branches.models import Organization, OrganizationKind
from branches.services import establish_organization
from meetings.models import Meeting, MeetingKind
from meetings.services.meeting import MeetingPlan, plan_meeting
from meetings.services.notice import call_meeting
from meetings.services.rollcall import open_roll
from members.models import Affiliation, Member, Post, PostKind, Standing, StandingStatus, User
from papers.text import fold, name_sort_key

NAME = "Bench"


@dataclass(frozen=True)
class Room:
    """An opened meeting; the first of the accounts is the secretary's, who chairs it."""

    meeting: Meeting
    accounts: list[User]
    chair: Member
    recorder: Member

    @property
    def secretary(self) -> User:
        return self.accounts[0]

    def again(self) -> Meeting:
        """The meeting as it is saved now."""
        return Meeting.objects.for_page().get(pk=self.meeting.pk)


@contextmanager
def for_a_while(people: int) -> Iterator[Room]:
    """The room inside a transaction that is rolled back."""
    with transaction.atomic():
        yield furnish(people, now=timezone.now())
        transaction.set_rollback(True)


@transaction.atomic
def furnish(people: int, *, now: datetime) -> Room:
    """Planned and called the day before, opened now."""
    since = timezone.localdate(now) - timedelta(days=365)
    body = OrganizationKind.objects.get(code="superior_body")
    above = establish_organization(name=NAME, kind=body, parent=None, on=since)
    kind = OrganizationKind.objects.get(code="grassroots_branch")
    branch = establish_organization(name=f"{NAME} 1", kind=kind, parent=above, on=since)
    members, accounts = _people(branch, people, since)
    chair, recorder = members[0], members[-1]
    plan = MeetingPlan(
        kind=MeetingKind.PERIODIC,
        month=timezone.localdate(now).replace(day=1),
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        place="Nhà văn hoá",
        chair=chair,
        recorder=recorder,
    )
    meeting = _opened(branch, plan, accounts[0])
    return Room(meeting, accounts, chair, recorder)


def _people(branch: Organization, people: int, since: date) -> tuple[list[Member], list[User]]:
    names = [f"Nguyễn Văn {NAME} {number}" for number in range(1, people + 1)]
    members = Member.objects.bulk_create(
        Member(
            full_name=name,
            search_key=fold(name),
            sort_key=name_sort_key(name),
            home=branch,
            is_official=True,
        )
        for name in names
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            member=member, organization=branch, kind=Affiliation.Kind.HOME, valid_from=since
        )
        for member in members
    )
    Standing.objects.bulk_create(
        Standing(member=member, status=StandingStatus.OFFICIAL, valid_from=since)
        for member in members
    )
    Post.objects.create(
        kind=PostKind.SECRETARY, member=members[0], organization=branch, valid_from=since
    )
    accounts = User.objects.bulk_create(
        User(username=f"{NAME.lower()}-{member.pk}", member=member) for member in members
    )
    return members, accounts


def _opened(branch: Organization, plan: MeetingPlan, by: User) -> Meeting:
    now, day_before = plan.starts_at, plan.starts_at - timedelta(days=1)
    meeting = plan_meeting(organization=branch, plan=plan, by=by, now=day_before)
    call_meeting(meeting=meeting, by=by, now=day_before)
    meeting.refresh_from_db()
    return open_roll(meeting=meeting, by=by, now=now)
