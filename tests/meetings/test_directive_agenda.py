"""Documents from above under the items of an agenda: put, told, bound, written in the minutes."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from meetings.models import MeetingState, Paper, PaperKind
from meetings.papers.notice import notice_paper
from meetings.papers.pack import pack_paper
from meetings.services.directive import remove_directive
from meetings.services.directive_agenda import put_directive, take_off_directive
from meetings.services.paper import request_paper
from meetings.services.rollcall import open_roll
from tests import factories

from . import documents
from .pages import text_of, url
from .test_pack import pdf

NEW_DOCUMENTS = "Thông tin thời sự, văn bản mới của cấp trên"


@pytest.fixture
def planned(branch, secretary, deputy):
    return factories.meeting(branch, chair=secretary.member, recorder=deputy.member)


@pytest.fixture
def item(planned):
    return factories.agenda_item(planned, title="Công tác dân vận")


@pytest.fixture
def document(tree):
    return factories.directive(tree.district, number="31-KH/QU", content=pdf("KEHOACH"))


def put(browser, item, document, act="put"):
    sent = {"item": item.public_id, "directive": document.public_id, "act": act}
    return browser.post(url("meeting_directives", item.meeting), sent, follow=True)


def test_document_goes_under_an_item_by_one_tap_and_comes_off(
    secretary_client, reader_client, planned, item, document
):
    put(secretary_client, item, document)

    assert list(item.directives.all()) == [document]
    planned.state = MeetingState.CALLED
    page = text_of(secretary_client.get(planned.get_absolute_url()))
    assert "31-KH/QU" in page
    assert document.get_absolute_url() in page
    put(secretary_client, item, document, "off")
    assert not item.directives.exists()


def test_page_offers_what_came_since_the_last_meeting_and_searches_the_rest(
    secretary_client, branch, planned, item, document, now
):
    factories.meeting(
        branch,
        state=MeetingState.HELD,
        starts_at=now - timedelta(days=20),
        opened_at=now - timedelta(days=20),
        kind="extraordinary",
    )
    old = factories.directive(branch, number="1-CŨ", registered_at=now - timedelta(days=60))
    address = url("meeting_directives", planned)

    offered = secretary_client.get(address, {"item": item.public_id}).context["offered"]
    found = secretary_client.get(address, {"item": item.public_id, "q": "1-cu"}).context["offered"]

    assert (offered, found) == ([document], [old])


def test_page_of_a_document_leads_to_the_items_of_the_next_meeting(
    secretary_client, planned, item, document
):
    page = secretary_client.get(document.get_absolute_url())
    address = f"{url('meeting_directives', planned)}?directive={document.public_id}"

    assert address in text_of(page)
    assert str(item.public_id) in text_of(secretary_client.get(address))


def test_foreign_document_and_foreign_item_are_refused(
    secretary_client, tree, planned, item, document
):
    foreign = factories.directive(tree.sibling)
    other = factories.agenda_item(factories.meeting(tree.sibling))

    put(secretary_client, item, foreign)
    sent = {"item": other.public_id, "directive": document.public_id}
    secretary_client.post(url("meeting_directives", planned), sent)
    for nonsense in ({}, {"item": "x"}, {"item": item.public_id, "directive": "x"}):
        assert (
            secretary_client.post(url("meeting_directives", planned), nonsense).status_code == 302
        )

    assert not item.directives.exists()
    assert not other.directives.exists()


def test_nothing_goes_on_the_agenda_of_closed_minutes(branch, secretary, document, now):
    approved = factories.agenda_item(factories.meeting(branch, state=MeetingState.APPROVED))

    with pytest.raises(ValidationError):
        put_directive(item=approved, directive=document, by=secretary, now=now)


def test_those_invited_hear_of_a_document_that_comes_later(branch, secretary, document, now):
    called = factories.meeting(
        branch, state=MeetingState.CALLED, starts_at=now + timedelta(days=5), chair=secretary.member
    )
    item = factories.agenda_item(called)
    before = called.notice_revision

    put_directive(item=item, directive=document, by=secretary, now=now)
    put_directive(item=item, directive=document, by=secretary, now=now)

    called.refresh_from_db()
    assert called.notice_revision == before + 1


def test_agenda_asks_as_often_for_three_documents_as_for_one(
    secretary_client, branch, planned, item
):
    asked = []
    for count in (1, 3):
        for number in range(count):
            item.directives.add(factories.directive(branch, number=f"{count}-{number}"))
        secretary_client.get(planned.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            secretary_client.get(planned.get_absolute_url())
        asked.append(len(captured))

    assert asked[0] == asked[1]


# Papers


def test_notice_names_the_documents(planned, item, document):
    item.directives.add(document)
    factories.attachment(planned, name="Báo cáo.pdf")

    words = notice_paper(planned).documents

    assert words[0].startswith(f"Số 31-KH/QU ngày {document.issued_on:%d/%m/%Y} của Ban Thường vụ:")
    assert words[1:] == ("Báo cáo.pdf",)


def test_pack_binds_the_file_and_says_what_is_only_on_paper(
    branch, planned, item, document, commit, now
):
    on_paper = factories.directive(branch, number="2-GIẤY")
    item.directives.add(document, on_paper)

    with commit():
        paper = request_paper(meeting=planned, kind=PaperKind.AGENDA_PACK, now=now)
    paper.refresh_from_db()

    with paper.file.open("rb") as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "KEHOACH" in text
    assert "31-KH/QU" in text
    assert "chỉ có bản giấy" in text
    assert {part.item for part in pack_paper(planned).parts} == {item.title}


def test_zip_has_the_file_and_lists_the_paper(branch, planned, item, document, commit, now):
    item.directives.add(document, factories.directive(branch, number="2-GIẤY"))

    with commit():
        paper = request_paper(
            meeting=planned, kind=PaperKind.AGENDA_PACK, now=now, file_format="zip"
        )
    paper.refresh_from_db()

    with paper.file.open("rb") as file:
        content = file.read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        listed = archive.read("Danh mục.txt").decode()
    assert any(name.endswith("Chi thi.pdf") for name in names)
    assert "2-GIẤY" in listed


@pytest.mark.parametrize("end", ["taken off", "taken out"])
def test_no_pack_stays_of_a_document_that_is_gone(
    secretary, planned, item, document, commit, now, end
):
    item.directives.add(document)
    with commit():
        request_paper(meeting=planned, kind=PaperKind.AGENDA_PACK, now=now)

    if end == "taken off":
        take_off_directive(item=item, directive=document, by=secretary, now=now)
    else:
        remove_directive(directive=document, reason="Nhầm", by=secretary, now=now)

    assert not Paper.objects.exists()
    assert notice_paper(planned).documents == ()


# Minutes


def test_minutes_open_with_the_documents_received(branch, secretary, document, now):
    meeting = factories.meeting(branch, state=MeetingState.CALLED, starts_at=now)
    about = factories.agenda_item(meeting, title=NEW_DOCUMENTS)
    own = factories.agenda_item(meeting, position=2, title="Dân vận")
    plain = factories.agenda_item(meeting, position=3, title="Thảo luận")
    put_on = factories.directive(branch, number="5-CV")
    own.directives.add(put_on)
    factories.directive(branch, number="1-CŨ", registered_at=now - timedelta(days=60))

    open_roll(meeting=meeting, by=secretary, now=now)

    texts = {entry.item: entry.text for entry in meeting.minutes.entries.select_related("item")}
    assert "Số 31-KH/QU" in texts[about]
    assert "5-CV" not in texts[about]
    assert "1-CŨ" not in texts[about]
    assert "Số 5-CV" in texts[own]
    assert texts[plain] == ""


def test_minutes_show_the_documents_of_each_item(secretary_client, branch, secretary, now):
    meeting = factories.meeting(branch, state=MeetingState.CALLED, starts_at=now)
    item = factories.agenda_item(meeting, title="Dân vận")
    document = factories.directive(branch, number="5-CV", content=documents.PDF)
    item.directives.add(document)
    open_roll(meeting=meeting, by=secretary, now=now)

    page = text_of(secretary_client.get(url("minutes_edit", meeting)))

    assert document.get_absolute_url() in page
