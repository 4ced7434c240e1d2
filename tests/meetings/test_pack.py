"""The agenda pack: one PDF with contents and page numbers, a ZIP; locked, broken, foreign, huge."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from meetings.models import MeetingState, Paper, PaperKind
from meetings.papers import pack
from meetings.papers.pack import safe_name
from meetings.services.document import remove_attachment
from meetings.services.paper import request_paper
from papers import binding
from tests import factories

from .pages import url

A4 = (595, 842)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def called(branch, secretary, deputy):
    meeting = factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, recorder=deputy.member
    )
    factories.agenda_item(meeting, title="Trật tự đô thị", question="Làm gì với đèn ngõ?")
    return meeting


def pdf(*words, size=A4, **save):
    """A page for each word."""
    book = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name.Helvetica
    for word in words:
        book.add_blank_page(page_size=size)
        page = book.pages[-1]
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        text = f"BT /F1 40 Tf 72 400 Td ({word}) Tj ET".encode()
        page.obj.Contents = book.make_stream(text)
    target = io.BytesIO()
    book.save(target, **save)
    return target.getvalue()


def picture(kind="PNG", size=(1600, 900)):
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def attach(meeting, name, content, content_type="application/pdf", **kwargs):
    return factories.attachment(
        meeting, name=name, content=content, content_type=content_type, **kwargs
    )


def made(meeting, commit, now, file_format="pdf"):
    with commit():
        paper = request_paper(
            meeting=meeting, kind=PaperKind.AGENDA_PACK, now=now, file_format=file_format
        )
    paper.refresh_from_db()
    return paper


def read(paper):
    with paper.file.open("rb") as file:
        return PdfReader(io.BytesIO(file.read()))


def text_of(page):
    return " ".join(page.extract_text().split())


def test_pack_has_agenda_contents_and_every_page_in_its_frame(called, commit, now):
    attach(called, "Báo cáo tháng 10.pdf", pdf("ONE", "TWO"))
    attach(called, "Sơ đồ.pdf", pdf("WIDE", size=(842, 595)))
    attach(called, "Ảnh ngõ 5.png", picture(), "image/png")

    book = read(made(called, commit, now))
    texts = [text_of(page) for page in book.pages]

    front = len(texts) - 4
    assert "Trật tự đô thị" in texts[0]
    assert "Làm gì với đèn ngõ?" in texts[0]
    contents = " ".join(texts[:front])
    # Contents name the page on which each begins.
    for number, name, page in [
        (1, "Báo cáo tháng 10.pdf", front + 1),
        (2, "Sơ đồ.pdf", front + 3),
        (3, "Ảnh ngõ 5.png", front + 4),
    ]:
        assert f"{number}. {name}" in contents
        assert contents.split(f"{number}. {name}")[1].lstrip(" .").startswith(str(page))
    # Each page says whose it is, and bears the number of the pack.
    assert "ONE" in texts[front]
    assert f"(1/2) {front + 1} " in texts[front]
    assert "TWO" in texts[front + 1]
    assert "(2/2)" in texts[front + 1]
    wide = book.pages[front + 2].mediabox
    assert wide.width > wide.height
    assert "/XObject" in book.pages[front + 3]["/Resources"]


def test_outline_leads_to_each_document(called, commit, now):
    attach(called, "Báo cáo.pdf", pdf("ONE", "TWO"))

    book = read(made(called, commit, now))

    flat = _flat(book.outline)
    found = {entry.title: book.get_destination_page_number(entry) for entry in flat}
    assert found["1. Báo cáo.pdf"] == len(book.pages) - 2


def _flat(outline):
    for entry in outline:
        yield from _flat(entry) if isinstance(entry, list) else [entry]


def test_what_cannot_be_laid_in_is_named_with_the_reason(called, commit, now):
    locked = pdf("SECRET", encryption=pikepdf.Encryption(user="mật", owner="khẩu"))
    attach(called, "Có mật khẩu.pdf", locked)
    attach(called, "Hỏng.pdf", b"%PDF-1.7\nnothing\n%%EOF")
    attach(called, "Dự thảo.docx", b"PK\x03\x04", DOCX)
    attach(called, "Ảnh hỏng.jpg", b"\xff\xd8\xff\xe0nothing\xff\xd9", "image/jpeg")
    attach(called, "Tốt.pdf", pdf("GOOD"))

    book = read(made(called, commit, now))
    texts = [text_of(page) for page in book.pages]
    contents = " ".join(texts[:-1])

    assert "Có mật khẩu.pdf – không có trong tập này: tệp có mật khẩu" in contents
    assert "Hỏng.pdf – không có trong tập này: tệp hỏng" in contents
    assert "Dự thảo.docx – không có trong tập này: không phải PDF hay ảnh" in contents
    assert "Ảnh hỏng.jpg – không có trong tập này: tệp hỏng" in contents
    assert "GOOD" in texts[-1]
    assert not any("SECRET" in text for text in texts)


def test_a_pdf_that_only_forbids_changes_is_read(called, commit, now):
    attach(called, "Chỉ đọc.pdf", pdf("OPEN", encryption=pikepdf.Encryption(user="", owner="x")))

    assert "OPEN" in text_of(read(made(called, commit, now)).pages[-1])


def test_a_bomb_of_a_picture_is_a_broken_file(called, commit, now):
    """Small on the disk, hundreds of megabytes unpacked."""
    target = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(target, "PNG")
    attach(called, "Bom.png", target.getvalue(), "image/png")

    book = read(made(called, commit, now))

    assert "Bom.png – không có trong tập này: tệp hỏng" in " ".join(map(text_of, book.pages))


def test_the_longest_pack_takes_whole_documents_only(called, commit, now, monkeypatch):
    monkeypatch.setattr(pack, "MOST_PAGES", 3)
    attach(called, "Hai trang.pdf", pdf("A", "B"))
    attach(called, "Cũng hai.pdf", pdf("C", "D"))
    attach(called, "Một trang.pdf", pdf("E"))

    texts = [text_of(page) for page in read(made(called, commit, now)).pages]

    assert "Cũng hai.pdf – không có trong tập này: tập đã đủ 3 trang" in " ".join(texts[:-3])
    assert [text.split()[-1] for text in texts[-3:]] == ["A", "B", "E"]


def test_too_many_bytes_stay_files_of_their_own(called, commit, now, monkeypatch):
    monkeypatch.setattr(pack, "MOST_BYTES", 10)
    attach(called, "Nặng.pdf", pdf("A"))

    texts = [text_of(page) for page in read(made(called, commit, now)).pages]

    assert "Nặng.pdf – không có trong tập này: tập đã đủ" in " ".join(texts)


def test_without_documents_it_is_the_agenda(called, commit, now):
    book = read(made(called, commit, now))

    assert "Trật tự đô thị" in text_of(book.pages[0])
    assert "MỤC LỤC" not in text_of(book.pages[0])


def test_a_file_that_is_gone_does_not_stop_the_others(called, commit, now):
    gone = attach(called, "Mất.pdf", pdf("X"))
    gone.file.storage.delete(gone.file.name)
    attach(called, "Còn.pdf", pdf("HERE"))

    texts = [text_of(page) for page in read(made(called, commit, now)).pages]

    assert "Mất.pdf – không có trong tập này: không tìm thấy tệp" in " ".join(texts)
    assert "HERE" in texts[-1]


def test_strangers_pages_take_the_promises_of_the_archive_format_away(called, commit, now):
    attach(called, "Báo cáo.pdf", pdf("ONE"))

    paper = made(called, commit, now)

    with paper.file.open("rb") as file, pikepdf.open(io.BytesIO(file.read())) as book:
        words = book.Root.Metadata.read_bytes()
    assert b"<pdfaid:part>" not in words
    assert b"pdfaid:part=" not in words
    assert b"<pdfuaid:part>" not in words


def test_scripts_and_links_of_a_document_stay_behind(called, commit, now):
    book = pikepdf.open(io.BytesIO(pdf("ONE")))
    book.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    target = io.BytesIO()
    book.save(target)
    attach(called, "Báo cáo.pdf", target.getvalue())

    paper = made(called, commit, now)

    with paper.file.open("rb") as file:
        assert b"app.alert" not in file.read()


def test_the_same_agenda_is_bound_once_and_another_document_makes_another(called, commit, now):
    attach(called, "Báo cáo.pdf", pdf("ONE"))
    first, again = made(called, commit, now), made(called, commit, now)
    assert first == again

    attach(called, "Phụ lục.pdf", pdf("TWO"), sha256="1" * 64)

    assert made(called, commit, now) != first


def test_a_document_taken_off_is_in_no_pack_any_more(called, commit, now, secretary):
    document = attach(called, "Nhầm.pdf", pdf("WRONG"))
    paper = made(called, commit, now)
    name = paper.file.name

    with commit():
        remove_attachment(attachment=document, by=secretary, now=now)

    assert not Paper.objects.filter(kind=PaperKind.AGENDA_PACK).exists()
    assert not paper.file.storage.exists(name)


# ZIP


def test_zip_has_the_agenda_and_the_files_as_they_were(called, commit, now):
    attach(called, "Báo cáo.pdf", pdf("ONE"))
    attach(called, "../../etc/passwd\u202egpj.docx", b"PK\x03\x04 word", DOCX)

    paper = made(called, commit, now, "zip")

    with paper.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        names = archive.namelist()
        assert names == [
            "00 Chương trình.pdf",
            "01 Báo cáo.pdf",
            "02 passwdgpj.docx",
            "Danh mục.txt",
        ]
        assert archive.read("02 passwdgpj.docx") == b"PK\x03\x04 word"
        assert "Trật tự đô thị" in text_of(PdfReader(io.BytesIO(archive.read(names[0]))).pages[0])
        assert archive.testzip() is None


def test_zip_that_would_be_too_large_says_what_is_missing(called, commit, now, monkeypatch):
    monkeypatch.setattr(pack, "ZIP_MOST_BYTES", 10)
    attach(called, "Nặng.pdf", pdf("A"))

    paper = made(called, commit, now, "zip")

    with paper.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert "01 Nặng.pdf" not in archive.namelist()
        assert "01 Nặng.pdf: không có" in archive.read("Danh mục.txt").decode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo.pdf", "03 Báo cáo.pdf"),
        ("a/b\\c:d*e?.pdf", "03 c_d_e_.pdf"),
        ("...", "03 tài liệu"),
        ("\u202efdp.exe.pdf", "03 fdp.exe.pdf"),
        (f"{'dài' * 90}.docx", f"03 {('dài' * 90)[:100]}.docx"),
        ("CON.pdf", "03 CON.pdf"),
    ],
)
def test_names_that_every_system_can_write(name, safe):
    assert safe_name(3, name) == safe


# Who may have it


def test_members_have_what_they_may_read_anyway(called, reader_client, stranger_client, commit):
    attach(called, "Báo cáo.pdf", pdf("ONE"))
    sent = {"kind": "pack", "format": "zip"}

    with commit():
        answer = reader_client.post(url("paper_request", called), sent)
    file = reader_client.get(answer.url)

    assert file["Content-Type"] == "application/zip"
    assert "attachment" in file["Content-Disposition"]
    b"".join(file.streaming_content)
    assert stranger_client.post(url("paper_request", called), sent).status_code == 404
    assert stranger_client.get(answer.url).status_code == 404


def test_slips_are_for_those_who_hand_them_over(called, reader_client, secretary_client, commit):
    sent = {"kind": "slips"}

    assert reader_client.post(url("paper_request", called), sent).status_code == 403
    with commit():
        answer = secretary_client.post(url("paper_request", called), sent)
    assert reader_client.get(answer.url).status_code == 404
    slips = secretary_client.get(answer.url)
    assert slips["Content-Type"] == "application/pdf"
    b"".join(slips.streaming_content)


def test_slip_for_each_member_those_without_an_account_first(
    called, branch, reader, commit, now, secretary
):
    factories.member(home=branch, name="Vũ Thị Không Máy")
    called.items.get().speaker_roles.create(member=reader.member)
    called.dress = "Áo trắng"
    called.save()

    with commit():
        paper = request_paper(meeting=called, kind=PaperKind.SLIPS, now=now)
    paper.refresh_from_db()
    text = " ".join(text_of(page) for page in read(paper).pages)

    assert text.count("GIẤY MỜI HỌP") == 4
    assert text.index("Vũ Thị Không Máy") < text.index(reader.member.full_name)
    assert text.count("Mời đồng chí phát biểu về: Trật tự đô thị") == 1
    assert text.count("Áo trắng") == 4


def test_board_sheet_is_one_page_without_names_and_inner_matters(called, commit, now, secretary):
    factories.agenda_item(called, position=2, title="Kiểm điểm nội bộ", is_internal=True)
    for number in range(3, 9):
        factories.agenda_item(called, position=number, title=f"Nội dung thứ {number}")

    with commit():
        paper = request_paper(meeting=called, kind=PaperKind.NOTICE_BOARD, now=now)
    paper.refresh_from_db()
    book = read(paper)
    text = text_of(book.pages[0])

    assert len(book.pages) == 1
    assert "Trật tự đô thị" in text
    assert "Nhà văn hoá" in text
    assert "Kiểm điểm nội bộ" not in text
    assert "đèn ngõ" not in text


def test_without_the_process_the_paper_fails_in_words(called, commit, now, monkeypatch):
    monkeypatch.setattr(binding.sys, "executable", "/nowhere/python")
    attach(called, "Báo cáo.pdf", pdf("ONE"))

    paper = made(called, commit, now)

    assert (paper.state, bool(paper.failure)) == (Paper.State.FAILED, True)


def test_draft_of_a_pack_is_for_those_who_prepare(branch, secretary, reader_client, commit, now):
    meeting = factories.meeting(branch, chair=secretary.member)
    factories.agenda_item(meeting)

    paper = made(meeting, commit, now)

    assert paper.is_draft
    assert reader_client.get(url("paper", paper)).status_code == 404
    assert "DỰ THẢO" in text_of(read(paper).pages[0])
