"""The national paper style and a few believable papers, all invented."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from papers.documents import (
    Absence,
    AgendaLine,
    Contribution,
    Grade,
    Headcount,
    Heading,
    Identity,
    MinutesItem,
    MinutesPaper,
    NoticePaper,
    Person,
    ResolutionPaper,
    ScorePaper,
    ScoreRow,
    Signature,
    Sitting,
    TaskLine,
    TaskResult,
    VoteResult,
    Wording,
)
from papers.format import PaperStyle
from papers.pdf import render

RULES = {
    "paper.page_width_mm": 210,
    "paper.page_height_mm": 297,
    "paper.margin_top_mm": 20,
    "paper.margin_bottom_mm": 20,
    "paper.margin_left_mm": 30,
    "paper.margin_right_mm": 15,
    "paper.page_number_from_top_mm": 10,
    "paper.page_number_size_pt": 13.5,
    "paper.party_name": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "paper.party_name_size_pt": 15,
    "paper.superior_prefix": "ĐẢNG BỘ",
    "paper.superior_size_pt": 14,
    "paper.issuer_size_pt": 14,
    "paper.issuer_mark": "*",
    "paper.number_pattern": "Số {number}-{type}/{symbol}",
    "paper.number_digits": 2,
    "paper.number_size_pt": 14,
    "paper.place_date_pattern": "{place}, ngày {day} tháng {month} năm {year}",
    "paper.place_date_size_pt": 14,
    "paper.zero_day_below": 10,
    "paper.zero_month_below": 3,
    "paper.type_names": {"NQ": "Nghị quyết", "BB": "Biên bản", "TB": "Thông báo", "CV": ""},
    "paper.type_name_size_pt": 16,
    "paper.abstract_size_pt": 15,
    "paper.abstract_rule": "-----",
    "paper.body_size_pt": 14,
    "paper.line_spacing_pt": 18,
    "paper.space_before_pt": 6,
    "paper.first_line_mm": 10,
    "paper.table_size_pt": 13,
    "paper.heading_patterns": ["{}- ", "{}. ", "{}) ", "- "],
    "paper.authority": "T/M CHI BỘ",
    "paper.authority_bold": True,
    "paper.position_bold": False,
    "paper.signature_size_pt": 14,
    "paper.signature_gap_mm": 28,
    "paper.recipients_label": "Nơi nhận:",
    "paper.recipients_label_size_pt": 14,
    "paper.recipients_size_pt": 12,
    "paper.last_recipient": "Lưu Chi bộ.",
    "paper.minutes_recorder_label": "NGƯỜI GHI BIÊN BẢN",
    "paper.minutes_chair_label": "CHỦ TRÌ",
    "paper.draft_label": "DỰ THẢO",
    "paper.tone_placement": "uỷ",
}

# 12:30 UTC is 19:30 in Hà Nội.
STARTS = datetime(2026, 2, 5, 12, 30, tzinfo=UTC)
ENDS = datetime(2026, 2, 5, 14, 5, tzinfo=UTC)

HEADING = Heading(
    superior="Đảng uỷ phường Sông Nhuệ",
    issuer="Chi bộ tổ dân phố số 7",
    type_code="BB",
    symbol="CB",
    number=1,
    place="Sông Nhuệ",
    dated_on=date(2026, 2, 5),
    abstract="Sinh hoạt chi bộ định kỳ tháng 02 năm 2026",
)

HEADCOUNT = Headcount(
    total=32,
    official=30,
    probationary=2,
    exempt=3,
    present=26,
    present_official=24,
    present_probationary=2,
    present_online=1,
    excused=(Absence(name="Trần Văn Ước", reason="ốm"), Absence(name="Lê Thị Ẩm")),
    unexcused=(Absence(name="Đỗ Đức Ỷ"),),
)

SITTING = Sitting(
    kind="Hội nghị sinh hoạt chi bộ định kỳ tháng 02 năm 2026",
    starts_at=STARTS,
    ends_at=ENDS,
    place="Nhà văn hoá tổ dân phố số 7",
    form="trực tiếp kết hợp trực tuyến",
    headcount=HEADCOUNT,
    chair=Person(name="Nguyễn Thị Quỳnh", office="Bí thư chi bộ"),
    recorder=Person(name="Phạm Văn Khuể", office="Chi uỷ viên"),
)

VOTE = VoteResult(
    question="Thông qua nghị quyết tháng 02",
    base=27,
    votes_for=24,
    votes_against=1,
    votes_abstain=2,
    rule="trên một phần hai số đảng viên chính thức",
    result="Thông qua",
)

TASKS = (
    TaskLine(
        what="Rà soát các hộ kinh doanh chưa có bình chữa cháy",
        who="Trần Thị Hoà",
        due_on=date(2026, 2, 28),
        proof="Danh sách có chữ ký",
    ),
    TaskLine(what="Thăm, tặng quà gia đình chính sách", who="Lê Văn Lộc"),
)

RESULTS = (
    TaskResult(
        what="Vận động hiến đất mở ngõ 12",
        who="Đỗ Văn Nghĩa",
        due_on=date(2026, 1, 25),
        opening_state="đang thực hiện",
        result="hoàn thành đúng hạn",
    ),
)

PARAGRAPH = (
    "Đồng chí bí thư nêu **tình hình** trong tháng: công tác phòng cháy, chữa cháy được duy trì; "
    "vệ sinh môi trường có chuyển biến, song *một số ngõ* còn để rác không đúng nơi quy định."
)


WORDINGS = Path(__file__).parents[2] / "meetings" / "data" / "paper_templates.json"
NATIONAL = {row["kind"]: row["parts"] for row in json.loads(WORDINGS.read_text(encoding="utf-8"))}


def national(kind, **parts):
    """The national wording, with some parts of another."""
    return Wording(template=1, parts=NATIONAL[kind] | parts)


@pytest.fixture
def rules():
    return dict(RULES)


@pytest.fixture(scope="session")
def style():
    return PaperStyle.from_rules(RULES)


@pytest.fixture(scope="session")
def minutes():
    item = MinutesItem(
        title="Đánh giá tình hình tháng 01 và phương hướng tháng 02",
        presenter="Nguyễn Thị Quỳnh",
        text=PARAGRAPH + "\n\n- giữ vững an ninh, trật tự;\n- thu đảng phí đủ, đúng hạn.",
        contributions=(
            Contribution(speaker="Lê Văn Lộc", text="Đề nghị kẻ lại vạch đỗ xe ở ngõ 12."),
            Contribution(speaker="Vũ Thị Thuỷ", text="Chúc mừng chi bộ.", by_guest=True),
            Contribution(
                speaker="Trần Thị Hoà", office="Phó Bí thư", text=PARAGRAPH, reserved=True
            ),
        ),
        conclusion="Giao đồng chí Hoà làm việc với uỷ ban nhân dân phường trước ngày 20.",
        votes=(VOTE,),
    )
    return MinutesPaper(
        identity=Identity(identifier="minutes:0001:3", made_at=ENDS),
        wording=national("minutes"),
        heading=HEADING,
        sitting=SITTING,
        guests=(Person(name="Vũ Thị Thuỷ", office="Đảng uỷ viên phụ trách"),),
        fee_note="Đã thu đủ đảng phí tháng 01 của 32 đảng viên.",
        agenda_note="100% đảng viên có mặt nhất trí với chương trình.",
        previous_tasks=RESULTS,
        items=(item, replace(item, title="Học tập và làm theo tấm gương Bác Hồ", votes=())),
        resolution_reference="Nghị quyết số 01-NQ/CB ngày 05/02/2026",
        tasks=TASKS,
        evaluation="Buổi sinh hoạt đạt 92/100 điểm, loại Tốt.",
        adoption="Biên bản đã được đọc cho hội nghị nghe và nhất trí thông qua.",
        adoption_vote=None,
        attachments=("Báo cáo tháng 01", "Danh sách điểm danh"),
    )


@pytest.fixture(scope="session")
def resolution():
    return ResolutionPaper(
        identity=Identity(identifier="resolution:0001:1", made_at=ENDS),
        wording=national(
            "resolution", recipients="Đảng uỷ phường (để báo cáo)\nCác đảng viên (để thực hiện)"
        ),
        heading=replace(
            HEADING, type_code="NQ", abstract="về lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2026"
        ),
        sitting=SITTING,
        legal_bases=("Căn cứ Điều lệ Đảng;",),
        assessment=PARAGRAPH,
        previous_tasks=RESULTS,
        direction=PARAGRAPH,
        tasks=TASKS,
        implementation="Chi uỷ theo dõi, đôn đốc việc thực hiện.",
        adoption_vote=VOTE,
        signature=Signature(authority="T/M CHI BỘ", position="BÍ THƯ", name="Nguyễn Thị Quỳnh"),
    )


@pytest.fixture(scope="session")
def notice():
    return NoticePaper(
        identity=Identity(identifier="notice:0001:1", made_at=STARTS),
        wording=national("notice", recipients="Các đảng viên"),
        heading=replace(HEADING, type_code="TB", number=12, dated_on=date(2026, 12, 30)),
        kind="sinh hoạt chi bộ định kỳ tháng 02 năm 2026",
        starts_at=STARTS,
        ends_at=None,
        place="Nhà văn hoá tổ dân phố số 7",
        form="trực tiếp",
        chair=SITTING.chair,
        agenda=(
            AgendaLine(title="Đánh giá tháng 01", presenter="Nguyễn Thị Quỳnh", minutes=30),
            AgendaLine(title="Thảo luận"),
        ),
        text="Đề nghị các đồng chí **đến đúng giờ**.",
        documents=("Dự thảo nghị quyết tháng 02",),
        signature=Signature(authority="T/M CHI BỘ", position="BÍ THƯ", name="Nguyễn Thị Quỳnh"),
    )


@pytest.fixture(scope="session")
def score():
    frame = (("1", "Công tác chuẩn bị", 20), ("2", "Tổ chức sinh hoạt", 40), ("3", "Kết quả", 40))
    return ScorePaper(
        identity=Identity(identifier="score:0001:1", made_at=ENDS),
        heading=replace(HEADING, type_code="BẢNG CHẤM ĐIỂM", number=None, symbol=""),
        kind="sinh hoạt chi bộ định kỳ tháng 02 năm 2026",
        starts_at=STARTS,
        rows=tuple(ScoreRow(code=code, name=name, points=most) for code, name, most in frame),
        grades=(Grade(name="Tốt", least=90), Grade(name="Khá", least=70)),
        lowest_grade="Chưa đạt",
        source="Hướng dẫn của cấp uỷ cấp trên",
        recorder=SITTING.recorder,
        signature=Signature(authority="T/M CHI BỘ", position="BÍ THƯ", name="Nguyễn Thị Quỳnh"),
        facts=("dự họp 26/29 đảng viên thuộc diện tính", "thời lượng 95 phút"),
    )


@pytest.fixture(scope="session")
def made(minutes, resolution, notice, score, style):
    papers = {"minutes": minutes, "resolution": resolution, "notice": notice, "score": score}
    return {name: render(document, style) for name, document in papers.items()}


@pytest.fixture(scope="session")
def with_text():
    """The same minutes with one item that says this."""
    return lambda minutes, text: replace(minutes, items=(MinutesItem(title="Nội dung", text=text),))
