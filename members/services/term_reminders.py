"""Terms and posts that end soon: "due and not said yet", as far ahead as the rules in force say.

Told are those who lead the organisation, and who holds the post; a committee with hundreds of
organisations below it sees them counted on its first page instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, Term
from branches.rules import Rules, largest, rules_for
from members.models import Announcement, Member, Occasion, Post
from members.queries import keepers_of
from members.staffing import POST_AHEAD, TERM_AHEAD

from .messages import announce


@dataclass(frozen=True)
class Ending:
    """A term, or the post of `holder`, that ends on a day."""

    key: str
    organization: Organization
    on: date
    name: str
    holder: Member | None = None


def remind_ending(*, now: datetime) -> int:
    """Says which terms and posts end soon; returns how many people were told. The keys make
    repetition harmless; an end that was moved is said anew."""
    today = timezone.localdate(now)
    known: dict[int, Rules] = {}
    count = 0
    for ending in chain(_terms(today), _posts(today)):
        place = ending.organization
        if place.pk not in known:
            known[place.pk] = rules_for(place, today)
        ahead = known[place.pk][POST_AHEAD if ending.holder else TERM_AHEAD]
        if ending.on <= today + timedelta(days=ahead):
            count += _remind(ending, today, now)
    return count


def _terms(today: date) -> Iterator[Ending]:
    horizon = today + timedelta(days=largest(TERM_AHEAD, today))
    terms = Term.objects.in_force(today).filter(
        valid_to__lte=horizon, organization__dissolved_on__isnull=True
    )
    for term in terms.select_related("organization__kind").order_by("pk"):
        if term.valid_to:  # the filter said so already
            yield Ending(_key("term", term), term.organization, term.valid_to, term.name)


def _posts(today: date) -> Iterator[Ending]:
    horizon = today + timedelta(days=largest(POST_AHEAD, today))
    posts = Post.objects.in_force(today).filter(
        valid_to__lte=horizon, organization__dissolved_on__isnull=True
    )
    for post in posts.select_related("organization__kind", "member").order_by("pk"):
        name = post.member.full_name
        yield Ending(_key("post", post), post.organization, post.valid_to, name, post.member)


def _key(what: str, fact: Term | Post) -> str:
    return f"{Occasion.TERM_ENDING}:{what}:{fact.pk}:{fact.valid_to}"


def _remind(ending: Ending, today: date, now: datetime) -> int:
    if Announcement.objects.filter(key=ending.key).exists():
        return 0
    told = Q(pk__in=keepers_of(ending.organization, today))
    if ending.holder:
        told |= Q(pk=ending.holder.pk)
    return announce(
        key=ending.key,
        occasion=Occasion.TERM_ENDING,
        organization=ending.organization,
        path=reverse("members:post_list", args=[ending.organization.public_id]),
        params={
            "name": ending.name,
            "place": ending.organization.name,
            "ends_on": f"{ending.on:%d/%m/%Y}",
            "is_post": ending.holder is not None,
        },
        recipients=Member.objects.filter(told),
        by=None,
        now=now,
        stale_at=timezone.make_aware(datetime.combine(ending.on, time.min)),
    )
