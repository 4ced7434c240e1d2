"""Two verbs at one moment: each waits for the other or goes first, none is thrown out by the
database for waiting in a circle. Real transactions against each other."""

import threading
import time
from datetime import time as clock
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from meetings.models import CampaignTarget, Meeting, Topic
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.campaign_answer import place_on_agenda, take_off_agenda
from meetings.services.committee_first import plan_preparation
from meetings.services.meeting import edit_meeting
from meetings.services.schedule import FixedDay, set_fixed_days
from meetings.services.topic import (
    PRESENTATION,
    put_topic_on_meeting,
    take_topic_off_meeting,
    title_on_agenda,
)
from tests import factories
from tests.cast import Tree, play

from .planning import plan_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_english")]

BLOCKED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


def at_once(meeting, *verbs):
    """Runs the verbs while somebody holds the meeting, each begun once the one before waits; then
    the meeting is let go. Returns what they raised."""
    raised = []

    def run(verb):
        try:
            verb()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _until_waiting(number)
    for thread in threads:
        thread.join(20)
    return raised


def _until_waiting(count):
    for _again in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.01)
    pytest.fail("The verb does not wait for the meeting.")


@pytest.fixture
def tree():
    return Tree()


@pytest.fixture
def secretary(tree):
    return play(tree, "secretary")


@pytest.fixture
def deed(secretary):
    return {"by": secretary, "now": timezone.now()}


@pytest.fixture
def meetings(tree, secretary):
    """Three thematic meetings to come, in the order of their numbers."""
    made = []
    for number in range(1, 4):
        starts_at = timezone.now().replace(microsecond=0) + timedelta(days=number)
        meeting = factories.meeting(
            tree.branch, kind="thematic", starts_at=starts_at, chair=secretary.member
        )
        factories.agenda_item(meeting, title=PRESENTATION)
        made.append(meeting)
    return made


def topic_of(branch, title, meeting=None):
    if meeting:
        meeting.items.update(title=f"{PRESENTATION}: {title}")
    return Topic.objects.create(
        organization=branch, **factories.scope_of(branch), year=timezone.localdate().year,
        quarter=1, state="planned", title=title, meeting=meeting, created_at=timezone.now(),
    )  # fmt: skip


def sent_topic(tree):
    campaign = factories.campaign(tree.district, to=[tree.branch], kind="topic", title="Nếp sống")
    return campaign.targets.get()


def test_the_tap_of_a_campaign_and_the_page_of_its_topic(tree, meetings, deed):
    target, topic = sent_topic(tree), topic_of(tree.branch, "Nếp sống")
    meeting = meetings[0]

    raised = at_once(
        meeting,
        partial(place_on_agenda, target=target, meeting=meeting, **deed),
        partial(put_topic_on_meeting, topic=topic, meeting=meeting, **deed),
    )

    assert raised == []
    target.refresh_from_db()
    topic.refresh_from_db()
    assert topic.meeting == meeting
    assert target.item == meeting.items.get()
    assert target.item.title == title_on_agenda(topic)


def test_taking_it_off_by_campaign_and_by_topic(tree, meetings, deed):
    target, topic = sent_topic(tree), topic_of(tree.branch, "Nếp sống")
    meeting = meetings[0]
    place_on_agenda(target=target, meeting=meeting, **deed)
    target.refresh_from_db()

    raised = at_once(
        meeting,
        partial(take_off_agenda, target=target, **deed),
        partial(take_topic_off_meeting, topic=topic, **deed),
    )

    assert raised == []
    topic.refresh_from_db()
    assert topic.meeting is None
    assert meeting.items.get().title == PRESENTATION


@pytest.mark.parametrize("held", [0, 1])
def test_two_topics_change_places(tree, meetings, deed, held):
    first, second = meetings[0], meetings[1]
    one, other = topic_of(tree.branch, "Một", first), topic_of(tree.branch, "Hai", second)

    raised = at_once(
        meetings[held],
        partial(put_topic_on_meeting, topic=one, meeting=second, **deed),
        partial(put_topic_on_meeting, topic=other, meeting=first, **deed),
    )

    assert raised == []
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.meeting, other.meeting) == (second, first)


