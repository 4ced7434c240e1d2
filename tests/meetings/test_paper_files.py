"""Every kind of paper as a file: what PDF/A-3 and PDF/UA ask for stands in its own structure; the
score sheet, the sign-in sheet as a spreadsheet, a year book of twelve months in time."""

import io
import time
from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from meetings.models import MeetingState, PaperKind, Topic, YearBook
from meetings.papers import KINDS, document_of, style_of
from meetings.papers.yearbook import bind, year_book
from meetings.services.yearbook import request_year_book
from papers.pdf import render
from tests import factories
from tests.papers.reading import opened, tags, text_of

from .pages import statuses, url
from .test_paper_check import made

FONTS = {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
WITH_TABLE = {
    PaperKind.MINUTES,
    PaperKind.RESOLUTION,
    PaperKind.NOTICE,
    PaperKind.SIGN_IN,
    PaperKind.SCORE,
}


@pytest.fixture
def full(branch, secretary, deputy):
    """Approved, with one of everything that there is a paper of."""
    now = timezone.now()
    meeting = factories.meeting(
        branch, state=MeetingState.APPROVED, chair=secretary.member, recorder=deputy.member
    )
    for member in (secretary.member, deputy.member):
        factories.attendance(meeting, member)
    entry = factories.entry(
        factories.minutes(meeting),
        factories.agenda_item(meeting),
        text="Nêu **tình hình**.\n\n| Việc | Kết quả |\n|---|---|\n| Đèn ngõ | Xong |",
        conclusion="- Giao đồng chí Bảy;\n- trước ngày 20.",
    )
    factories.contribution(entry, speaker=deputy.member, text="Nhất trí.")
    factories.vote(entry, base=20, votes_for=19)
    resolution = factories.resolution(meeting, published=True)
    factories.task(branch, deputy.member, resolution=resolution)
    meeting.minutes.addenda.create(
        ordinal=1, reason="Thiếu", text="Bổ sung.", added_at=now, added_by=secretary
    )
    Topic.objects.create(
        organization=branch,
        **branch.scope_keys,
        year=meeting.month.year,
        state=Topic.State.DRAFTED,
        title="An toàn cháy nổ",
        text="Thực trạng.\n\nGiải pháp.",
        writer=secretary.member,
        meeting=meeting,
        created_at=now,
    )
    return meeting


def of_kind(meeting, kind):
    parts = KINDS[kind].parts
    part = parts(meeting).first() if parts else None
    assert parts is None or part, "the meeting lacks one"
    return made(meeting, kind, part=part)


def content(paper):
    with paper.file.open() as file:
        return file.read()


def check_archive(document):
    """PDF/A-3 with level U: who it is, in which colours, and every letter with its font inside."""
    with document.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "U")
        assert xmp["dc:title"] == str(document.docinfo.Title)
    assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert document.Root.OutputIntents[0].DestOutputProfile.N == 3
    fonts = [item for item in document.objects if getattr(item, "Type", None) == "/Font"]
    whole = [one for font in fonts for one in font.get("/DescendantFonts", [])]
    assert whole
    assert all("/FontFile2" in one.FontDescriptor for one in whole)
    assert {str(font.BaseFont).split("+")[-1] for font in fonts} <= FONTS
    assert "/Encrypt" not in document.trailer
    assert "/JavaScript" not in document.Root.get("/Names", {})


def check_access(document, *, has_table):
    """PDF/UA-1: language, title, one heading first and none left out, headers of tables told."""
    with document.open_metadata() as xmp:
        assert xmp["pdfuaid:part"] == "1"
    assert str(document.Root.Lang) == "vi"
    assert bool(document.Root.MarkInfo.Marked) is True
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
    found = tags(document)
    kinds = [kind for kind, _element in found]
    levels = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for kind, element in found:
        if kind == "/TH":
            assert element.A.Scope == "/Column"
        if kind == "/Figure":
            assert "/Alt" in element
    assert "/Table" in kinds or not has_table
    assert all("/StructParents" in page for page in document.pages)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_file_of_every_kind_is_for_the_archive_and_for_all_readers(full, kind):
    paper = of_kind(full, kind)

    assert paper.failure == ""
    document = opened(content(paper))
    check_archive(document)
    check_access(document, has_table=kind in WITH_TABLE)


