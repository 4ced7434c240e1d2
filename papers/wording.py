"""Filling the blanks of a wording. Only ever by replacing a {name} of a fixed list, once: what
stands in a blank is never looked at again, and no template engine sees what people wrote.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .documents import MinutesPaper, NoticePaper, Person, ResolutionPaper, Sitting
from .format import BLANK, PaperStyle, date_in_words, time_in_words
from .markup import TextTooLarge, to_html
from .parts import BLANKS, MOST_LETTERS, MOST_LINES, PARTS, Part, Shape
from .text import normalize

Values = Mapping[str, str]
Worded = NoticePaper | MinutesPaper | ResolutionPaper
KIND_OF = {NoticePaper: "notice", MinutesPaper: "minutes", ResolutionPaper: "resolution"}

LONGEST_QUOTE = 40
_NAMED = re.compile(r"\{([^{}]*)\}")
_NAMED_IN_HTML = re.compile(r"(<(?:p|li|td)>)?\{([^{}<>]*)\}")
_SPACES = re.compile(r" {2,}")


def checked(part: Part, text: str) -> str:
    """The text as it is kept: blanks in their usual spelling, no stray white space.

    ValidationError, in words for who wrote it, when it cannot be printed as meant.
    """
    text = _NAMED.sub(lambda found: f"{{{_usual(found[1])}}}", _trimmed(part, normalize(text)))
    most = MOST_LETTERS[part.shape]
    if len(text) > most:
        raise ValidationError(
            _("This part has %(count)s letters; at most %(most)s fit.")
            % {"count": len(text), "most": most}
        )
    if part.shape == Shape.LINES and text.count("\n") >= MOST_LINES:
        raise ValidationError(_("At most %(most)s lines fit here.") % {"most": MOST_LINES})
    if part.shape == Shape.HEADING and not text:
        raise ValidationError(_("This part cannot be empty."))
    _check_blanks(part, text)
    if part.shape == Shape.TEXT:
        try:
            to_html(text)
        except TextTooLarge as error:
            raise ValidationError(str(error.message)) from error
    return text


def _usual(name: str) -> str:
    return " ".join(name.split()).lower()


def _trimmed(part: Part, text: str) -> str:
    if part.shape == Shape.TEXT:
        return text.strip()
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return ("\n" if part.shape == Shape.LINES else " ").join(lines)


def _check_blanks(part: Part, text: str) -> None:
    unknown = [name for name in _NAMED.findall(text) if name not in part.blanks]
    is_broken = bool(set("{}") & set(_NAMED.sub("", text)))
    if not (unknown or is_broken):
        return
    if not part.blanks:
        raise ValidationError(_("This part has no blanks. Take out the braces { and }."))
    allowed = ", ".join(f"{{{name}}}" for name in part.blanks)
    if unknown:
        raise ValidationError(
            _("“%(name)s” is no blank of this part. You can use: %(allowed)s.")
            % {"name": f"{{{unknown[0][:LONGEST_QUOTE]}}}", "allowed": allowed}
        )
    raise ValidationError(
        _("A brace stands alone. Write a blank like this: {chi bộ}. You can use: %(allowed)s.")
        % {"allowed": allowed}
    )


def worded(paper: Worded, key: str, style: PaperStyle) -> str | SafeString:
    """One part of the paper's wording with its blanks filled; empty when it has nothing to say."""
    text = paper.wording.parts.get(key, "")
    values = values_of(paper, style)
    if PARTS[KIND_OF[type(paper)]][key].shape == Shape.TEXT:
        return filled_text(text, values)
    return filled_line(text, values)


def worded_lines(paper: Worded, key: str, style: PaperStyle) -> list[str]:
    values = values_of(paper, style)
    lines = paper.wording.parts.get(key, "").splitlines()
    return [filled for line in lines if (filled := filled_line(line, values))]


