"""What is shown of one organisation: posts, members by standing, months, meetings, children."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from branches.models import Organization, Term, Tier
from branches.models.dated import in_force
from meetings.models import BranchMonth, Meeting
from members.access import Access
from members.models import Affiliation, Member, Post, PostKind

from .months import MonthState, month_before, months_of_branch

LATEST_MEETINGS = 6
MONTHS_SHOWN = 6
NOT_LEADING = (PostKind.REVIEWER, PostKind.AUDITOR)
POSTS_SHOWN: list[str] = [kind for kind in PostKind if kind not in NOT_LEADING]


@dataclass(frozen=True)
class Membership:
    """Exempt and suspended are among the members; residence links (213) are in no total."""

    official: int
    probationary: int
    exempt: int
    suspended: int
    residence_links: int

    @property
    def total(self) -> int:
        return self.official + self.probationary


def membership(organization: Organization, today: date) -> Membership:
    """Members at home at or below the organisation today."""
    if organization.kind.tier == Tier.CELL:
        here, by = Q(cell=organization), "cell"
    else:
        here, by = Q(home__path__startswith=organization.path), "home"
    # Not by ids: an index of homes and standings answers this alone.
    counts = Member.objects.filter(here).aggregate(
        official=Count(by, filter=Q(is_official=True)),
        probationary=Count(by, filter=Q(is_official=False)),
        exempt=Count(by, filter=Q(is_exempt=True)),
        suspended=Count(by, filter=Q(is_suspended=True)),
    )
    links = Affiliation.objects.in_force(today).filter(
        organization__path__startswith=organization.path, kind=Affiliation.Kind.RESIDENCE
    )
    return Membership(**counts, residence_links=links.count())


def posts_in_force(organization: Organization, today: date) -> list[Post]:
    """Who leads it today, the secretary first."""
    posts = (
        Post.objects.in_force(today)
        .filter(organization=organization, kind__in=POSTS_SHOWN)
        .select_related("member")
        .order_by("member__sort_key", "pk")
    )
    return sorted(posts, key=lambda post: POSTS_SHOWN.index(post.kind))


def latest_meetings(organization: Organization, access: Access) -> QuerySet[Meeting]:
    return (
        Meeting.objects.visible_to(access)
        .filter(organization=organization)
        .order_by("-starts_at", "-pk")[:LATEST_MEETINGS]
    )


@dataclass(frozen=True)
class Month:
    """One month of a branch; `figures` None: nothing was planned."""

    month: date
    state: MonthState
    figures: BranchMonth | None

    @property
    def attendance_percent(self) -> float | None:
        base = self.figures.base if self.figures else 0
        return 100 * self.figures.present / base if self.figures and base else None


def last_months(branch: Organization, month: date) -> list[Month]:
    """The last months of the branch, the newest first."""
    months = [month]
    while len(months) < MONTHS_SHOWN:
        months.append(month_before(months[-1]))
    kept = {row.month: row for row in months_of_branch(branch, months)}
    return [
        Month(each, MonthState(kept[each].state if each in kept else "not_planned"), kept.get(each))
        for each in months
    ]


def children_below(organization: Organization, today: date) -> QuerySet[Organization]:
    """Standing organisations directly below, in Vietnamese order."""
    grandchildren = Organization.objects.filter(parent=OuterRef("pk"))
    return (
        organization.children.standing(today)
        .select_related("kind")
        .annotate(has_children=Exists(grandchildren))
        .order_by("kind__tier", "sort_key", "pk")
    )


def term_of(organization: Organization, today: date) -> Term | None:
    term: Term | None = organization.terms.filter(in_force(today)).first()
    return term