def test_year_book_is_for_the_archive_and_for_all_readers(full):
    year = full.month.year
    book = year_book(full.organization, year, progress=lambda _done: None)

    document = opened(render(book, style_of(full.organization, date(year, 12, 31))))

    check_archive(document)
    check_access(document, has_table=True)


def test_score_sheet_has_the_criteria_in_force_and_room_for_points(full):
    said = text_of(content(of_kind(full, PaperKind.SCORE)))

    assert "BẢNG CHẤM ĐIỂM" in said
    assert "C4 Tiến hành 40" in said
    assert "Tổng điểm 100" in said
    assert "Tốt từ 90 điểm; Khá từ 70 điểm; Trung bình từ 50 điểm; dưới mức đó: Kém" in said
    assert "1 đồng chí phát biểu" in said
    assert "42-HD/BTCTW" in said


def test_score_sheet_follows_the_rules_of_the_committee_above(full, tree):
    national = document_of(full, PaperKind.SCORE)
    points = [15, 20, 45, 5, 5, 5, 5]
    frame = {f"C{place}": [f"Tiêu chí {place}", most] for place, most in enumerate(points, 1)}
    factories.rule_pack(tree.district, values={"score.frame": frame})

    own = document_of(full, PaperKind.SCORE)

    assert [row.points for row in national.rows] == [5, 5, 10, 40, 5, 30, 5]
    assert [row.points for row in own.rows] == points


def test_score_sheet_before_the_meeting_is_blank_and_for_those_who_lead(
    secretary_client, reader_client, branch, secretary
):
    called = factories.meeting(branch, state=MeetingState.CALLED, chair=secretary.member)
    asked = {"kind": "score"}

    assert document_of(called, PaperKind.SCORE).facts == ()
    address = url("paper_request", called)
    assert statuses("post", address, secretary_client, reader_client, data=asked) == [302, 403]


def test_sign_in_sheet_is_a_spreadsheet_too(full, branch):
    full.guests.create(name="Vũ Thị Thuỷ", office="=Đảng uỷ viên")
    paper = made(full, PaperKind.SIGN_IN, file_format="xlsx")

    book = load_workbook(io.BytesIO(content(paper)))

    roll, guests = book.worksheets
    cells = [cell.value for row in roll.iter_rows() for cell in row if cell.value is not None]
    assert {"Họ và tên", "Có mặt", full.chair.full_name} <= set(cells)
    office = next(
        cell for row in guests.iter_rows() for cell in row if "Đảng uỷ" in str(cell.value)
    )
    assert office.data_type == "s"


def test_book_of_twelve_months_is_bound_in_time_and_counts_as_it_goes(branch, secretary, now):
    paragraph = "Chi bộ thảo luận, thống nhất nhiệm vụ tháng tới và phân công cụ thể. " * 6
    for month in range(1, 13):
        meeting = factories.meeting(
            branch,
            state=MeetingState.APPROVED,
            month=date(2025, month, 1),
            chair=secretary.member,
            recorder=secretary.member,
        )
        minutes = factories.minutes(meeting)
        for position in range(1, 7):
            item = factories.agenda_item(meeting, position=position, title=f"Nội dung {position}")
            entry = factories.entry(minutes, item, text=paragraph, conclusion=paragraph)
            for place in range(1, 4):
                factories.contribution(
                    entry, guest_name=f"Đại biểu {place}", text=paragraph, position=place
                )
    book = request_year_book(organization=branch, year=2025, by=secretary, now=now)
    told = []

    begun = time.perf_counter()
    year_book(branch, 2025, progress=told.append)
    bind(book=book, now=now)
    took = time.perf_counter() - begun

    book.refresh_from_db()
    assert book.state == YearBook.State.READY
    assert told == list(range(1, 13))
    with book.file.open() as file:
        pages = len(opened(file.read()).pages)
    print(f"\nA year book of {pages} pages in {took:.1f} s")
