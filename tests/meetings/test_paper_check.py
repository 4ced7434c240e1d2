"""Codes on approved papers, the page that checks them, and copies without internal parts."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from meetings.models import MeetingState, Paper, PaperKind
from meetings.papers import make
from meetings.services.paper import request_paper
from tests import factories
from tests.papers.reading import text_of as text_of_pdf
from tests.papers.test_seal import keystore, without_loop

__all__ = ["keystore", "without_loop"]  # fixtures

from .pages import statuses, text_of, url


@pytest.fixture
def in_english(client, db):
    """A stranger who chose English."""
    client.post("/language/", {"language": "en"})


@pytest.fixture
def approved(branch, secretary):
    meeting = factories.meeting(
        branch, state=MeetingState.APPROVED, chair=secretary.member, recorder=secretary.member
    )
    minutes = factories.minutes(meeting)
    factories.entry(minutes, factories.agenda_item(meeting), conclusion="Giao đồng chí Bảy.")
    return meeting


@pytest.fixture
def with_internal(approved):
    """One item and one opinion of another item are the branch's own."""
    item = factories.agenda_item(approved, position=2, title="Việc riêng chi bộ", is_internal=True)
    entry = factories.entry(
        approved.minutes, item, text="Điều kín đáo.", conclusion="Kết luận kín."
    )
    factories.contribution(entry, guest_name="Bác Tư", text="Lời kín.")
    shown = approved.minutes.entries.order_by("item__position").first()
    factories.contribution(shown, guest_name="Bác Năm", text="Lời chung.")
    factories.contribution(
        shown, guest_name="Bác Sáu", text="Lời riêng.", position=2, is_internal=True
    )
    return approved


def made(meeting, kind=PaperKind.MINUTES, **kwargs):
    paper = request_paper(meeting=meeting, kind=kind, now=timezone.now(), **kwargs)
    make(paper, now=timezone.now())
    paper.refresh_from_db()
    return paper


def words(paper):
    with paper.file.open() as file:
        return text_of_pdf(file.read())


def asked(client, data):
    return text_of(client.post("/check/", data))


def test_finished_paper_bears_its_code(approved):
    paper = made(approved)

    assert f"Mã kiểm tra: {paper.code}" in words(paper)
    assert "/check/" in words(paper)


def test_draft_bears_none(branch, secretary):
    held = factories.meeting(branch, state=MeetingState.HELD, chair=secretary.member)
    factories.minutes(held)

    assert made(held).code == ""


def test_stranger_learns_that_a_paper_is_genuine_and_nothing_else(client, approved, in_english):
    paper = made(approved)

    page = text_of(client.get("/check/", {"code": paper.code}))

    assert "Genuine" in page
    assert approved.title not in page
    assert approved.organization.name not in page
    typed = paper.code.lower().replace("-", " ")
    assert "Genuine" in asked(client, {"code": typed})


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "2222 3333 4444"])
def test_unknown_code_is_not_genuine(client, approved, code, in_english):
    made(approved)

    assert "Not genuine" in asked(client, {"code": code})


@pytest.mark.parametrize("code", ["", "ABC", "A" * 41, "\x00", "<script>"])
def test_what_is_no_code_is_said_to_be_none(client, db, code):
    response = client.post("/check/", {"code": code})

    assert response.status_code == 200
    assert response.context["form"].errors


def test_file_is_compared_with_the_original(client, approved, in_english):
    paper = made(approved)
    with paper.file.open() as file:
        original = file.read()

    def compared(content):
        data = {"code": paper.code, "file": SimpleUploadedFile("bb.pdf", content)}
        return asked(client, data)

    assert "Genuine and unchanged" in compared(original)
    assert "the file is not the original" in compared(original[:99] + b"?" + original[100:])
    assert "the file is not the original" in compared(original[:-1])
    page = compared(original + b" ")
    assert "with something added afterwards" in page
    assert "and unchanged" not in page
    assert paper.sha256 in page


def test_sealed_paper_signed_by_a_person_later_is_known_again(
    client, approved, keystore, in_english
):
    """PAdES: the second signature is added behind the first, which stays whole."""
    paper = made(approved)
    with paper.file.open() as file:
        sealed = file.read()
    metadata = PdfSignatureMetadata(
        field_name="Nguyen", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    signer = SimpleSigner.load_pkcs12(str(keystore), passphrase=b"mat-khau")
    signed = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(sealed)), metadata, signer=signer, output=signed)

    document = PdfFileReader(io.BytesIO(signed.getvalue()))
    first, second = document.embedded_signatures
    trust = ValidationContext(trust_roots=[first.signer_cert])
    assert paper.is_sealed
    assert validate_pdf_signature(first, trust).bottom_line
    assert validate_pdf_signature(second, trust).bottom_line
    file = SimpleUploadedFile("bb.pdf", signed.getvalue())
    page = asked(client, {"code": paper.code, "file": file})
    assert "with something added afterwards" in page
    assert "bears the electronic seal" in page