def test_the_tap_takes_the_topic_from_an_earlier_meeting(tree, meetings, deed):
    """The campaign's topic lies on the first meeting and is tapped onto the second, while another
    topic goes from the second to the first."""
    first, second = meetings[0], meetings[1]
    target = sent_topic(tree)
    topic_of(tree.branch, "Nếp sống", first)
    other = topic_of(tree.branch, "Khác", second)

    raised = at_once(
        second,
        partial(place_on_agenda, target=target, meeting=second, **deed),
        partial(put_topic_on_meeting, topic=other, meeting=first, **deed),
    )

    assert raised == []
    other.refresh_from_db()
    assert other.meeting == first
    target.refresh_from_db()
    assert target.item.meeting == second


def test_a_topic_moved_meanwhile_is_not_moved_again(tree, meetings, deed):
    """Whoever comes second decided on something that is no longer so."""
    topic = topic_of(tree.branch, "Một", meetings[0])

    raised = at_once(
        meetings[0],
        partial(put_topic_on_meeting, topic=topic, meeting=meetings[1], **deed),
        partial(put_topic_on_meeting, topic=topic, meeting=meetings[2], **deed),
    )

    [refusal] = raised
    with translation.override(settings.LANGUAGE_CODE):  # that of a thread of its own
        moved = gettext("Someone else has just moved this. Look where it is now, then try again.")
    assert refusal.messages == [moved]
    topic.refresh_from_db()
    assert topic.meeting == meetings[1]
    assert meetings[0].items.get().title == PRESENTATION


def test_an_agenda_that_drops_the_item_and_the_tap_that_takes_it_off(tree, meetings, deed):
    """Deleting the item touches the campaign's row too."""
    campaign = factories.campaign(tree.district, to=[tree.branch])
    meeting, target = meetings[0], campaign.targets.get()
    place_on_agenda(target=target, meeting=meeting, **deed)
    meeting.refresh_from_db()
    kept = meeting.items.get(title=PRESENTATION)
    line = AgendaLine(kept, kept.section, kept.title, None, kept.category, 10)
    target.refresh_from_db()

    raised = at_once(
        meeting,
        partial(save_agenda, meeting=meeting, version=meeting.version, lines=[line], **deed),
        partial(take_off_agenda, target=target, **deed),
    )

    assert raised == []
    assert CampaignTarget.objects.get(pk=target.pk).item is None
    assert meeting.items.get() == kept


# The fixed day, which holds the organisation


def fixed_day(day):
    return FixedDay(
        kind="periodic", pattern="day", day=day, time=clock(19, 30), minutes=90, place="Nhà văn hoá"
    )


@pytest.fixture
def set_day(tree, deed):
    tomorrow = timezone.localdate(deed["now"]) + timedelta(days=1)
    return lambda day: set_fixed_days(
        organization=tree.branch, days=[fixed_day(day)], starts_on=tomorrow, **deed
    )


@pytest.fixture
def by_fixed_day(set_day):
    """A meeting of the fixed day that nobody has touched."""
    return set_day(3)[2]


def test_a_meeting_edited_while_the_fixed_day_changes_stays(by_fixed_day, set_day, deed):
    meeting = by_fixed_day
    plan = plan_of(meeting, place="Phòng mới")

    raised = at_once(
        meeting,
        partial(edit_meeting, meeting=meeting, version=meeting.version, plan=plan, **deed),
        partial(set_day, 4),
    )

    assert raised == []
    meeting.refresh_from_db()
    assert meeting.place == "Phòng mới"


def test_a_committee_meeting_planned_while_the_fixed_day_changes(by_fixed_day, set_day, deed):
    raised = at_once(
        by_fixed_day,
        partial(plan_preparation, meeting=by_fixed_day, **deed),
        partial(set_day, 4),
    )

    assert raised == []
    assert by_fixed_day.preparations.exists()
