"""Changing a meeting, putting it off, calling it off."""

import pytest

from meetings.models import MeetingKind, MeetingState
from members.models import Message, Occasion
from tests import factories
from tests.meetings.pages import statuses, text_of, url

from .forms import edited


def test_changing_the_time_of_a_called_meeting_tells_everyone(
    secretary_client, called, reader, commit
):
    with commit():
        page = secretary_client.post(
            url("meeting_edit", called), edited(called, begins="18:30", place="Hội trường")
        )

    called.refresh_from_db()
    assert page.url == called.get_absolute_url()
    assert called.place == "Hội trường"
    told = Message.objects.filter(announcement__occasion=Occasion.NOTICE_CHANGED)
    assert reader.member.pk in told.values_list("recipient", flat=True)


def test_second_secretary_sees_both_texts_and_overwrites_nothing(
    secretary_client, deputy_client, planned
):
    first = edited(planned, place="Nhà ông Tư")
    second = edited(planned, place="Hội trường", notice_text="Mang theo sổ")
    second["begins"] = second["begins"].replace(":", "h")  # the same time, typed otherwise
    secretary_client.post(url("meeting_edit", planned), first)

    page = deputy_client.post(url("meeting_edit", planned), second)

    assert page.status_code == 409
    planned.refresh_from_db()
    assert planned.place == "Nhà ông Tư"
    differences = {row.saved: row.typed for row in page.context["conflict"]}
    assert differences == {"Nhà ông Tư": "Hội trường", "": "Mang theo sổ"}
    assert f'value="{planned.version}"' in text_of(page)


def test_saving_again_after_seeing_both_is_a_decision(secretary_client, deputy_client, planned):
    second = edited(planned, place="Hội trường")
    secretary_client.post(url("meeting_edit", planned), edited(planned, place="Nhà ông Tư"))
    page = deputy_client.post(url("meeting_edit", planned), second)
    again = second | {"version": page.context["form"]["version"].value()}

    deputy_client.post(url("meeting_edit", planned), again)

    planned.refresh_from_db()
    assert planned.place == "Hội trường"


def test_new_time_of_a_postponed_meeting_leads_to_its_notice(secretary_client, branch, evening):
    postponed = factories.meeting(branch, state=MeetingState.POSTPONED, starts_at=evening)

    page = secretary_client.post(url("meeting_edit", postponed), edited(postponed))

    assert page.url == url("notice_preview", postponed)


def test_chair_who_has_left_stays_to_choose(secretary_client, planned, tree):
    planned.chair = factories.member(home=tree.far, name="Ngô Văn Cũ")
    planned.save()

    page = secretary_client.get(url("meeting_edit", planned))

    assert "Ngô Văn Cũ" in text_of(page)
    assert secretary_client.post(url("meeting_edit", planned), edited(planned)).status_code == 302


def test_kind_of_a_called_meeting_stays(secretary_client, called):
    secretary_client.post(url("meeting_edit", called), edited(called, kind="committee"))

    called.refresh_from_db()
    assert called.kind == MeetingKind.PERIODIC


@pytest.mark.parametrize("name", ["meeting_edit", "meeting_postpone", "meeting_cancel"])
def test_changing_is_for_leaders(
    name, secretary_client, reader_client, stranger_client, committee_member_client, called
):
    address = url(name, called)
    browsers = [secretary_client, committee_member_client, reader_client, stranger_client]

    assert statuses("get", address, *browsers) == [200, 403, 403, 404]
    assert statuses("post", address, *browsers[1:], data={"reason": "Bão"}) == [403, 403, 404]
    assert secretary_client.put(address).status_code == 405
    called.refresh_from_db()
    assert called.state == MeetingState.CALLED


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("meeting_postpone", MeetingState.POSTPONED),
        ("meeting_cancel", MeetingState.CANCELLED),
    ],
)
def test_calling_off_asks_a_reason_and_says_how_many_are_told(
    secretary_client, called, name, state
):
    address = url(name, called)
    asked = secretary_client.get(address)
    refused = secretary_client.post(address, {"reason": "  "})

    secretary_client.post(address, {"reason": "Bão số 5"})

    assert asked.context["recipients"] == 3
    assert "reason" in refused.context["form"].errors
    called.refresh_from_db()
    assert (called.state, called.cancel_reason) == (state, "Bão số 5")
    assert "Bão số 5" in text_of(secretary_client.get(called.get_absolute_url()))


def test_meeting_that_took_place_cannot_be_called_off(secretary_client, branch):
    held = factories.meeting(branch, state=MeetingState.HELD)

    page = secretary_client.post(url("meeting_cancel", held), {"reason": "Bão"})

    assert page.context["form"].non_field_errors()
    held.refresh_from_db()
    assert held.state == MeetingState.HELD
