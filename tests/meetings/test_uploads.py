"""What may be uploaded: by content, size, name and secrecy; hostile files and names."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import MeetingKind
from meetings.services.uploads import checked_upload, clean_name
from tests import factories

from . import documents
from .documents import docx, odt, pptx, xlsx, zipped


@pytest.fixture
def meeting(branch):
    return factories.meeting(branch, kind=MeetingKind.THEMATIC)


@pytest.fixture
def check(meeting):
    def checked(name, content):
        upload = SimpleUploadedFile("x", content)
        # Django's own cleaning of names must not be what the test relies on.
        upload._name = name
        return checked_upload(upload, meeting=meeting)

    return checked


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("bao-cao.pdf", documents.PDF, "application/pdf"),
        ("BAO-CAO.PDF", documents.PDF, "application/pdf"),
        ("anh.jpg", documents.JPEG, "image/jpeg"),
        ("anh.jpeg", documents.JPEG, "image/jpeg"),
        ("anh.png", documents.PNG, "image/png"),
        ("Nghị quyết.docx", docx(), ".document"),
        ("Danh sách.xlsx", xlsx("Họ tên"), ".sheet"),
        ("Trình chiếu.pptx", pptx("Chuyên đề"), ".presentation"),
        ("Biên bản.odt", odt("Biên bản"), ".text"),
    ],
)
def test_documents_people_use_are_taken(check, name, content, content_type):
    kept = check(name, content)

    assert kept.content_type.endswith(content_type)
    assert (kept.name, kept.size) == (name, len(content))
    assert len(kept.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", documents.EXE),
        ("virus.pdf", documents.EXE),
        ("hinh.svg", documents.SVG),
        ("hinh.png", documents.SVG),
        ("trang.html", documents.HTML),
        ("trang.pdf", documents.HTML),
        ("trang.pdf", b"  " + documents.PDF),
        ("cu.doc", documents.OLE),
        ("khoa.docx", documents.OLE),
        ("rong.pdf", b""),
        ("cut.pdf", documents.PDF[:20]),
        ("cut.png", documents.PNG[:30]),
        ("anh.jpg", documents.PNG),
        ("khong-duoi", documents.PDF),
        ("macro.docm", docx()),
        ("anh.gif", b"GIF89a"),
        ("hai.pdf.exe", documents.PDF),
    ],
)
def test_what_is_something_else_is_refused(check, name, content):
    with pytest.raises(ValidationError):
        check(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.jpg", documents.JPEG + docx()),
        ("anh.png", documents.PNG + docx()),
        ("tai-lieu.pdf", documents.PDF + docx() + b"%%EOF"),
        ("tai-lieu.docx", zipped({"index.html": "<script>"})),
        ("tai-lieu.docx", xlsx("Họ tên")),
        ("tai-lieu.docx", b"PK\x03\x04" + docx()),
        ("tai-lieu.docx", docx()[:-30]),
        ("tai-lieu.docx", b"PK\x03\x04" + b"\x00" * 100),
    ],
)
def test_two_files_in_one_are_refused(check, name, content):
    with pytest.raises(ValidationError):
        check(name, content)


def test_zip_bomb_is_refused_before_it_is_unpacked(check):
    with pytest.raises(ValidationError) as refused:
        check("bao-cao.docx", documents.bomb())

    assert refused.value.code == "unpacks"


def test_zip_of_very_many_files_is_refused(check):
    many = {f"word/media/{number}.png": b"" for number in range(2100)}

    with pytest.raises(ValidationError) as refused:
        check("bao-cao.docx", docx(**many))

    assert refused.value.code == "unpacks"


def test_entry_that_lies_about_its_size_is_refused(check):
    content = bytearray(docx("Báo cáo " * 5000))
    listed = content.rfind(b"PK\x01\x02")  # the document is the last entry of the directory
    content[listed + 24 : listed + 28] = (50).to_bytes(4, "little")

    with pytest.raises(ValidationError) as refused:
        check("bao-cao.docx", bytes(content))

    assert refused.value.code == "broken"


@pytest.mark.parametrize("program", ["word/vbaProject.bin", "word/embeddings/setup.EXE"])
def test_program_inside_is_refused(check, program):
    with pytest.raises(ValidationError) as refused:
        check("bao-cao.docx", docx(**{program: b"x"}))

    assert refused.value.code == "program"


def test_locked_entry_is_refused(check):
    content = bytearray(docx())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        position = content.find(start)
        while position >= 0:
            content[position + (6 if start == b"PK\x03\x04" else 8)] |= 1
            position = content.find(start, position + 4)

    with pytest.raises(ValidationError) as refused:
        check("bao-cao.docx", bytes(content))

    assert refused.value.code == "locked"


def test_twenty_megabytes_are_taken_and_not_one_byte_more(check, settings):
    settings.UPLOAD_MAX_BYTES = len(documents.PDF)
    assert check("vua.pdf", documents.PDF).size == len(documents.PDF)

    with pytest.raises(ValidationError):
        check("to.pdf", documents.PDF + b"\n")


def test_meeting_has_so_many_documents_and_no_more(check, meeting, settings, now):
    settings.UPLOAD_MAX_FILES = 1
    factories.attachment(meeting, removed_at=now)
    check("mot.pdf", documents.PDF)
    factories.attachment(meeting)

    with pytest.raises(ValidationError):
        check("hai.pdf", documents.PDF)


# Names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Nam\\Báo cáo.pdf", "Báo cáo.pdf"),
        ('bao"cao\r\nSet-Cookie: a=b.pdf', "bao cao Set-Cookie a=b.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("anh\u202efdp.exe", "anhfdp.exe"),
        ("  .pdf", "tai-lieu.pdf"),
        ("...", "tai-lieu"),
        ("", "tai-lieu"),
        ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
        ("😀 chúc mừng.pdf", "😀 chúc mừng.pdf"),
        ("<script>.pdf", "script.pdf"),
    ],
)
def test_names_are_kept_as_far_as_they_are_harmless(name, kept):
    assert clean_name(name) == kept


def test_long_name_keeps_its_ending():
    name = clean_name("dài " * 200 + ".pdf")

    assert len(name) <= 255
    assert name.endswith(".pdf")


def test_name_on_disk_is_ours(check):
    kept = check("../Báo cáo.pdf", documents.PDF)

    assert "Báo" not in kept.file.name
    assert kept.file.name.endswith(".pdf")


# Secrecy


@pytest.mark.parametrize(
    "name",
    [
        "Công văn Mật.pdf",
        "MẬT - kế hoạch.docx",
        "KH 12 [Mật].pdf",
        "ke hoach (mat).pdf",
        "Tối mật.pdf",
        "bao-cao-TUYỆT_MẬT.pdf",
        "tuyet mat 2026.pdf",
        "tài liệu mật 1.pdf",
        "Ma\u0323\u0302t.pdf",
        "M\u200bật.pdf",
    ],
)
def test_name_with_a_mark_of_secrecy_is_refused(check, name):
    with pytest.raises(ValidationError) as refused:
        check(name, documents.PDF)

    assert refused.value.code == "graded"
    assert "117/2025/QH15" in refused.value.message


@pytest.mark.parametrize(
    "name",
    [
        "Quy chế bảo mật.pdf",
        "bao-mat-thong-tin.pdf",
        "Bảo vệ bí mật nhà nước.pdf",
        "Mật độ dân số.pdf",
        "mat-tran-to-quoc.pdf",
        "Mặt trận Tổ quốc.pdf",
        "mat bang.pdf",
        "Hợp tác xã mật ong.pdf",
        "Đổi mật khẩu.pdf",
        "tai lieu khong mat.pdf",
    ],
)
def test_harmless_names_pass(check, name):
    assert check(name, documents.PDF).name == name


@pytest.mark.parametrize(
    "content",
    [
        docx("ĐẢNG BỘ PHƯỜNG", "MẬT", "Kế hoạch"),
        docx(["M", "ẬT"]),
        docx(["TỐI", " ", "MẬT"]),
        docx("[ Tuyệt mật ]"),
        docx("Độ mật: Mật"),
        docx("M\u0041\u0323\u0302T"),
        docx("&#77;ẬT"),
        docx(**{"word/header1.xml": "<w:p><w:t>MẬT</w:t></w:p>"}),
        docx(**{"word/header1.xml": '<v:shape><v:textpath on="t" string="MẬT"/></v:shape>'}),
    ],
)
def test_stamp_in_a_word_file_is_found(check, content):
    with pytest.raises(ValidationError) as refused:
        check("ke-hoach.docx", content)

    assert refused.value.code == "graded"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ds.xlsx", xlsx("Họ tên", "TỐI MẬT")),
        ("tc.pptx", pptx("TUYỆT MẬT", "Chuyên đề")),
        ("vb.odt", odt("MẬT", "Kế hoạch")),
    ],
)
def test_stamp_in_other_office_files_is_found(check, name, content):
    with pytest.raises(ValidationError) as refused:
        check(name, content)

    assert refused.value.code == "graded"


@pytest.mark.parametrize(
    "text",
    [
        "Tăng cường bảo mật thông tin",
        "Luật Bảo vệ bí mật nhà nước quy định độ Mật, Tối mật, Tuyệt mật như sau:",
        "Mặt trận",
        "TỔNG KẾT MẬT ĐỘ",
    ],
)
def test_text_that_speaks_of_secrecy_is_no_stamp(check, text):
    assert check("luat.docx", docx(text)).size