def filled_line(text: str, values: Values) -> str:
    """Nothing when all its blanks are empty. What begins with a blank begins with a capital."""
    if not _has_something_to_say(text, values):
        return ""
    words = _SPACES.sub(" ", _NAMED.sub(lambda found: values.get(found[1], found[0]), text))
    return _capital(words) if text.startswith("{") else words


def filled_text(text: str, values: Values) -> SafeString:
    """Formatted first, filled afterwards: what stands in a blank is no markup."""
    lines = [line for line in text.split("\n") if not line or _has_something_to_say(line, values)]
    html = _NAMED_IN_HTML.sub(
        lambda found: _filled_in_html(found, values), to_html("\n".join(lines))
    )
    return mark_safe(_SPACES.sub(" ", html))  # noqa: S308 sanitised by to_html, values escaped


def _filled_in_html(found: re.Match[str], values: Values) -> str:
    before, name = found[1] or "", found[2]
    if name not in values:
        return found[0]
    value = _capital(values[name]) if before else values[name]
    return before + escape(value)


def _has_something_to_say(line: str, values: Values) -> bool:
    names = _NAMED.findall(line)
    return bool(line.strip()) and (not names or any(values.get(name, name) for name in names))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def with_office(person: Person) -> str:
    """đồng chí Trần Văn An, Bí thư chi bộ; room for the hand when nobody is named yet."""
    if not person.name:
        return BLANK
    return "đồng chí " + ", ".join(filter(None, [person.name, person.office]))


def values_of(paper: Worded, style: PaperStyle) -> dict[str, str]:
    """What stands in each blank; a blank the paper has nothing for is empty."""
    values = dict.fromkeys(BLANKS, "")
    values |= {"chi bộ": paper.heading.issuer, "cấp trên": paper.heading.superior}
    if isinstance(paper, NoticePaper):
        return values | _of_notice(paper, style)
    if paper.sitting:
        values |= _of_sitting(paper.sitting, style)
    if isinstance(paper, MinutesPaper):
        values |= {"đảng phí": paper.fee_note, "tài liệu": "; ".join(paper.attachments)}
    return values


def _of_notice(paper: NoticePaper, style: PaperStyle) -> dict[str, str]:
    day = date_in_words(paper.starts_at, style)
    return {
        "buổi họp": paper.kind,
        "thời gian": f"{time_in_words(paper.starts_at)}, {day}",
        "nơi họp": paper.place,
        "hình thức": paper.form,
        "chủ trì": with_office(paper.chair) if paper.chair else "",
        "trang phục": paper.dress,
        "đảng phí": paper.fee_line,
    }


def _of_sitting(sitting: Sitting, style: PaperStyle) -> dict[str, str]:
    count = sitting.headcount
    begin, end = sitting.starts_at, sitting.ends_at
    values: dict[str, Any] = {
        "buổi họp": sitting.kind[:1].lower() + sitting.kind[1:],
        "ngày họp": date_in_words(begin, style),
        "giờ bắt đầu": time_in_words(begin),
        "nơi họp": sitting.place,
        "hình thức": sitting.form,
        "chủ trì": with_office(sitting.chair),
        "thư ký": with_office(sitting.recorder),
        "tổng số": count.total,
        "có mặt": count.present,
        "chính thức có mặt": count.present_official,
        "dự bị có mặt": count.present_probationary,
    }
    if count.exempt:
        values["miễn sinh hoạt"] = (
            f"; {count.exempt} đảng viên được miễn công tác, sinh hoạt vắng mặt"
        )
    if end:
        minutes = int((end - begin).total_seconds()) // 60
        values |= {
            "giờ kết thúc": time_in_words(end),
            "ngày kết thúc": date_in_words(end, style),
            "thời lượng": f"Thời gian: từ {time_in_words(begin)} đến {time_in_words(end)} "
            f"({minutes} phút).",
        }
    return {name: str(value) for name, value in values.items()}
