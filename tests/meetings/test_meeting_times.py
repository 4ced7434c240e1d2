"""When a meeting may be: not in the past, not while the same branch has another one."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from meetings.models import Meeting, MeetingKind, MeetingState
from meetings.services.meeting import MeetingPlan, edit_meeting, plan_meeting, postpone_meeting
from tests import factories
from tests.cast import Tree, play

from .pages import text_of, url


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


def evening(now, **kwargs):
    starts_at = now + timedelta(days=5)
    values = {
        "kind": MeetingKind.EXTRAORDINARY,
        "month": timezone.localdate(starts_at).replace(day=1),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Nhà văn hoá",
    }
    return MeetingPlan(**values | kwargs)


def moved(plan, by):
    return replace(plan, starts_at=plan.starts_at + by, ends_at=plan.ends_at + by)


def test_a_meeting_of_yesterday_is_not_planned(branch, deed, now):
    plan = moved(evening(now), -timedelta(days=6))

    with pytest.raises(ValidationError) as refused:
        plan_meeting(organization=branch, plan=plan, **deed)

    assert set(refused.value.message_dict) == {"starts_at"}
    assert not Meeting.objects.exists()


def test_one_branch_does_not_meet_twice_at_once(branch, tree, deed, now, in_english):
    plan = evening(now)
    first = plan_meeting(organization=branch, plan=plan, **deed)

    for overlap in (timedelta(0), timedelta(hours=1), -timedelta(hours=1)):
        other = replace(moved(plan, overlap), kind=MeetingKind.COMMITTEE)
        with pytest.raises(ValidationError) as refused:
            plan_meeting(organization=branch, plan=other, **deed)
        assert first.title in refused.value.message_dict["starts_at"][0]

    # One after the other, elsewhere, and instead of one that is put off.
    after = plan_meeting(organization=branch, plan=moved(plan, timedelta(hours=2)), **deed)
    plan_meeting(organization=tree.sibling, plan=plan, **deed)
    postpone_meeting(meeting=first, reason="Bão", **deed)
    plan_meeting(organization=branch, plan=plan, **deed)
    with pytest.raises(ValidationError):
        edit_meeting(meeting=after, version=after.version, plan=plan, **deed)


def test_what_overlaps_already_can_still_be_changed(branch, secretary, deed, now):
    plan = evening(now)
    span = {"starts_at": plan.starts_at, "ends_at": plan.ends_at}
    one, _other = (
        factories.meeting(branch, kind=MeetingKind.EXTRAORDINARY, **span) for _number in range(2)
    )

    changed = edit_meeting(
        meeting=one,
        version=1,
        plan=replace(plan, place="Hội trường", chair=secretary.member),
        **deed,
    )

    assert changed.place == "Hội trường"


def test_nothing_typed_is_lost_and_the_day_is_named(branch, secretary_client, secretary, now):
    secretary.language = "en"
    secretary.save()
    day = timezone.localdate(now) - timedelta(days=1)
    sent = {
        "kind": "extraordinary",
        "month": day.replace(day=1).isoformat(),
        "day": f"{day:%d/%m/%Y}",
        "begins": "19:30",
        "ends": "21:00",
        "form": "in_person",
        "place": "Nhà văn hoá khu phố",
    }

    page = secretary_client.post(f"/meetings/new/{branch.public_id}/", sent)

    assert page.status_code == 200
    assert page.context["form"].errors["day"] == ["Choose a time that has not passed yet."]
    assert "Nhà văn hoá khu phố" in page.content.decode()
    assert not Meeting.objects.exists()


def test_a_clash_with_other_people_is_told_after_saving(
    branch, tree, secretary, secretary_client, now
):
    secretary.language = "en"
    secretary.save()
    at = timezone.localtime(now + timedelta(days=9)).replace(hour=19, minute=30)
    factories.meeting(tree.cell, kind=MeetingKind.CELL, starts_at=at, title="Họp tổ 1")
    sent = {
        "kind": "extraordinary",
        "month": at.date().replace(day=1).isoformat(),
        "day": f"{at:%d/%m/%Y}",
        "begins": "20:00",
        "ends": "21:00",
        "form": "in_person",
        "place": "Nhà văn hoá",
    }

    page = secretary_client.post(f"/meetings/new/{branch.public_id}/", sent, follow=True)

    assert "Take note of this evening: “Họp tổ 1” begins at 19:30" in text_of(page)
    assert url("meeting_edit", branch.meetings.get()) in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_plan_sent_at_once_makes_one_meeting():
    secretary, now = play(Tree(), "secretary"), timezone.now()
    branch, plan, refused = secretary.member.home, evening(now), []

    def send():
        try:
            plan_meeting(organization=branch, plan=plan, by=secretary, now=now)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(refused) == 3
    (meeting,) = branch.meetings.all()
    assert meeting.state == MeetingState.PLANNED
    assert meeting.items.exists()
