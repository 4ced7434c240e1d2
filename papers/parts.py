"""The wording of papers, part by part: what a committee may set, and the blanks each part may have.

Blanks are Vietnamese like the papers: who writes a wording reads them as words of the sentence.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Shape(StrEnum):
    HEADING = "heading"  # one line, never empty
    LINE = "line"
    LINES = "lines"  # one entry a line
    TEXT = "text"  # paragraphs in the Markdown subset


MOST_LETTERS = {Shape.HEADING: 250, Shape.LINE: 500, Shape.LINES: 2_000, Shape.TEXT: 4_000}
MOST_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    label: Text
    shape: Shape = Shape.LINE
    blanks: tuple[str, ...] = ()
    hint: Text = ""


BLANKS: dict[str, Text] = {
    "chi bộ": _("name of the organisation that issues the paper"),
    "cấp trên": _("name of the organisation above it"),
    "buổi họp": _("kind and month of the meeting"),
    "thời gian": _("time and day of the meeting"),
    "ngày họp": _("day of the meeting, in words"),
    "giờ bắt đầu": _("time at which it began"),
    "giờ kết thúc": _("time at which it ended; empty before"),
    "ngày kết thúc": _("day on which it ended; empty before"),
    "thời lượng": _("from when to when, and how many minutes, as a sentence; empty before its end"),
    "nơi họp": _("place of the meeting"),
    "hình thức": _("in person, online or both"),
    "chủ trì": _("who chairs, with the post"),
    "thư ký": _("who records, with the post"),
    "tổng số": _("number of members of the branch"),
    "có mặt": _("number of members present"),
    "chính thức có mặt": _("number of official members present"),
    "dự bị có mặt": _("number of probationary members present"),
    "miễn sinh hoạt": _("“; 2 đảng viên được miễn…”, empty when there is none"),
    "trang phục": _("what the notice says about dress"),
    "đảng phí": _("what is noted about fees"),
    "tài liệu": _("names of the documents attached"),
}

_ISSUER = ("chi bộ", "cấp trên")
_CALLED = (*_ISSUER, "buổi họp", "thời gian", "nơi họp", "hình thức", "chủ trì")
_HELD = (
    *_ISSUER, "buổi họp", "ngày họp", "giờ bắt đầu", "giờ kết thúc", "ngày kết thúc", "thời lượng",
    "nơi họp", "hình thức", "chủ trì", "thư ký", "tổng số", "có mặt", "chính thức có mặt",
    "dự bị có mặt", "miễn sinh hoạt",
)  # fmt: skip
_RECIPIENTS = Part(
    label=_("Recipients"),
    shape=Shape.LINES,
    blanks=_ISSUER,
    hint=_("One on each line; the file copy is added by itself."),
)

NOTICE = {
    "opening": Part(label=_("Opening sentence"), blanks=_CALLED),
    "agenda_heading": Part(label=_("Heading of the agenda"), shape=Shape.HEADING),
    "documents_heading": Part(label=_("Heading of the documents"), shape=Shape.HEADING),
    "preparation": Part(
        label=_("Request to prepare"),
        shape=Shape.TEXT,
        blanks=_CALLED,
        hint=_("Before what the secretary writes into the notice."),
    ),
    "dress": Part(label=_("Line about dress"), blanks=("trang phục",)),
    "fee": Part(label=_("Line about fees"), blanks=("đảng phí",)),
    "closing": Part(label=_("Closing"), shape=Shape.TEXT, blanks=_CALLED),
    "recipients": _RECIPIENTS,
}
MINUTES = {
    "sitting_heading": Part(label=_("Heading: time, place, people"), shape=Shape.HEADING),
    "opening": Part(label=_("Opening formula"), shape=Shape.TEXT, blanks=_HELD),
    "begin": Part(label=_("When it began"), blanks=_HELD),
    "place": Part(label=_("Where and in which form"), blanks=_HELD),
    "fee": Part(label=_("Line about fees"), blanks=("đảng phí",)),
    "results_heading": Part(label=_("Heading: tasks given before"), shape=Shape.HEADING),
    "content_heading": Part(label=_("Heading: what was discussed"), shape=Shape.HEADING),
    "tasks_heading": Part(label=_("Heading: resolution and tasks"), shape=Shape.HEADING),
    "end_heading": Part(label=_("Heading: adoption of the minutes"), shape=Shape.HEADING),
    "read_back": Part(
        label=_("Read-back sentence"),
        shape=Shape.HEADING,
        hint=_("Stands ready when the minutes are read back; the secretary may change it."),
    ),
    "end": Part(label=_("When it ended"), blanks=_HELD),
    "closing": Part(label=_("Closing formula"), shape=Shape.TEXT, blanks=_HELD),
    "attachments": Part(label=_("Line about the documents attached"), blanks=("tài liệu",)),
}
RESOLUTION = {
    "bases": Part(
        label=_("Legal bases"),
        shape=Shape.LINES,
        blanks=_ISSUER,
        hint=_("One on each line, before those the secretary writes."),
    ),
    "opening": Part(label=_("Opening"), shape=Shape.TEXT, blanks=_HELD),
    "assessment_heading": Part(label=_("Heading: assessment"), shape=Shape.HEADING),
    "results": Part(label=_("Before the results of the resolution before")),
    "direction_heading": Part(label=_("Heading: direction and tasks"), shape=Shape.HEADING),
    "tasks": Part(label=_("Before the table of tasks"), blanks=_ISSUER),
    "implementation_heading": Part(label=_("Heading: implementation"), shape=Shape.HEADING),
    "final": Part(
        label=_("Final provision"),
        shape=Shape.TEXT,
        blanks=_HELD,
        hint=_("Last sentence of the resolution, for example who carries it out."),
    ),
    "recipients": _RECIPIENTS,
}

# By the kind of paper that is worded.
PARTS: dict[str, dict[str, Part]] = {
    "notice": NOTICE,
    "minutes": MINUTES,
    "resolution": RESOLUTION,
}
