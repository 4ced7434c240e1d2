"""Is an organisation led as the rules want it: what is missing, what is about to end.

No number is written here: all of them are rules, each with its source (domain rule 1).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Term, Tier
from branches.rules import Rules, rules_for

from .models import Member, Post, PostKind
from .models.belonging import PostQuerySet

FEWEST = "branch.minimum_official"
COMMITTEE_FROM = "committee.required_from"
SEATS = "committee.seats"
TERM_AHEAD = "term.ending_days_ahead"
POST_AHEAD = "post.ending_days_ahead"
SEATED = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.COMMITTEE_MEMBER]


@dataclass(frozen=True)
class Concern:
    """One thing to look at; `source`: of the rule that asks for it. `code` names it for tests and
    for choosing among them."""

    code: str
    text: str
    tone: str = "warn"
    source: str = ""


@dataclass
class Staffing:
    """What an organisation has today. `term`: the one in force; `last_end`: when the last one
    ended, if none is in force."""

    official: int = 0
    posts: list[Post] = field(default_factory=list)
    term: Term | None = None
    last_end: date | None = None

    def holders(self, kinds: Iterable[str]) -> set[int]:
        wanted = set(kinds)
        return {post.member_id for post in self.posts if post.kind in wanted}


def staffing_of(organizations: Sequence[Organization], today: date) -> dict[int, Staffing]:
    """{id: what it has}; three queries, however many they are."""
    found = {organization.pk: Staffing() for organization in organizations}
    official = Member.objects.filter(home__in=list(found), is_official=True).order_by()
    for pk, count in official.values_list("home").annotate(Count("pk")):
        found[pk].official = count
    posts = Post.objects.in_force(today).filter(organization__in=list(found))
    for post in posts.select_related("member").order_by("member__sort_key", "pk"):
        found[post.organization_id].posts.append(post)
    terms = Term.objects.filter(organization__in=list(found), valid_from__lte=today)
    for term in terms.order_by("valid_from"):
        staffing = found[term.organization_id]
        if term.is_in_force(today):
            staffing.term = term
        else:
            staffing.last_end = term.valid_to
    return found


def concerns_at(organization: Organization, today: date) -> list[Concern]:
    """Those of one organisation, by the rules in force for it."""
    staffing = staffing_of([organization], today)[organization.pk]
    return concerns_of(organization, staffing, rules_for(organization, today), today)


def concerns_of(
    organization: Organization, staffing: Staffing, rules: Rules, today: date
) -> list[Concern]:
    """What is missing comes before what is about to end."""
    if organization.dissolved_on and organization.dissolved_on <= today:
        return []
    return [
        *_missing(organization, staffing),
        *(_size(staffing, rules) if organization.is_branch else ()),
        *_of_term(organization, staffing, rules, today),
        *_ending_posts(staffing, rules, today),
    ]


def _missing(organization: Organization, staffing: Staffing) -> Iterator[Concern]:
    if organization.kind.tier == Tier.CELL:
        if not staffing.holders([PostKind.CELL_LEADER]):
            yield Concern("no_leader", _("The cell has no leader."), "bad")
    elif not staffing.holders([PostKind.SECRETARY]):
        yield Concern("no_secretary", _("The post of secretary is not filled."), "bad")


def _size(staffing: Staffing, rules: Rules) -> Iterator[Concern]:
    """Probationary members count neither to the fewest nor to the committee."""
    official, fewest = staffing.official, rules[FEWEST]
    if official < fewest:
        words = ngettext(
            "%(count)s official member; a branch needs at least %(fewest)s.",
            "%(count)s official members; a branch needs at least %(fewest)s.",
            official,
        )
        text = words % {"count": official, "fewest": fewest}
        yield Concern("few_official", text, "bad", rules.explain(FEWEST).source)
    least, most = rules[SEATS]
    seats = len(staffing.holders(SEATED))
    numbers = {"official": official, "seats": seats, "least": least, "most": most}
    source = rules.explain(SEATS).source
    if official >= rules[COMMITTEE_FROM] and seats < least:
        if staffing.holders([PostKind.COMMITTEE_MEMBER]):
            words = _("The branch committee has %(seats)s members; it needs %(least)s to %(most)s.")
        else:
            words = _(
                "%(official)s official members: a branch committee of %(least)s to %(most)s is "
                "elected first, and none is entered."
            )
        yield Concern("committee_too_small", words % numbers, "warn", source)
    if seats > most:
        words = _("The branch committee has %(seats)s members; at most %(most)s are allowed.")
        yield Concern("committee_too_large", words % numbers, "warn", source)


def _of_term(
    organization: Organization, staffing: Staffing, rules: Rules, today: date
) -> Iterator[Concern]:
    term = staffing.term
    if organization.kind.tier == Tier.CELL:
        return
    if term is None:
        if staffing.last_end:
            words = _("The term ended on %(day)s; papers cannot be numbered until a new one opens.")
            text = words % {"day": f"{staffing.last_end:%d/%m/%Y}"}
        else:
            text = _("No term of office is entered; papers cannot be numbered.")
        yield Concern("no_term", text, "bad")
        return
    if term.valid_to and term.valid_to <= today + timedelta(days=rules[TERM_AHEAD]):
        words = ngettext(
            "The term %(name)s ends on %(day)s, in %(days)s day.",
            "The term %(name)s ends on %(day)s, in %(days)s days.",
            (term.valid_to - today).days,
        )
        yield Concern("term_ending", words % _when(term.valid_to, today, name=term.name))
    over = held_over(staffing)
    if over:
        words = ngettext(
            "%(count)s post is still that of the term before: end it, or enter the new election.",
            "%(count)s posts are still those of the term before: end them, or enter the new "
            "election.",
            len(over),
        )
        yield Concern("held_over", words % {"count": len(over)})


def held_over(staffing: Staffing) -> list[Post]:
    """Posts of an earlier term than that of today."""
    if staffing.term is None:
        return []
    return [post for post in staffing.posts if post.term_id and post.term_id != staffing.term.pk]


def _ending_posts(staffing: Staffing, rules: Rules, today: date) -> Iterator[Concern]:
    horizon = today + timedelta(days=rules[POST_AHEAD])
    for post in staffing.posts:
        if post.valid_to and post.valid_to <= horizon:
            words = ngettext(
                "%(post)s: %(name)s until %(day)s, %(days)s day left.",
                "%(post)s: %(name)s until %(day)s, %(days)s days left.",
                (post.valid_to - today).days,
            )
            values = _when(
                post.valid_to, today, name=post.member.full_name, post=post.get_kind_display()
            )
            yield Concern("post_ending", words % values)


def _when(day: date, today: date, **words: str) -> dict[str, object]:
    return {"day": f"{day:%d/%m/%Y}", "days": (day - today).days, **words}


# Below a committee: the same questions asked of thousands at once, by the committee's own rules.


def terms_ending(committee: Organization, rules: Rules, today: date) -> QuerySet[Term]:
    """Terms at and below it that end within the days the rules look ahead."""
    horizon = today + timedelta(days=rules[TERM_AHEAD])
    found: QuerySet[Term] = Term.objects.in_force(today).filter(
        organization__path__startswith=committee.path,
        organization__dissolved_on__isnull=True,
        valid_to__lte=horizon,
    )
    return found


def posts_ending(committee: Organization, rules: Rules, today: date) -> QuerySet[Post]:
    horizon = today + timedelta(days=rules[POST_AHEAD])
    found: QuerySet[Post] = Post.objects.in_force(today).filter(
        organization__path__startswith=committee.path, valid_to__lte=horizon
    )
    return found


def needing_attention(committee: Organization, rules: Rules, today: date) -> QuerySet[Organization]:
    """Organisations at and below it about which `concerns_of` has something to say, in the order
    of the tree; what is held over from the term before alone is not asked for.

    Each question is one grouped set, not one look for each of thousands of branches.
    """
    held = Post.objects.in_force(today).filter(organization__path__startswith=committee.path)
    running = Term.objects.in_force(today).filter(organization__path__startswith=committee.path)
    least, most = rules[SEATS]
    too_small = Q(pk__in=_official(committee, rules[COMMITTEE_FROM])) & ~Q(
        pk__in=_seated(held, least)
    )
    wrong_size = ~Q(pk__in=_official(committee, rules[FEWEST])) | too_small
    wrong_size |= Q(pk__in=_seated(held, most + 1))
    is_led = Q(pk__in=_places(held.filter(kind=PostKind.SECRETARY)))
    is_cell_led = Q(pk__in=_places(held.filter(kind=PostKind.CELL_LEADER)))
    has_term = Q(pk__in=_places(running))
    return (
        Organization.objects.under([committee.path])
        .standing(today)
        .filter(
            Q(kind__tier=Tier.BRANCH) & wrong_size
            | Q(kind__tier__lt=Tier.CELL) & (~is_led | ~has_term)
            | Q(kind__tier=Tier.CELL) & ~is_cell_led
            | Q(pk__in=_places(terms_ending(committee, rules, today)))
            | Q(pk__in=_places(posts_ending(committee, rules, today)))
        )
        .select_related("kind", "parent")
        .order_by("path")
    )


def _official(committee: Organization, count: int) -> QuerySet[Member, int]:
    """Branches with at least so many official members."""
    here = Member.objects.filter(home__path__startswith=committee.path, is_official=True)
    counted = here.order_by().values("home").annotate(n=Count("pk")).filter(n__gte=count)
    homes: QuerySet[Member, int] = counted.values_list("home", flat=True)
    return homes


def _seated(held: PostQuerySet, count: int) -> PostQuerySet:
    """Organisations whose committee has at least so many people."""
    counted = held.filter(kind__in=SEATED).order_by().values("organization")
    counted = counted.annotate(n=Count("member", distinct=True)).filter(n__gte=count)
    return counted.values_list("organization", flat=True)


def _places(facts: QuerySet[Any]) -> QuerySet[Any]:
    return facts.order_by().values("organization")
