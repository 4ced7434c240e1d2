"""Planning, changing, putting off, calling off: what is written, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.models import BranchMonth, Form, Meeting, MeetingKind, MeetingState
from meetings.models.meeting import MOVES
from meetings.services import meeting as service
from meetings.services.meeting import (
    MeetingPlan,
    cancel_meeting,
    edit_meeting,
    plan_meeting,
    postpone_meeting,
)
from meetings.services.states import NotPossibleNow, StaleVersion
from members.models import AuditEntry, Message, MessageState, Occasion
from tests import factories


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def plan(secretary, deputy, now):
    starts_at = now + timedelta(days=5)
    return MeetingPlan(
        kind=MeetingKind.PERIODIC,
        month=timezone.localdate(starts_at).replace(day=1),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="  Nhà   văn hoá ",
        chair=secretary.member,
        recorder=deputy.member,
    )


@pytest.fixture
def called(branch, secretary, deputy):
    return factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, recorder=deputy.member
    )


def plan_of(meeting, **changes):
    names = ["kind", "month", "starts_at", "ends_at", "title", "form", "place", "link"]
    names += ["chair", "recorder", "notice_text"]
    return replace(MeetingPlan(**{name: getattr(meeting, name) for name in names}), **changes)


def told(occasion):
    rows = Message.objects.filter(announcement__occasion=occasion)
    return set(rows.values_list("recipient", flat=True))


def test_planned_meeting_has_its_agenda_title_keys_month_and_log(branch, plan, deed):
    meeting = plan_meeting(organization=branch, plan=plan, **deed)

    assert meeting.title == f"Sinh hoạt thường kỳ tháng {plan.month:%m/%Y}"
    assert (meeting.branch, meeting.grassroots) == (branch, branch.grassroots)
    assert meeting.items.count() == 14
    assert {item.presenter for item in meeting.items.all()} == {plan.chair}
    assert BranchMonth.objects.get(branch=branch, month=plan.month).planned == 1
    assert AuditEntry.objects.get().verb == "plan_meeting"


def test_text_is_cleaned(branch, plan, deed):
    dirty = replace(plan, place=" Nha\u0300 va\u0306n hoá\u200b ", notice_text="a\r\nb\u202e")

    meeting = plan_meeting(organization=branch, plan=dirty, **deed)

    assert (meeting.place, meeting.notice_text) == ("Nhà văn hoá", "a\nb")


@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind != MeetingKind.CELL])
def test_every_kind_has_a_standard_agenda(branch, plan, deed, kind):
    meeting = plan_meeting(organization=branch, plan=replace(plan, kind=kind), **deed)

    assert meeting.items.exists()
    assert not meeting.title.startswith(" ")


def test_cells_hold_cell_meetings_and_nothing_else(tree, plan, deed):
    meeting = plan_meeting(
        organization=tree.cell, plan=replace(plan, kind=MeetingKind.CELL), **deed
    )

    assert meeting.branch == tree.branch
    with pytest.raises(ValidationError):
        plan_meeting(organization=tree.cell, plan=plan, **deed)


def test_committees_hold_none(tree, plan, deed):
    with pytest.raises(ValidationError):
        plan_meeting(organization=tree.body, plan=plan, **deed)


def test_month_with_a_cancelled_meeting_is_free_again(branch, plan, deed):
    first = plan_meeting(organization=branch, plan=plan, **deed)
    with pytest.raises(ValidationError, match=r".*") as refused:
        plan_meeting(organization=branch, plan=replace(plan, kind=MeetingKind.COMBINED), **deed)
    assert "month" in refused.value.message_dict

    cancel_meeting(meeting=first, reason="Bão", **deed)

    assert plan_meeting(organization=branch, plan=plan, **deed).pk


def test_failure_half_way_leaves_nothing(branch, plan, deed, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(service, "record", broken)

    with pytest.raises(RuntimeError):
        plan_meeting(organization=branch, plan=plan, **deed)
    assert not Meeting.objects.exists()
    assert not BranchMonth.objects.exists()


def test_change_of_the_month_counts_in_both_months(branch, plan, deed):
    meeting = plan_meeting(organization=branch, plan=plan, **deed)
    later = (plan.month + timedelta(days=32)).replace(day=1)

    edit_meeting(meeting=meeting, version=1, plan=plan_of(meeting, month=later), **deed)

    counted = dict(BranchMonth.objects.values_list("month", "planned"))
    assert counted.get(later) == 1
    assert not counted.get(plan.month)


def test_planned_meeting_is_changed_in_silence(branch, plan, deed):
    meeting = plan_meeting(organization=branch, plan=plan, **deed)

    edit_meeting(meeting=meeting, version=1, plan=plan_of(meeting, place="Hội trường"), **deed)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"place": "Hội trường"},
        {"form": Form.HYBRID, "link": "https://hop.example.vn/7"},
        {"starts_at": timedelta(hours=1)},
    ],
)
def test_called_meeting_tells_what_is_news(called, deed, change, reader):
    if "starts_at" in change:
        change = {"starts_at": called.starts_at + change["starts_at"]}

    edit_meeting(meeting=called, version=1, plan=plan_of(called, **change), **deed)

    assert reader.member.pk in told(Occasion.NOTICE_CHANGED)
    called.refresh_from_db()
    assert called.notice_revision == 2


def test_called_meeting_says_nothing_of_what_is_no_news(called, deed):
    edit_meeting(meeting=called, version=1, plan=plan_of(called, title="Tên khác"), **deed)

    assert not Message.objects.exists()


def test_old_notice_still_waiting_is_not_sent_any_more(called, branch, reader, deed):
    notice = factories.announcement(branch)
    notice.key = f"{Occasion.NOTICE_ISSUED}:meeting:{called.pk}:1"
    notice.save()
    waiting = factories.message(reader.member, notice, state=MessageState.PENDING)

    edit_meeting(meeting=called, version=1, plan=plan_of(called, place="Hội trường"), **deed)

    waiting.refresh_from_db()
    assert waiting.state == MessageState.CANCELLED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": MeetingKind.COMMITTEE}, "kind"),
        ({"chair": None}, "chair"),
        ({"recorder": None}, "recorder"),
    ],
)
def test_what_the_notice_told_stays_true(called, deed, change, field):
    with pytest.raises(ValidationError) as refused:
        edit_meeting(meeting=called, version=1, plan=plan_of(called, **change), **deed)

    assert field in refused.value.message_dict


def test_called_meeting_is_not_moved_into_the_past(called, deed, now):
    past = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}

    with pytest.raises(ValidationError) as refused:
        edit_meeting(meeting=called, version=1, plan=plan_of(called, **past), **deed)

    assert "starts_at" in refused.value.message_dict


def test_late_change_is_refused(called, deed):
    edit_meeting(meeting=called, version=1, plan=plan_of(called, notice_text="Một"), **deed)

    with pytest.raises(StaleVersion):
        edit_meeting(meeting=called, version=1, plan=plan_of(called, notice_text="Hai"), **deed)
    called.refresh_from_db()
    assert called.notice_text == "Một"


@pytest.mark.parametrize(
    ("verb", "name", "occasion"),
    [
        (postpone_meeting, "postpone", Occasion.MEETING_POSTPONED),
        (cancel_meeting, "cancel", Occasion.MEETING_CANCELLED),
    ],
)
@pytest.mark.parametrize("state", MeetingState)
def test_calling_off_is_possible_from_some_states(
    branch, deed, reader, verb, name, occasion, state
):
    meeting = factories.meeting(branch, state=state)
    allowed, target = MOVES[name]

    if state not in allowed:
        with pytest.raises(NotPossibleNow):
            verb(meeting=meeting, reason="Bão", **deed)
        assert not Message.objects.exists()
        return

    verb(meeting=meeting, reason=" Bão số 5 ", **deed)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason) == (target, "Bão số 5")
    assert bool(told(occasion)) == (state == MeetingState.CALLED)


@pytest.mark.parametrize("verb", [postpone_meeting, cancel_meeting])
def test_calling_off_needs_a_reason(called, deed, verb):
    with pytest.raises(ValidationError) as refused:
        verb(meeting=called, reason=" \u200b ", **deed)

    assert "reason" in refused.value.message_dict