def test_codes_cannot_be_tried_without_end(client, approved):
    paper = made(approved)
    for _try in range(20):
        client.post("/check/", {"code": "AAAA-BBBB-CCCC"})

    assert client.post("/check/", {"code": paper.code}).status_code == 429


def test_right_codes_are_not_counted(client, approved):
    paper = made(approved)

    for _try in range(25):
        assert client.post("/check/", {"code": paper.code}).status_code == 200


def test_same_records_give_the_same_paper_with_the_same_code(approved):
    first, again = made(approved), made(approved)

    assert (first.pk, first.code, first.sha256) == (again.pk, again.code, again.sha256)


def test_copy_leaves_internal_parts_out_visibly(with_internal):
    whole, copy = words(made(with_internal)), words(made(with_internal, PaperKind.COPY))

    assert "Điều kín đáo" in whole
    assert "Lời riêng" in whole
    for hidden in ("Việc riêng", "Điều kín", "Kết luận kín", "Lời kín", "Lời riêng", "Bác Sáu"):
        assert hidden not in copy
    assert "Lời chung" in copy
    assert "lược bỏ trong bản sao này" in copy
    assert "Bản sao lược bỏ nội dung nội bộ" in copy


def test_those_above_get_the_copy(with_internal, reader_client, district_reviewer_client):
    for browser, kind in [
        (reader_client, PaperKind.MINUTES),
        (district_reviewer_client, PaperKind.COPY),
    ]:
        response = browser.post(url("paper_request", with_internal), {"kind": "minutes"})
        assert Paper.objects.get(public_id=response.url.split("/")[2]).kind == kind


def test_those_above_do_not_reach_the_whole_paper_by_its_address(
    with_internal, reader_client, district_reviewer_client
):
    whole = made(with_internal)

    address = url("paper", whole)
    assert statuses("get", address, reader_client, district_reviewer_client) == [200, 404]


def test_those_above_read_the_page_without_internal_parts(
    with_internal, reader_client, district_reviewer_client
):
    inside = text_of(reader_client.get(url("minutes_read", with_internal)))
    above = text_of(district_reviewer_client.get(url("minutes_read", with_internal)))

    for hidden in ("Việc riêng", "Điều kín", "Kết luận kín", "Lời kín", "Lời riêng", "Bác Sáu"):
        assert hidden in inside
        assert hidden not in above
    assert "Lời chung" in above


def test_extract_says_one_conclusion_and_no_opinions(approved, reader_client):
    entry = approved.minutes.entries.get()
    factories.contribution(entry, guest_name="Bác Năm", text="Lời bàn.")
    data = {"kind": "extract", "part": str(entry.item.public_id)}

    response = reader_client.post(url("paper_request", approved), data)

    paper = Paper.objects.get(public_id=response.url.split("/")[2])
    make(paper, now=timezone.now())
    said = words(paper)
    assert "TRÍCH BIÊN BẢN" in said
    assert "Giao đồng chí Bảy" in said
    assert "Lời bàn" not in said


def test_internal_extract_is_not_for_those_above(
    with_internal, reader_client, district_reviewer_client
):
    item = with_internal.items.get(is_internal=True)
    data = {"kind": "extract", "part": str(item.public_id)}

    answers = [
        browser.post(url("paper_request", with_internal), data).status_code
        for browser in (reader_client, district_reviewer_client)
    ]

    assert answers == [302, 403]


def test_sign_in_sheet_names_the_roll_before_and_the_marks_after(branch, secretary):
    member = factories.member(home=branch, name="Phạm Thị Mười")
    called = factories.meeting(branch, state=MeetingState.CALLED, chair=secretary.member)

    assert "Phạm Thị Mười" in words(made(called, PaperKind.SIGN_IN))

    held = factories.meeting(branch, state=MeetingState.HELD, chair=secretary.member)
    factories.attendance(held, member)
    factories.minutes(held)
    assert "Có mặt" in words(made(held, PaperKind.SIGN_IN))


def test_word_is_had_as_a_file(approved, reader_client):
    asked_for = {"kind": "minutes", "format": "docx"}
    address = reader_client.post(url("paper_request", approved), asked_for).url
    paper = Paper.objects.get(public_id=address.split("/")[2])
    make(paper, now=timezone.now())

    response = reader_client.get(address)

    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert paper.code == ""


def test_formats_that_a_paper_has_not_are_refused(approved, reader_client):
    for asked_for in ({"kind": "minutes", "format": "zip"}, {"kind": "minutes", "format": "exe"}):
        assert reader_client.post(url("paper_request", approved), asked_for).status_code == 404
