"""The agenda pack: agenda and documents as one PDF with contents, or as a ZIP of the files."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from meetings.models import Meeting, SpeakerRole
from papers import documents as paper
from papers.binding import KINDS, MOST_BYTES, MOST_PAGES, Pages, Source, bind, inspect
from papers.format import PaperStyle
from papers.pdf import render

from .directives import directives_of, in_words
from .heading import heading, identity, kind_and_month

# Words of the paper itself, Vietnamese whatever the reader's language.
OTHER_KIND = "không phải PDF hay ảnh"
PROBLEMS = {"locked": "tệp có mật khẩu", "broken": "tệp hỏng, không đọc được"}
TOO_LARGE = "tập đã đủ {megabytes} MB"
TOO_LONG = "tập đã đủ {pages} trang"
GONE = "không tìm thấy tệp"
ON_PAPER = "chỉ có bản giấy"
ZIP_MOST_BYTES = 150 * 1024 * 1024
AGENDA_FILE = "00 Chương trình.pdf"
LIST_FILE = "Danh mục.txt"
LONGEST_NAME = 100
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]')


def pack_paper(meeting: Meeting) -> paper.PackPaper:
    """What the pack consists of; the pages of the documents are counted when it is made."""
    accepted = SpeakerRole.objects.exclude(state=SpeakerRole.State.HANDED_OVER)
    speakers: dict[int, list[str]] = {}
    for role in accepted.filter(item__meeting=meeting).select_related("member"):
        speakers.setdefault(role.item_id, []).append(role.member.full_name)
    return paper.PackPaper(
        identity=identity(
            f"pack:{meeting.public_id}:{meeting.notice_revision}",
            meeting.called_at or meeting.created_at,
        ),
        heading=heading(
            meeting,
            type_code="TÀI LIỆU HỌP",
            number=None,
            dated_on=timezone.localdate(meeting.called_at) if meeting.called_at else None,
            abstract=kind_and_month(meeting),
            symbol="",
        ),
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place or meeting.link,
        agenda=tuple(
            paper.PackItem(
                title=item.title,
                presenter=item.presenter.full_name if item.presenter else "",
                minutes=item.planned_minutes,
                question=item.question,
                speakers=tuple(speakers.get(item.pk, ())),
            )
            for item in meeting.items.select_related("presenter")
        ),
        parts=tuple(
            paper.PackPart(
                name=document.name,
                content_type=document.content_type,
                sha256=document.sha256,
                size=document.size,
                item=document.item,
            )
            for document in documents_of(meeting)
        ),
    )


@dataclass(frozen=True)
class PackDocument:
    """One document of the meeting: from above, or attached. Without `file` it is only on paper."""

    name: str
    file: FieldFile | None
    file_name: str
    content_type: str
    sha256: str
    size: int
    item: str


def documents_of(meeting: Meeting) -> list[PackDocument]:
    """Those from above in the order of the agenda, then those attached."""
    from_above = [
        PackDocument(
            name=in_words(one),
            file=one.file if one.file else None,
            file_name=one.name,
            content_type=one.content_type,
            sha256=one.sha256,
            size=one.size,
            item=item,
        )
        for one, item in directives_of(meeting)
    ]
    attached = meeting.attachments.filter(removed_at=None).select_related("item")
    return from_above + [
        PackDocument(
            name=one.name,
            file=one.file,
            file_name=one.name,
            content_type=one.content_type,
            sha256=one.sha256,
            size=one.size,
            item=one.item.title if one.item else "",
        )
        for one in attached
    ]


def pack_pdf(
    meeting: Meeting, document: paper.PackPaper, style: PaperStyle, *, draft: bool
) -> bytes:
    """One PDF: our pages first, then each page of each document in its frame."""
    sources, places, problems = _chosen(documents_of(meeting))
    found = _within(inspect(list(sources))) if sources else []
    for place, pages in zip(places, found, strict=True):
        problems[place] = PROBLEMS.get(pages.problem, pages.problem)
    landscape = {place: pages.landscape for place, pages in zip(places, found, strict=True)}
    parts = tuple(
        replace(part, landscape=landscape.get(place, ()), problem=problems.get(place, ""))
        for place, part in enumerate(document.parts)
    )
    front = render(replace(document, parts=parts), style, draft=draft)
    bound = [source for source, pages in zip(sources, found, strict=True) if pages.landscape]
    return bind(front, bound) if bound else front


def _chosen(documents: Sequence[PackDocument]) -> tuple[list[Source], list[int], dict[int, str]]:
    """The documents that can be laid into a PDF, their places in the list, and of the others why
    not."""
    sources: list[Source] = []
    places: list[int] = []
    problems: dict[int, str] = {}
    left = MOST_BYTES
    for place, document in enumerate(documents):
        if document.file is None:
            problems[place] = ON_PAPER
        elif document.content_type not in KINDS:
            problems[place] = OTHER_KIND
        elif document.size > left:
            problems[place] = TOO_LARGE.format(megabytes=MOST_BYTES // 1024 // 1024)
        elif (content := _content(document)) is None:
            problems[place] = GONE
        else:
            left -= document.size
            sources.append(Source(document.content_type, content))
            places.append(place)
    return sources, places, problems


def _content(document: PackDocument) -> bytes | None:
    if document.file is None:
        return None
    try:
        with document.file.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _within(found: Sequence[Pages]) -> list[Pages]:
    """As many documents as fit the longest pack; each wholly or not at all."""
    kept, left = [], MOST_PAGES
    for pages in found:
        if len(pages.landscape) > left:
            pages = Pages(problem=TOO_LONG.format(pages=MOST_PAGES))
        left -= len(pages.landscape)
        kept.append(pages)
    return kept


def pack_zip(
    meeting: Meeting, document: paper.PackPaper, style: PaperStyle, *, draft: bool
) -> bytes:
    """The agenda as PDF and the files as they were attached, under names every system can write."""
    target = BytesIO()
    left, lines = ZIP_MOST_BYTES, []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        agenda = render(replace(document, parts=()), style, draft=draft)
        _put(archive, AGENDA_FILE, agenda, meeting)
        for number, one in enumerate(documents_of(meeting), start=1):
            if one.file is None:
                lines.append(f"{number:02d} {one.name} – {ON_PAPER}.")
                continue
            name = safe_name(number, one.file_name)
            content = _content(one) if one.size <= left else None
            if content is None:
                lines.append(f"{name}: không có trong tệp nén này, hãy tải riêng.")
                continue
            left -= one.size
            lines.append(name)
            _put(archive, name, content, meeting)
        _put(archive, LIST_FILE, "\r\n".join(["\ufeff" + meeting.title, *lines]).encode(), meeting)
    return target.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, meeting: Meeting) -> None:
    made_at = timezone.localtime(meeting.called_at or meeting.created_at)
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def safe_name(number: int, name: str) -> str:
    """“03 Báo cáo tháng.docx”: no path, no mark that turns letters around, no two alike."""
    visible = "".join(one for one in name if unicodedata.category(one) not in ("Cf", "Cc", "Co"))
    last = unicodedata.normalize("NFC", visible).replace("\\", "/").rsplit("/", 1)[-1]
    path = PurePath(_FORBIDDEN.sub("_", last))
    stem = path.stem.strip(". ")[:LONGEST_NAME] or "tài liệu"
    return f"{number:02d} {stem}{path.suffix[:10]}"
