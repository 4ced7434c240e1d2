"""Reads that more than one page or verb needs: who is invited, who is on the roll of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from branches.models import Organization, Reorganization
from branches.models.dated import in_force
from branches.models.organization import OrganizationQuerySet
from branches.rules import Rules, rules_for
from members.access import Access, Permission
from members.models import Affiliation, Member, Post, PostKind, Standing, StandingStatus
from members.models.member import MemberQuerySet

from .models import Meeting, MeetingKind
from .models.rollcall import IN_VOTING_BASE, IN_VOTING_BASE_WHEN_PRESENT, PRESENT_STATUSES

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
    needed: int
    present: int

    @property
    def is_enough(self) -> bool:
        return self.present >= self.needed


def adoption_needs(meeting: Meeting) -> AdoptionNeeds:
    """For a decision by more than half (Charter, Article 9.5) on the meeting's voting base."""
    rule = rules_for(meeting.organization, timezone.localdate(meeting.starts_at)).majority("adopt")
    base = meeting.voting_base or 0
    present = meeting.attendances.filter(
        status__in=PRESENT_STATUSES, exclusion__in=[*IN_VOTING_BASE, *IN_VOTING_BASE_WHEN_PRESENT]
    ).count()
    return AdoptionNeeds(base=base, needed=rule.votes_needed(base), present=present)
