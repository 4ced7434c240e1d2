"""Papers as PDF: asked for, waited for, had; and made again when they failed."""

import pytest

from meetings.models import MeetingKind, MeetingState, Paper, PaperKind
from tests import factories

from .pages import statuses, text_of, url


@pytest.fixture
def called(branch, secretary):
    meeting = factories.meeting(branch, state=MeetingState.CALLED, chair=secretary.member)
    factories.agenda_item(meeting)
    return meeting


@pytest.fixture
def approved(branch, secretary):
    meeting = factories.meeting(
        branch, state=MeetingState.APPROVED, chair=secretary.member, recorder=secretary.member
    )
    factories.entry(factories.minutes(meeting), factories.agenda_item(meeting))
    return meeting


def waiting(meeting, **kwargs):
    return Paper.objects.create(
        meeting=meeting,
        kind=PaperKind.NOTICE,
        revision="final:x",
        is_draft=False,
        requested_at=meeting.created_at,
        **kwargs,
    )


def test_notice_is_asked_for_waited_for_and_had(reader_client, called, commit):
    asked = reader_client.post(url("paper_request", called), {"kind": "notice"})

    paper = Paper.objects.get()
    assert asked.url == url("paper", paper)
    page = text_of(reader_client.get(asked.url))
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{asked.url}"' in page  # looks again without a script

    with commit():
        again = reader_client.post(url("paper_request", called), {"kind": "notice"})
    assert again.url == asked.url


def test_finished_paper_is_shown_and_downloaded(reader_client, called):
    paper = factories.paper(called, content=b"%PDF-1.7 giay")

    shown = reader_client.get(url("paper", paper))
    saved = reader_client.get(url("paper", paper), {"download": "1"})

    assert b"".join(shown.streaming_content) == b"%PDF-1.7 giay"
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("inline; ")
    assert saved["Content-Disposition"].startswith("attachment; ")
    assert "filename*=utf-8''Th%C3%B4ng%20b%C3%A1o" in saved["Content-Disposition"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    b"".join(saved.streaming_content)


def test_waiting_page_leaves_by_itself_once_the_paper_is_there(reader_client, called):
    paper = factories.paper(called)

    response = reader_client.get(url("paper", paper), headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert response["HX-Redirect"] == url("paper", paper)


def test_part_of_the_waiting_page_alone_is_asked_for_again(reader_client, called):
    page = reader_client.get(url("paper", waiting(called)), headers={"HX-Request": "true"})

    assert "<html" not in text_of(page)
    assert 'hx-trigger="every 2s"' in text_of(page)


def test_failed_paper_says_so_and_can_be_tried_again(reader_client, called, commit):
    reader_client.post(url("paper_request", called), {"kind": "notice"})
    paper = Paper.objects.get()
    Paper.objects.update(state=Paper.State.FAILED, failure="Văn bản quá dài.")

    page = text_of(reader_client.get(url("paper", paper)))

    assert "Văn bản quá dài." in page
    assert url("paper_request", called) in page
    reader_client.post(url("paper_request", called), {"kind": "notice"})
    paper.refresh_from_db()
    assert (paper.state, paper.failure) == (Paper.State.WAITING, "")


def test_minutes_of_an_approved_meeting_are_for_members(reader_client, approved):
    response = reader_client.post(url("paper_request", approved), {"kind": "minutes"})

    assert response.url == url("paper", Paper.objects.get())


def test_draft_minutes_are_for_those_who_write_them(reader_client, committee_member_client, branch):
    held = factories.meeting(branch, state=MeetingState.HELD)
    factories.minutes(held)
    address = url("paper_request", held)
    data = {"kind": "minutes"}

    assert statuses("post", address, reader_client, committee_member_client, data=data) == [
        403,
        302,
    ]
    draft = url("paper", Paper.objects.get())
    assert statuses("get", draft, reader_client, committee_member_client) == [404, 200]


def test_resolution_is_asked_for_by_its_own_id(secretary_client, reader_client, approved, branch):
    published = factories.resolution(approved, published=True)
    other = factories.resolution(
        factories.meeting(branch, state=MeetingState.HELD, kind=MeetingKind.THEMATIC)
    )
    address = url("paper_request", approved)

    def ask(client, resolution):
        data = {"kind": "resolution", "part": str(resolution.public_id)}
        return client.post(address, data).status_code

    assert ask(reader_client, published) == 302
    assert Paper.objects.get().subject_id == published.pk
    assert ask(secretary_client, other) == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "bịa"},
        {"kind": "resolution"},
        {"kind": "resolution", "part": "bịa"},
        {"kind": "minutes"},
    ],
)
def test_paper_that_cannot_be_is_not_found(secretary_client, called, data):
    assert secretary_client.post(url("paper_request", called), data).status_code == 404
    assert not Paper.objects.exists()


def test_notice_of_the_branch_committee_is_not_for_all_members(
    secretary_client, reader_client, branch
):
    meeting = factories.meeting(branch, state=MeetingState.CALLED, kind=MeetingKind.COMMITTEE)
    paper = factories.paper(meeting)

    assert statuses("get", url("paper", paper), secretary_client, reader_client) == [200, 404]
    assert statuses(
        "post", url("paper_request", meeting), reader_client, data={"kind": "notice"}
    ) == [404]


def test_papers_are_for_those_the_meeting_concerns(
    reader_client, stranger_client, suspended_client, called
):
    paper = url("paper", factories.paper(called))
    asking = url("paper_request", called)

    assert statuses("get", paper, reader_client, stranger_client, suspended_client) == [
        200,
        404,
        404,
    ]
    assert statuses("post", asking, stranger_client, data={"kind": "notice"}) == [404]
    assert reader_client.get(asking).status_code == 405
    assert reader_client.post(paper).status_code == 405


def test_paper_gone_from_the_disk_is_not_found(reader_client, called):
    paper = factories.paper(called)
    paper.file.storage.delete(paper.file.name)

    assert reader_client.get(url("paper", paper)).status_code == 404
