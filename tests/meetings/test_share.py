"""The text for a chat group: short, Vietnamese, without what must not leave the system."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.models import Form, MeetingState
from tests import factories

from .pages import statuses, text_of, url


@pytest.fixture
def called(branch, secretary, deputy):
    meeting = factories.meeting(
        branch,
        state=MeetingState.CALLED,
        chair=secretary.member,
        recorder=deputy.member,
        title="Sinh hoạt thường kỳ tháng 12/2026",
        starts_at=datetime(2026, 12, 3, 19, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        dress="Áo trắng",
        fee_line="Nộp đảng phí tháng 11",
    )
    factories.agenda_item(meeting, title="Kiểm điểm đồng chí A")
    return meeting


def chat(client, meeting):
    return client.get(url("notice_share", meeting)).context["chat"]


def test_it_says_when_and_where_and_the_way_in(secretary_client, called, settings):
    lines = chat(secretary_client, called).splitlines()

    assert lines == [
        "THÔNG BÁO HỌP",
        "Sinh hoạt thường kỳ tháng 12/2026",
        "Thời gian: 19:30, thứ Năm 03/12/2026",
        "Địa điểm: Nhà văn hoá",
        "Trang phục: Áo trắng",
        "Đảng phí: Nộp đảng phí tháng 11",
        f"Chương trình, tài liệu và trả lời dự họp: {settings.SITE_URL}{called.get_absolute_url()}",
        called.organization.name,
    ]
    assert all(len(line) <= 120 for line in lines)


def test_neither_agenda_nor_the_way_into_the_online_room_leaves(secretary_client, called):
    called.form, called.link = Form.HYBRID, "https://hop.example.vn/phong-kin"
    called.save()

    text = chat(secretary_client, called)

    assert "Kiểm điểm" not in text
    assert "phong-kin" not in text
    assert "trực tuyến" in text


@pytest.mark.parametrize(("state", "word"), [("cancelled", "HUỶ HỌP"), ("postponed", "HOÃN HỌP")])
def test_what_was_called_off_is_said_with_its_reason(secretary_client, called, state, word):
    called.state, called.cancel_reason = state, "Bão số 5"
    called.save()

    text = chat(secretary_client, called)

    assert text.startswith(word)
    assert "Bão số 5" in text
    assert "19:30" not in text


def test_it_is_vietnamese_in_an_english_session(secretary, secretary_client, called):
    secretary.language = "en"
    secretary.save()

    assert "thứ Năm" in chat(secretary_client, called)


def test_page_can_be_copied_and_shared(secretary_client, called):
    page = text_of(secretary_client.get(url("notice_share", called)))

    assert 'data-copy-target="#chat-text"' in page
    assert 'data-share-target="#chat-text"' in page
    assert "js/share.js" in page


def test_before_the_notice_there_is_nothing_to_share(secretary_client, branch):
    meeting = factories.meeting(branch)

    answer = secretary_client.get(url("notice_share", meeting))

    assert (answer.status_code, answer.url) == (302, url("notice_preview", meeting))


def test_sharing_is_for_leaders(called, reader_client, committee_member_client, stranger_client):
    browsers = [committee_member_client, reader_client, stranger_client]

    assert statuses("get", url("notice_share", called), *browsers) == [403, 403, 404]
