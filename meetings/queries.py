"""Reads that more than one page or verb needs: who is invited, who is on the roll of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from branches.models import Organization, Reorganization
from branches.models.dated import in_force
from branches.models.organization import OrganizationQuerySet
from branches.rules import Majority, Rules, rules_for
from members.access import Access, Permission
from members.models import Affiliation, Member, Post, PostKind, Standing, StandingStatus
from members.models.member import MemberQuerySet

from .models import AgendaItem, Directive, Floor, Meeting, MeetingKind, MinutesEntry
from .models.directive import DirectiveQuerySet
from .models.rollcall import IN_VOTING_BASE, IN_VOTING_BASE_WHEN_PRESENT, PRESENT_STATUSES

LEADERS = [PostKind.SECRETARY, PostKind.CELL_LEADER, PostKind.DEPUTY_SECRETARY]
COMMITTEE_POSTS = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.COMMITTEE_MEMBER]


class ReorganizationsSeen(QuerySet[Reorganization]):
    """`Reorganization` knows nothing of people, so the scope of a reader is added here."""

    def visible_to(self, access: Access) -> "ReorganizationsSeen":
        return self.filter(access.within(Permission.REORGANIZE, prefix="scope__", own="id"))


def reorganizations() -> ReorganizationsSeen:
    return ReorganizationsSeen(Reorganization).select_related("scope__kind", "created_by__member")


class OrganizationsToReorganize(OrganizationQuerySet):
    def visible_to(self, access: Access) -> "OrganizationsToReorganize":
        """As `reports` shows them; who sees one without the right to change it is told so."""
        return self.filter(
            access.within(Permission.READ_NOTICES, own="id")
            | access.within(Permission.SEE_FIGURES, own="id")
            | access.within(Permission.READ_AUDIT, own="id")
            | access.within(Permission.REORGANIZE, own="id")
        )


def organizations_to_reorganize() -> OrganizationsToReorganize:
    return OrganizationsToReorganize(Organization).select_related("kind", "parent")


def _belonging(organization: Organization, on: date, kinds: Sequence[str]) -> Q:
    return Q(
        Exists(
            Affiliation.objects.in_force(on).filter(
                member=OuterRef("pk"), organization=organization, kind__in=kinds
            )
        )
    )


def members_invited(organization: Organization, kind: str, on: date) -> MemberQuerySet:
    """Whom a meeting concerns on that day: the branch committee, the cell, or the whole branch with
    those temporarily transferred in. Suspended members are not invited."""
    if kind == MeetingKind.COMMITTEE:
        posts = Post.objects.in_force(on).filter(
            member=OuterRef("pk"), organization=organization, kind__in=COMMITTEE_POSTS
        )
        invited = Member.objects.filter(Exists(posts))
    elif kind == MeetingKind.CELL:
        invited = Member.objects.filter(_belonging(organization, on, [Affiliation.Kind.CELL]))
    else:
        told = [Affiliation.Kind.HOME, Affiliation.Kind.TEMPORARY]
        invited = Member.objects.filter(_belonging(organization, on, told))
    suspended = Standing.objects.in_force(on).filter(
        member=OuterRef("pk"), status=StandingStatus.SUSPENDED
    )
    return invited.exclude(Exists(suspended))


def invited_alike(kind: str) -> str:
    """The kind that stands for all whose meetings concern the same people of an organisation."""
    return kind if kind in (MeetingKind.COMMITTEE, MeetingKind.CELL) else MeetingKind.PERIODIC


def invited_by_place(
    places: Iterable[int], kind: str, on: date
) -> "QuerySet[Any, tuple[int, int]]":
    """Pairs (organisation id, member id): what `members_invited` says of each of many places. Who
    belongs to one in two ways is there twice."""
    rows: QuerySet[Any]
    if kind == MeetingKind.COMMITTEE:
        rows = Post.objects.in_force(on).filter(kind__in=COMMITTEE_POSTS)
    else:
        whole = [Affiliation.Kind.HOME, Affiliation.Kind.TEMPORARY]
        kinds = [Affiliation.Kind.CELL] if kind == MeetingKind.CELL else whole
        rows = Affiliation.objects.in_force(on).filter(kind__in=kinds)
    suspended = Standing.objects.in_force(on).filter(
        member=OuterRef("member"), status=StandingStatus.SUSPENDED
    )
    rows = rows.filter(organization__in=places).exclude(Exists(suspended))
    return rows.order_by().values_list("organization_id", "member_id")


def standings_on(members: QuerySet[Member], on: date) -> dict[int, set[str]]:
    """{member id: standings that day}."""
    found: dict[int, set[str]] = {}
    rows = Standing.objects.in_force(on).filter(member__in=members.order_by())
    for member_id, status in rows.values_list("member_id", "status"):
        found.setdefault(member_id, set()).add(status)
    return found


def possible_chairs(organization: Organization, on: date) -> MemberQuerySet:
    """Those with a post in the branch, whom a meeting may have as chair or recorder first."""
    posts = Post.objects.filter(in_force(on), member=OuterRef("pk"), organization=organization)
    return Member.objects.filter(Exists(posts)).by_given_name()


def leader_of(organization: Organization, on: date) -> Member | None:
    posts = Post.objects.in_force(on).filter(organization=organization, kind__in=LEADERS)
    rank: dict[str, int] = {kind: number for number, kind in enumerate(LEADERS)}
    first = min(posts.select_related("member"), key=lambda post: rank[post.kind], default=None)
    return first.member if first else None


def leaders_of(organization: Organization, on: date) -> MemberQuerySet:
    """Secretary and deputy: those who plan its meetings."""
    posts = Post.objects.in_force(on).filter(
        member=OuterRef("pk"), organization=organization, kind__in=LEADERS
    )
    return Member.objects.filter(Exists(posts))


def leaders_of_each(organizations: Iterable[Organization], on: date) -> dict[int, list[int]]:
    """{organisation id: ids of its secretary and deputies}, without those that have none."""
    return holders_of(
        Post.objects.in_force(on).filter(organization__in=organizations, kind__in=LEADERS)
    )


def holders_of(posts: QuerySet[Post]) -> dict[int, list[int]]:
    """{organisation id: ids of the members who hold these posts there}, each of them once."""
    found: dict[int, set[int]] = {}
    for organization_id, member_id in posts.values_list("organization_id", "member_id"):
        found.setdefault(organization_id, set()).add(member_id)
    return {pk: sorted(members) for pk, members in found.items()}


def quarter_before(today: date) -> list[date]:
    """The months of the last quarter that is over."""
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    months = []
    for _step in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def usual_recorder(organization: Organization) -> Member | None:
    """Who wrote the last minutes, while they still belong to the branch."""
    last = organization.meetings.filter(
        recorder__home=organization.branch_id, recorder__is_suspended=False
    )
    meeting = last.select_related("recorder").order_by("-starts_at", "-pk").first()
    return meeting.recorder if meeting else None


def received_since_last(meeting: Meeting) -> DirectiveQuerySet:
    """The documents that came into the registers the branch reads since the last meeting that took
    place; of a first meeting, since a month before."""
    before = meeting.organization.meetings.filter(
        starts_at__lt=meeting.starts_at, opened_at__isnull=False
    ).exclude(kind=MeetingKind.COMMITTEE)
    last = before.order_by("-starts_at").values_list("starts_at", flat=True).first()
    since = last or meeting.starts_at - timedelta(days=31)
    return Directive.objects.in_register_of(meeting.organization).filter(registered_at__gt=since)


def documents_deadline(meeting: Meeting, rules: Rules) -> datetime:
    """The last moment to send documents in time. "One day before" is read as the end of the
    calendar day before, as branches read it (HD 42-HD/BTCTW says only "1 day")."""
    days = rules["notice.documents_ahead_days"]
    day = timezone.localdate(meeting.starts_at) - timedelta(days=days)
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)


@dataclass(frozen=True)
class AdoptionNeeds:
    """What it takes to adopt something at this meeting, and whether enough people are there."""

    base: int
    present: int
    majority: Majority

    @property
    def needed(self) -> int:
        return self.majority.votes_needed(self.base)

    @property
    def is_enough(self) -> bool:
        return self.present >= self.needed


def adoption_needs(meeting: Meeting, at: datetime | None = None) -> AdoptionNeeds:
    """For a decision by more than half (Charter, Article 9.5) on the meeting's voting base; with
    `at`, as the room was then."""
    rule = rules_for(meeting.organization, timezone.localdate(meeting.starts_at)).majority("adopt")
    voters = voters_at(meeting, at)
    return AdoptionNeeds(base=voters.base, present=voters.present, majority=rule)


@dataclass(frozen=True)
class Voters:
    """Those whose votes a decision is counted on, and how many of them are in the room."""

    base: int
    present: int


def voters_at(meeting: Meeting, at: datetime | None) -> Voters:
    """Official members stay in the base wherever they are. An exempt member is in it only while in
    the room (QĐ 24-QĐ/TW 9.3.2): who came later than `at`, or has left, is not. None: the whole
    evening, whoever came at all."""
    away = away_at(meeting, at) if at else set()
    rows = meeting.attendances.filter(
        status__in=PRESENT_STATUSES, exclusion__in=[*IN_VOTING_BASE, *IN_VOTING_BASE_WHEN_PRESENT]
    ).values_list("member_id", "exclusion")
    here = [exclusion for member_id, exclusion in rows if member_id not in away]
    left = [exclusion for member_id, exclusion in rows if member_id in away]
    gone = sum(1 for exclusion in left if exclusion in IN_VOTING_BASE_WHEN_PRESENT)
    return Voters(base=(meeting.voting_base or 0) - gone, present=len(here))


def away_at(meeting: Meeting, at: datetime) -> set[int]:
    """The members who had not come yet, or had left again, at that moment of the meeting."""
    moment = timezone.localtime(at)
    is_later_day = moment.date() > timezone.localdate(meeting.starts_at)
    clock = time.max if is_later_day else moment.time()
    coming = Q(late_at__gt=clock) if not is_later_day else Q(pk__in=[])
    notes = meeting.attendance_notes.filter(coming | Q(left_at__lte=clock))
    return set(notes.values_list("member_id", flat=True))


def moment_of_vote(entry: MinutesEntry, now: datetime) -> datetime:
    """When a vote recorded now was taken: now while the room sits; when it is written down
    afterwards, at the end of its item, or of the meeting."""
    meeting = entry.minutes.meeting
    if meeting.ended_at is None:
        return now
    spans = entry.item.spans.filter(ended_at__isnull=False).order_by("-ended_at")
    last = spans.values_list("ended_at", flat=True).first()
    return last or meeting.ended_at


def floor_revision(floor_id: int) -> int | None:
    """One statement by primary key: sixty screens ask each second."""
    rows = Floor.objects.filter(pk=floor_id)
    return rows.order_by().values_list("revision", flat=True).first()


def seconds_used(item: AgendaItem, now: datetime) -> int:
    """How long the room has been at the item until now, each time it was taken up."""
    spans = item.spans.all()
    return sum(int(((span.ended_at or now) - span.began_at).total_seconds()) for span in spans)
