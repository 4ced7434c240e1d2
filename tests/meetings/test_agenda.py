"""Saving an agenda: exactly these lines in this order, or nothing."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from meetings.models import AgendaItem, Category, MeetingState, Section
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.states import NotPossibleNow, StaleVersion
from members.models import AuditEntry
from tests import factories

NEW = AgendaLine(
    item=None,
    section=Section.CONTENT,
    title="Việc mới",
    presenter=None,
    category=Category.PROFESSIONAL,
    planned_minutes=15,
)


@pytest.fixture
def meeting(branch):
    meeting = factories.meeting(branch)
    for number in (1, 2):
        factories.agenda_item(meeting, position=number, title=f"Việc {number}", hint="Gợi ý")
    return meeting


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


def line(item, **kwargs):
    return replace(NEW, item=item, title=item.title, **kwargs)


def test_agenda_becomes_exactly_these_lines(meeting, deed):
    first, second = meeting.items.all()

    save_agenda(meeting=meeting, version=1, lines=[NEW, line(second)], **deed)

    rows = list(meeting.items.values_list("pk", "title", "position"))
    assert [row[1:] for row in rows] == [("Việc mới", 1), ("Việc 2", 2)]
    assert rows[1][0] == second.pk
    assert not AgendaItem.objects.filter(pk=first.pk).exists()
    second.refresh_from_db()
    assert second.hint == "Gợi ý"
    meeting.refresh_from_db()
    assert meeting.version == 2
    assert AuditEntry.objects.get().verb == "save_agenda"


@pytest.mark.parametrize(
    "lines", [[], [replace(NEW, title=" \u200b ")], [NEW, replace(NEW, section=9)]]
)
def test_wrong_agenda_changes_nothing(meeting, deed, lines):
    with pytest.raises(ValidationError):
        save_agenda(meeting=meeting, version=1, lines=lines, **deed)

    assert list(meeting.items.values_list("title", flat=True)) == ["Việc 1", "Việc 2"]


def test_item_of_another_meeting_is_refused(meeting, branch, deed):
    foreign = factories.agenda_item(factories.meeting(branch, kind="thematic"), title="Của họ")

    with pytest.raises(ValidationError):
        save_agenda(meeting=meeting, version=1, lines=[line(foreign)], **deed)
    foreign.refresh_from_db()
    assert foreign.title == "Của họ"


def test_late_agenda_is_refused(meeting, deed):
    save_agenda(meeting=meeting, version=1, lines=[NEW], **deed)

    with pytest.raises(StaleVersion):
        save_agenda(meeting=meeting, version=1, lines=[NEW, NEW], **deed)
    assert meeting.items.count() == 1


@pytest.mark.parametrize("state", ["open", "held", "minuted", "approved", "cancelled"])
def test_agenda_is_closed_once_the_roll_is_open(branch, deed, state):
    meeting = factories.meeting(branch, state=MeetingState(state))

    with pytest.raises(NotPossibleNow):
        save_agenda(meeting=meeting, version=1, lines=[NEW], **deed)


def test_document_of_a_removed_item_stays_with_the_meeting(meeting, deed):
    first, second = meeting.items.all()
    document = factories.attachment(meeting, item=first)

    save_agenda(meeting=meeting, version=1, lines=[line(second)], **deed)

    document.refresh_from_db()
    assert (document.item, document.meeting) == (None, meeting)
