"""What pages about people ask across models."""

from datetime import date

from django.db.models import Q, QuerySet

from branches.models import Organization, Term, Tier
from branches.models.dated import DatedQuerySet
from branches.models.organization import OrganizationQuerySet
from papers.text import fold

from .access import Access
from .models import Affiliation, Member, Message, Post, PostKind
from .models.belonging import AffiliationQuerySet
from .models.member import MemberQuerySet
from .models.message import MessageQuerySet
from .permissions import Permission

RECEIVERS_SHOWN = 20

Places = list[tuple[Organization, str]]


class OrganizationsSeen(OrganizationQuerySet):
    """`Organization` knows nothing of people, so the scope of a reader is added here."""

    def visible_to(self, access: Access) -> "OrganizationsSeen":
        """As `reports` shows them; who sees one without the right asked for is told so."""
        return self.filter(
            access.within(Permission.READ_NOTICES, own="id")
            | access.within(Permission.SEE_FIGURES, own="id")
            | access.within(Permission.READ_AUDIT, own="id")
        )


def organizations() -> OrganizationsSeen:
    return OrganizationsSeen(Organization).select_related("kind")


class TermsSeen(DatedQuerySet):
    """As `OrganizationsSeen`: whoever may open the page of the organisation."""

    def visible_to(self, access: Access) -> "TermsSeen":
        seen = OrganizationsSeen(Organization).visible_to(access)
        return self.filter(organization__in=seen)


def terms() -> TermsSeen:
    return TermsSeen(Term)


def candidates(organization: Organization) -> MemberQuerySet:
    """Who may hold a post there: a branch's and a cell's own members, for a committee everybody
    at home below it."""
    if organization.kind.tier == Tier.CELL:
        found = Member.objects.filter(cell=organization)
    elif organization.kind.tier == Tier.BRANCH:
        found = Member.objects.filter(home=organization)
    else:
        found = Member.objects.filter(home__path__startswith=organization.path)
    return found.select_related("home").by_given_name()


def roll_places(access: Access, chosen: Organization | None, today: date) -> Places:
    """The organisations to choose from on the roll, with a label: those above the chosen one (and
    itself), then those just below. Two queries whatever the size of the tree; a branch without
    cells offers nothing."""
    above, below = _around(tops_of(access), chosen)
    found = (
        Organization.objects.standing(today)
        .filter(Q(pk__in=above) | below)
        .order_by("kind__tier", "sort_key", "pk")
    )
    up = {o.pk: (o, f"↑ {o.name}" if o != chosen else o.name) for o in found if o.pk in above}
    down = [(o, f"– {o.name}" if chosen else o.name) for o in found if o.pk not in up]
    return [up[pk] for pk in above if pk in up] + down


def tops_of(access: Access) -> list[Organization]:
    """The tops of what may be seen of the roll: a scope below another adds nothing."""
    scopes = access.scopes.get(Permission.SEE_MEMBERS, [])
    return [s for s in scopes if not any(s.path.startswith(t.path) and s != t for t in scopes)]


def _around(tops: list[Organization], chosen: Organization | None) -> tuple[list[int], Q]:
    if chosen:
        top = next(t for t in tops if chosen.path.startswith(t.path))
        return chosen.ancestor_ids[len(top.ancestor_ids) - 1 :], Q(parent=chosen)
    if len(tops) == 1 and tops[0].kind.tier != Tier.CELL:
        return [], Q(parent=tops[0])
    return [], Q(pk__in=[top.pk for top in tops] if len(tops) > 1 else [])


def keepers_of(organization: Organization, today: date) -> QuerySet[Post, int]:
    """Ids of the members who keep the roll of a branch: its secretary, else the clerks above."""
    posts = Post.objects.in_force(today)
    secretary = posts.filter(organization=organization, kind=PostKind.SECRETARY)
    if not secretary.exists():
        secretary = posts.filter(organization__in=organization.ancestor_ids, kind=PostKind.CLERK)
    ids: QuerySet[Post, int] = secretary.values_list("member_id", flat=True)
    return ids


def receivers(words: str, today: date) -> QuerySet[Organization]:
    """Branches that may receive a member: every word in the name of the branch or the one above,
    with or without accents; the nearest names first."""
    return _named(Organization.objects.branches().standing(today), words)


def branches_below(committee: Organization, words: str, today: date) -> QuerySet[Organization]:
    """The branches at or below a committee, found as `receivers` are."""
    found = Organization.objects.branches().standing(today)
    return _named(found.filter(path__startswith=committee.path), words)


def _named(found: QuerySet[Organization], words: str) -> QuerySet[Organization]:
    for word in fold(words).split():
        found = found.filter(Q(search_key__contains=word) | Q(parent__search_key__contains=word))
    return found.select_related("parent", "kind").order_by("sort_key", "pk")[:RECEIVERS_SHOWN]


def followed_up(access: Access) -> MemberQuerySet:
    """The members whose tasks and commitments the person follows up."""
    at_home = access.within(Permission.MANAGE_TASKS, "home__", own="id")
    return Member.objects.filter(at_home | Q(cell__in=access.cells(Permission.MANAGE_TASKS)))


def residents(access: Access) -> AffiliationQuerySet:
    """Residence links in force to the branches whose roll the person may see, by given name."""
    links: AffiliationQuerySet = (
        Affiliation.objects.visible_to(access)
        .in_force(access.today)
        .filter(kind=Affiliation.Kind.RESIDENCE)
        .select_related("member__home", "organization__kind")
        .order_by("member__sort_key", "pk")
    )
    return links


class UndeliveredSeen(MessageQuerySet):
    def visible_to(self, access: Access) -> "UndeliveredSeen":
        """Those who plan the meetings of a place see to it that its messages arrive."""
        return self.filter(
            access.within(Permission.PLAN_MEETINGS, "announcement__organization__", own="id")
        )


def undelivered() -> UndeliveredSeen:
    return UndeliveredSeen(Message).undelivered()
