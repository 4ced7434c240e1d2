"""Each kind of paper: what it is made from, its name, its formats, and the parts it may be of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from meetings.models import Addendum, Meeting, MinutesEntry, Paper, PaperKind
from meetings.models.paper import TOLD
from papers import documents

from .addendum import addendum_of
from .extract import extract_of
from .invitations import board_paper, invitations_paper
from .minutes import has_internal, minutes_paper
from .notice import notice_paper
from .pack import pack_paper
from .resolution import resolution_of
from .score import score_paper
from .sign_in import sign_in_paper
from .topic import topic_of

PDF, DOCX, XLSX, ZIP = (
    Paper.Format.PDF,
    Paper.Format.DOCX,
    Paper.Format.XLSX,
    Paper.Format.ZIP,
)


@dataclass(frozen=True)
class Kind:
    """`document`: the meeting and the pk of one of its parts (0 without) → what is drawn.

    `name`: of the file, in Vietnamese like the paper. `parts`: the rows of the meeting of which
    there is one paper each, found by `part_id`. `has_code`: finished ones can be checked by their
    code. `needs_minutes`: there is none before the roll call.
    """

    document: Callable[[Meeting, int], documents.Paper]
    name: str
    formats: tuple[Paper.Format, ...] = (PDF,)
    parts: Callable[[Meeting], QuerySet[Any]] | None = None
    part_id: str = "public_id"
    has_code: bool = True
    needs_minutes: bool = True


def _entries(meeting: Meeting) -> QuerySet[MinutesEntry]:
    return MinutesEntry.objects.filter(minutes__meeting=meeting).select_related("item")


def _addenda(meeting: Meeting) -> QuerySet[Addendum]:
    return Addendum.objects.filter(minutes__meeting=meeting)


KINDS: dict[str, Kind] = {
    PaperKind.NOTICE: Kind(
        lambda meeting, _pk: notice_paper(meeting),
        "Thông báo",
        (PDF, DOCX),
        needs_minutes=False,
    ),
    PaperKind.NOTICE_BOARD: Kind(
        lambda meeting, _pk: board_paper(meeting),
        "Thông báo niêm yết",
        has_code=False,
        needs_minutes=False,
    ),
    PaperKind.SLIPS: Kind(
        lambda meeting, _pk: invitations_paper(meeting),
        "Giấy mời",
        has_code=False,
        needs_minutes=False,
    ),
    PaperKind.AGENDA_PACK: Kind(
        lambda meeting, _pk: pack_paper(meeting),
        "Tài liệu họp",
        (PDF, ZIP),
        has_code=False,
        needs_minutes=False,
    ),
    PaperKind.SIGN_IN: Kind(
        lambda meeting, _pk: sign_in_paper(meeting),
        "Danh sách dự họp",
        (PDF, XLSX),
        has_code=False,
        needs_minutes=False,
    ),
    PaperKind.SCORE: Kind(
        lambda meeting, _pk: score_paper(meeting),
        "Bảng chấm điểm",
        has_code=False,
        needs_minutes=False,
    ),
    PaperKind.MINUTES: Kind(lambda meeting, _pk: minutes_paper(meeting), "Biên bản", (PDF, DOCX)),
    PaperKind.COPY: Kind(
        lambda meeting, _pk: minutes_paper(meeting, is_copy=True),
        "Biên bản (bản lược bỏ nội bộ)",
        (PDF, DOCX),
    ),
    PaperKind.EXTRACT: Kind(
        extract_of, "Trích biên bản", (PDF, DOCX), parts=_entries, part_id="item__public_id"
    ),
    PaperKind.ADDENDUM: Kind(addendum_of, "Phụ lục biên bản", parts=_addenda),
    PaperKind.RESOLUTION: Kind(
        resolution_of, "Nghị quyết", (PDF, DOCX), parts=lambda meeting: meeting.resolutions.all()
    ),
    PaperKind.TOPIC: Kind(
        topic_of,
        "Chuyên đề",
        (PDF, DOCX),
        parts=lambda meeting: meeting.topics.all(),
        has_code=False,
        needs_minutes=False,
    ),
}


def is_internal(meeting: Meeting, kind: str, part: Any = None) -> bool:
    """Whether the paper shows what the branch keeps to itself."""
    if kind == PaperKind.MINUTES:
        return has_internal(meeting)
    return kind == PaperKind.EXTRACT and part is not None and part.item.is_internal


def is_told(kind: str) -> bool:
    return kind in TOLD
