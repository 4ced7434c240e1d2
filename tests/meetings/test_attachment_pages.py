"""Documents of a meeting: attached, fetched, taken off and brought back."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Attachment, MeetingKind, MeetingState
from tests import factories

from . import documents
from .pages import statuses, text_of, url


@pytest.fixture
def planned(branch):
    return factories.meeting(branch)


@pytest.fixture
def called(branch):
    return factories.meeting(branch, state=MeetingState.CALLED)


def files(*uploads, grade="none"):
    sent = [SimpleUploadedFile(name, content) for name, content in uploads]
    return {"uploads": sent, "grade": grade}


def names(meeting):
    return list(meeting.attachments.filter(removed_at=None).values_list("name", flat=True))


# Attaching


def test_several_files_are_attached_at_once(secretary_client, secretary, planned):
    response = secretary_client.post(
        url("attachment_add", planned),
        files(("Báo cáo tháng.pdf", documents.PDF), ("Danh sách.xlsx", documents.xlsx("Họ tên"))),
    )

    assert response.url == planned.get_absolute_url()
    assert names(planned) == ["Báo cáo tháng.pdf", "Danh sách.xlsx"]
    assert {one.uploaded_by for one in planned.attachments.all()} == {secretary}


def test_one_wrong_file_does_not_lose_the_others(secretary_client, planned):
    page = secretary_client.post(
        url("attachment_add", planned),
        files(("Báo cáo.pdf", documents.PDF), ("virus.pdf", documents.EXE)),
    )

    assert page.status_code == 200
    assert names(planned) == ["Báo cáo.pdf"]
    (error,) = page.context["form"].errors["uploads"]
    assert error.startswith("virus.pdf: ")


@pytest.mark.parametrize("grade", ["mat", "toi_mat", "tuyet_mat"])
def test_graded_document_is_refused_with_the_way_on_paper(secretary_client, planned, grade):
    page = secretary_client.post(
        url("attachment_add", planned), files(("a.pdf", documents.PDF), grade=grade)
    )

    (error,) = page.context["form"].errors["grade"]
    assert "117/2025/QH15" in error
    assert names(planned) == []


def test_question_about_secrecy_must_be_answered(secretary_client, planned):
    page = secretary_client.post(
        url("attachment_add", planned), files(("a.pdf", documents.PDF), grade="")
    )

    assert list(page.context["form"].errors) == ["grade"]
    assert "checked" not in text_of(secretary_client.get(url("attachment_add", planned)))
    assert names(planned) == []


def test_stamped_document_is_refused(secretary_client, planned):
    page = secretary_client.post(
        url("attachment_add", planned), files(("ke-hoach.docx", documents.docx("MẬT")))
    )

    assert "117/2025/QH15" in str(page.context["form"].errors["uploads"])
    assert not Attachment.objects.exists()


def test_no_file_at_all_is_said_so(secretary_client, planned):
    page = secretary_client.post(url("attachment_add", planned), {"grade": "none"})

    assert list(page.context["form"].errors) == ["uploads"]


def test_too_many_at_once_are_refused(secretary_client, planned):
    many = [(f"{number}.pdf", documents.PDF) for number in range(settings.UPLOAD_MAX_FILES + 1)]

    page = secretary_client.post(url("attachment_add", planned), files(*many))

    assert list(page.context["form"].errors) == ["uploads"]
    assert names(planned) == []


def test_twenty_one_megabytes_are_refused(secretary_client, planned):
    content = documents.PDF + b"\x00" * (21 * 1024 * 1024)

    page = secretary_client.post(url("attachment_add", planned), files(("to.pdf", content)))

    assert "20 MB" in str(page.context["form"].errors["uploads"])
    assert names(planned) == []


def test_nothing_is_attached_to_locked_minutes(secretary_client, branch):
    approved = factories.meeting(branch, state=MeetingState.APPROVED)

    page = secretary_client.post(url("attachment_add", approved), files(("a.pdf", documents.PDF)))

    assert page.context["form"].errors
    assert names(approved) == []


def test_attaching_is_for_leaders(
    secretary_client, reader_client, stranger_client, committee_member_client, called
):
    address = url("attachment_add", called)
    browsers = [secretary_client, committee_member_client, reader_client, stranger_client]

    assert statuses("get", address, *browsers) == [200, 403, 403, 404]
    for browser, status in zip(browsers[1:], [403, 403, 404], strict=True):
        sent = files(("a.pdf", documents.PDF))
        assert browser.post(address, sent).status_code == status
    assert secretary_client.put(address).status_code == 405
    assert names(called) == []


# Fetching


@pytest.mark.parametrize(
    "name",
    [
        "Báo cáo tháng 3.pdf",
        "report.pdf",
        "dấu 'nháy' & phẩy, chấm.pdf",
        "😀.pdf",
        "a" * 240 + ".pdf",
    ],
)
def test_document_comes_as_a_download_under_its_name(reader_client, called, name):
    document = factories.attachment(
        called, name=name, content=documents.PDF, content_type="application/pdf"
    )

    response = reader_client.get(url("attachment_download", document))

    assert b"".join(response.streaming_content) == documents.PDF
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert "\n" not in response["Content-Disposition"]


def test_accents_in_a_name_arrive(reader_client, called):
    document = factories.attachment(called, name="Báo cáo.pdf")

    response = reader_client.get(url("attachment_download", document))

    b"".join(response.streaming_content)
    assert "filename*=utf-8''B%C3%A1o%20c%C3%A1o.pdf" in response["Content-Disposition"]


def test_file_that_is_gone_from_the_disk_is_not_found(reader_client, called):
    document = factories.attachment(called)
    document.file.storage.delete(document.file.name)

    assert reader_client.get(url("attachment_download", document)).status_code == 404


def test_fetching_is_for_those_who_hear_of_the_meeting(
    secretary_client, reader_client, stranger_client, suspended_client, called, planned
):
    browsers = [secretary_client, reader_client, stranger_client, suspended_client]
    of_called = url("attachment_download", factories.attachment(called))
    of_planned = url("attachment_download", factories.attachment(planned))

    assert statuses("get", of_called, *browsers) == [200, 200, 404, 404]
    assert statuses("get", of_planned, *browsers) == [200, 404, 404, 404]
    assert reader_client.post(of_called).status_code == 405


def test_documents_of_the_branch_committee_are_not_for_all_members(
    reader_client, secretary_client, branch
):
    meeting = factories.meeting(branch, state=MeetingState.CALLED, kind=MeetingKind.COMMITTEE)
    address = url("attachment_download", factories.attachment(meeting))

    assert statuses("get", address, secretary_client, reader_client) == [200, 404]


# Taking off


def test_removed_document_can_be_brought_back(secretary_client, reader_client, called):
    document = factories.attachment(called)
    fetched = url("attachment_download", document)

    page = secretary_client.post(url("attachment_remove", document), follow=True)

    assert names(called) == []
    assert reader_client.get(fetched).status_code == 404
    assert url("attachment_restore", document) in text_of(page)
    secretary_client.post(url("attachment_restore", document))
    assert names(called) == [document.name]
    assert statuses("get", fetched, reader_client) == [200]


@pytest.mark.parametrize("name", ["attachment_remove", "attachment_restore"])
def test_taking_off_is_for_leaders(
    name, secretary_client, reader_client, committee_member_client, stranger_client, called, now
):
    removed_at = now if name == "attachment_restore" else None
    document = factories.attachment(called, removed_at=removed_at)
    address = url(name, document)
    browsers = [committee_member_client, reader_client, stranger_client]

    assert statuses("post", address, *browsers) == [403, 403, 404]
    assert secretary_client.get(address).status_code == 405
    document.refresh_from_db()
    assert document.removed_at == removed_at


def test_documents_of_locked_minutes_stay(secretary_client, branch):
    approved = factories.meeting(branch, state=MeetingState.APPROVED)
    document = factories.attachment(approved)

    secretary_client.post(url("attachment_remove", document))

    assert names(approved) == [document.name]
