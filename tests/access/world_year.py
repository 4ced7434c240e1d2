"""Topics of a branch in each state, and the lists of the committees above."""

from datetime import time, timedelta

from django.utils import timezone

from meetings.models import MeetingKind, Schedule, Topic, TopicComment
from tests import factories

from .canaries import token

BRANCHES = ["branch", "cell", "sibling", "cousin", "far"]
COMMITTEES = ["body", "district"]


def furnish(world):
    for place in BRANCHES:
        made = world.at[place]
        draft, notice = token(place, "draft"), token(place, "notice")
        if place != "cell":
            # Another than the one in the list of meetings, which prepares nothing.
            made["preparation"] = factories.meeting(
                made["organization"],
                kind=MeetingKind.COMMITTEE,
                prepares=made["planned_meeting"],
                title=f"Họp {draft}",
            )
            made["thematic_meeting"] = factories.meeting(
                made["organization"], kind=MeetingKind.THEMATIC, title=f"Chuyên đề {draft}"
            )
            fixed_day(made["organization"])
        made["planned_topic"] = topic(made, "planned", text=f"Bản nháp {draft}")
        # Under a name of its own: who may write a paper is not who may see the topic.
        made["written_topic"] = made["planned_topic"]
        made["open_topic"] = topic(made, "drafted", text=f"Chuyên đề {notice}")
        TopicComment.objects.create(
            topic=made["open_topic"],
            author=made["owner"],
            text=f"Góp ý {notice}",
            written_at=timezone.now(),
        )
        made["approved_topic"] = topic(
            made, "approved", text=f"Chuyên đề {notice}", approved_at=timezone.now()
        )
    for place in COMMITTEES:
        # Everybody below reads it, so its words belong to no place.
        world.at[place]["offered_topic"] = topic(world.at[place], "offered", title="Nếp sống mới")


def fixed_day(organization):
    return Schedule.objects.create(
        organization=organization,
        pattern=Schedule.Pattern.DAY,
        day=3,
        time=time(19, 30),
        minutes=90,
        place="Nhà văn hoá",
        valid_from=timezone.localdate() - timedelta(days=30),
        created_at=timezone.now(),
    )


def topic(made, state, *, title=None, **kwargs):
    organization, now = made["organization"], timezone.now()
    if title is None:
        title = f"Chuyên đề của {made['owner'].full_name}"
        kwargs |= {"writer": made["owner"], "quarter": (now.month + 2) // 3}
    return Topic.objects.create(
        organization=organization,
        **organization.scope_keys,
        year=timezone.localdate(now).year,
        state=state,
        title=title,
        created_at=now,
        **kwargs,
    )
