"""The first page: what to do next, by all that the person is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from branches.models import Organization, Tier
from branches.rules import rules_for
from members.access import Access, Permission, Request, signed_in
from members.models import Member, PostKind
from members.staffing import posts_ending, terms_ending
from members.wording import subject_of
from reports.queries.committee import Figures, figures_by_child, total
from reports.queries.leading import (
    card_of,
    meetings_at_hand,
    places_led,
    recent_meetings,
    waiting_for,
)
from reports.queries.months import behind, branches_of_month, month_of
from reports.queries.own import (
    MESSAGES_SHOWN,
    TASKS_SHOWN,
    last_resolution,
    next_meetings,
    own_tasks,
    unread_messages,
)


@signed_in("GET")
def home(request: Request) -> HttpResponse:
    access = request.access
    now = timezone.now()
    today = timezone.localdate(now)
    places = places_led(access)
    context: dict[str, Any] = {
        "today": today,
        "is_auditor": any(post.kind == PostKind.AUDITOR for post in access.posts),
        "committees": _committees(access, today),
    }
    if places:
        meetings = meetings_at_hand(places, today)
        cards = [card_of(place, meetings, access, now) for place in places]
        shown = {card.meeting.pk for card in cards if card.meeting}
        context |= {
            "cards": cards,
            "waiting": waiting_for(places, meetings, shown, access, now),
            "recent": recent_meetings(places, access, now),
            "has_several_places": len(places) > 1,
        }
    if access.member:
        context |= _own(access.member, access, places, today)
    return render(request, "reports/home.html", context)


def _own(member: Member, access: Access, places: list[Organization], today: date) -> dict[str, Any]:
    """What every member has. Meetings one leads have a card above already."""
    tasks = own_tasks(member, today)
    messages = list(unread_messages(member)[: MESSAGES_SHOWN + 1])
    meetings = next_meetings(member, access, timezone.now())
    return {
        "next_meeting": meetings.exclude(organization__in=places).first(),
        "tasks": tasks[:TASKS_SHOWN],
        "task_count": len(tasks),
        "overdue_count": sum(is_overdue for _task, is_overdue in tasks),
        "unread": [
            (message, subject_of(message.announcement)) for message in messages[:MESSAGES_SHOWN]
        ],
        "has_more_unread": len(messages) > MESSAGES_SHOWN,
        "resolution": last_resolution(member, access),
    }


@dataclass(frozen=True)
class CommitteeToday:
    """A committee the person serves, with its month in numbers."""

    organization: Organization
    month: date
    total: Figures
    behind_count: int
    # Terms and posts about to end, for those who enter new ones.
    ending: tuple[int, int] = (0, 0)

    @property
    def month_key(self) -> str:
        return f"{self.month:%Y-%m}"


def _committees(access: Access, today: date) -> list[CommitteeToday]:
    month = month_of(today)
    found = []
    for committee in access.scopes.get(Permission.SEE_FIGURES, []):
        if committee.kind.tier < Tier.BRANCH:
            rules = rules_for(committee, today)
            days = rules["minutes.filed_within_days"]
            late = behind(
                branches_of_month(committee, month), month, today=today, filed_within_days=days
            )
            figures = total(figures_by_child(committee, month, today=today).values())
            ending = (0, 0)
            if access.may(Permission.MANAGE_POSTS, committee):
                terms = terms_ending(committee, rules, today).count()
                ending = (terms, posts_ending(committee, rules, today).count())
            found.append(CommitteeToday(committee, month, figures, late.count(), ending))
    return found
