"""An invented meeting, to show what a wording looks like before any paper has it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from branches.models import Organization, Tier
from meetings.models import PaperKind
from papers import documents as paper
from papers.wording import Worded

from .heading import identity
from .words import MINUTES_CODE

BRANCH = "Chi bộ tổ dân phố số 7"
PLACE = "Nhà văn hoá tổ dân phố số 7"
KIND = "sinh hoạt chi bộ thường kỳ"
CHAIR = paper.Person(name="Nguyễn Thị Quỳnh", office="Bí thư")
RECORDER = paper.Person(name="Phạm Văn Khuê", office="Chi uỷ viên")
SIGNATURE = paper.Signature(authority="T/M CHI BỘ", position="BÍ THƯ", name=CHAIR.name)
VOTE = paper.VoteResult(
    question="Thông qua nghị quyết",
    base=27,
    votes_for=26,
    votes_against=0,
    votes_abstain=1,
    rule="trên 1/2 số đảng viên được tính biểu quyết",
    result="Thông qua",
)
HEADCOUNT = paper.Headcount(
    total=32,
    official=30,
    probationary=2,
    exempt=2,
    present=28,
    present_official=26,
    present_probationary=2,
    excused=(paper.Absence(name="Trần Văn Ước", reason="ốm"),),
    unexcused=(paper.Absence(name="Đỗ Đức Ý"),),
)
BEGINS, ENDS = time(19, 30), time(21, 5)


def sample_paper(
    organization: Organization, kind: str, parts: Mapping[str, str], on: date
) -> Worded:
    """A paper of the kind with these words: of the organisation if it holds meetings itself, else
    of an invented branch below it."""
    wording = paper.Wording(template=0, parts=parts)
    if kind == PaperKind.NOTICE:
        return _notice(organization, wording, on)
    if kind == PaperKind.MINUTES:
        return _minutes(organization, wording, on)
    return _resolution(organization, wording, on)


def _heading(organization: Organization, on: date, type_code: str) -> paper.Heading:
    is_own = organization.kind.tier >= Tier.BRANCH
    above = organization.parent if is_own else organization
    return paper.Heading(
        superior=above.name if above else "",
        issuer=organization.name if is_own else BRANCH,
        type_code=type_code,
        symbol="CB",
        number=3,
        place=organization.place or "Hà Nội",
        dated_on=on,
        abstract=_kind(on),
    )


def _kind(on: date) -> str:
    return f"{KIND} tháng {on.month} năm {on.year}"


def _at(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))


def _sitting(on: date) -> paper.Sitting:
    kind = _kind(on)
    return paper.Sitting(
        kind=kind[0].upper() + kind[1:],
        starts_at=_at(on, BEGINS),
        ends_at=_at(on, ENDS),
        place=PLACE,
        form="trực tiếp",
        headcount=HEADCOUNT,
        chair=CHAIR,
        recorder=RECORDER,
    )


def _notice(organization: Organization, wording: paper.Wording, on: date) -> paper.NoticePaper:
    return paper.NoticePaper(
        identity=identity("sample", _at(on, BEGINS)),
        wording=wording,
        heading=replace(_heading(organization, on, "TB"), number=None),
        kind=_kind(on),
        starts_at=_at(on + timedelta(days=7), BEGINS),
        ends_at=_at(on + timedelta(days=7), ENDS),
        place=PLACE,
        form="trực tiếp",
        chair=CHAIR,
        agenda=(
            paper.AgendaLine(title="Đánh giá tháng qua", presenter=CHAIR.name, minutes=30),
            paper.AgendaLine(title="Thảo luận, thông qua nghị quyết", minutes=40),
        ),
        signature=SIGNATURE,
        dress="gọn gàng, lịch sự",
        fee_line="nộp tại buổi họp",
        text="(Lời của bí thư ghi trong thông báo.)",
        documents=("Dự thảo nghị quyết",),
    )


def _minutes(organization: Organization, wording: paper.Wording, on: date) -> paper.MinutesPaper:
    return paper.MinutesPaper(
        identity=identity("sample", _at(on, ENDS)),
        wording=wording,
        heading=_heading(organization, on, MINUTES_CODE),
        sitting=_sitting(on),
        items=(
            paper.MinutesItem(
                title="Đánh giá tháng qua, phương hướng tháng tới",
                presenter=CHAIR.name,
                text="(Nội dung trình bày.)",
                contributions=(
                    paper.Contribution(speaker="Lê Văn Lộc", text="(Ý kiến phát biểu.)"),
                ),
                conclusion="(Kết luận.)",
            ),
        ),
        fee_note="đã thu đủ của 32 đảng viên.",
        previous_tasks=(
            paper.TaskResult(
                what="Rà soát các hộ chưa có bình chữa cháy",
                who="Trần Thị Hoà",
                due_on=on,
                opening_state="Đang thực hiện",
                result="Hoàn thành đúng hạn",
            ),
        ),
        resolution_reference="Nghị quyết tháng này",
        adoption=wording.parts.get("read_back", ""),
        attachments=("Báo cáo tháng", "Danh sách điểm danh"),
    )


def _resolution(
    organization: Organization, wording: paper.Wording, on: date
) -> paper.ResolutionPaper:
    heading = _heading(organization, on, "NQ")
    return paper.ResolutionPaper(
        identity=identity("sample", _at(on, ENDS)),
        wording=wording,
        heading=replace(heading, abstract=f"nhiệm vụ tháng {on.month} năm {on.year}"),
        sitting=_sitting(on),
        signature=SIGNATURE,
        legal_bases=("(Căn cứ do bí thư ghi thêm.)",),
        assessment="(Đánh giá của chi bộ.)",
        previous_tasks=_minutes(organization, wording, on).previous_tasks,
        direction="(Phương hướng.)",
        tasks=(
            paper.TaskLine(
                what="Tổng vệ sinh các ngõ",
                who="Lê Văn Lộc",
                due_on=on + timedelta(days=20),
                proof="Ảnh trước và sau",
            ),
        ),
        implementation="(Tổ chức thực hiện.)",
        adoption_vote=VOTE,
    )
