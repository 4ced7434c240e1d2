"""Tags for templates/papers: each one hands its work to papers.format, papers.markup or
papers.wording."""

from collections.abc import Iterable
from datetime import date, datetime

import segno
from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from papers import format as paper_format
from papers import markup as paper_markup
from papers import wording as paper_wording
from papers.documents import Absence, Reference

register = template.Library()

register.filter("markup", paper_markup.to_html)
register.filter("time_in_words", paper_format.time_in_words)
register.filter("date_in_digits", paper_format.date_in_digits)
register.filter("percent_of", paper_format.percent)
register.filter("with_office", paper_wording.with_office)


@register.simple_tag(takes_context=True)
def worded(context: Context, key: str) -> str:
    """A part of the paper's wording."""
    return paper_wording.worded(context["paper"], key, context["style"])


@register.simple_tag(takes_context=True)
def worded_lines(context: Context, key: str) -> list[str]:
    return paper_wording.worded_lines(context["paper"], key, context["style"])


@register.simple_tag(takes_context=True)
def recipients(context: Context) -> list[str]:
    """Those of the wording, where the paper has one; without the file copy."""
    paper = context["paper"]
    if hasattr(paper, "wording"):
        return paper_wording.worded_lines(paper, "recipients", context["style"])
    return list(paper.recipients)


@register.simple_tag(takes_context=True)
def number_line(context: Context) -> str:
    heading = context["paper"].heading
    return paper_format.format_number(
        heading.number, heading.type_code, heading.symbol, context["style"]
    )


@register.simple_tag(takes_context=True)
def reference(context: Context, to: Reference) -> str:
    """số 05-BB/CB, sinh hoạt chi bộ thường kỳ tháng 2 năm 2026; without a number, the words."""
    if to.number is None:
        return to.abstract
    number = paper_format.format_number(to.number, to.type_code, to.symbol, context["style"])
    return f"{lowfirst(number)}, {to.abstract}"


@register.simple_tag(takes_context=True)
def place_and_date(context: Context) -> str:
    heading = context["paper"].heading
    return paper_format.place_and_date(heading.place, heading.dated_on, context["style"])


@register.simple_tag(takes_context=True)
def type_name(context: Context) -> str:
    return paper_format.type_name(context["paper"].heading.type_code, context["style"])


@register.simple_tag(takes_context=True)
def superior_line(context: Context) -> str:
    return paper_format.superior_line(context["paper"].heading.superior, context["style"])


@register.simple_tag(takes_context=True)
def date_in_words(context: Context, day: date | datetime) -> str:
    return paper_format.date_in_words(day, context["style"])


@register.simple_tag(takes_context=True)
def own_words(context: Context, text: str) -> str:
    return paper_format.own_words(text, context["style"])


@register.simple_tag
def qr(link: str, words: str) -> SafeString:
    """The link as a picture made of lines: the render process opens no file, `data:` included.
    `words` say what it is to those who cannot see it."""
    drawn = segno.make(link, error="m").svg_inline(scale=2, border=2, omitsize=True, title=words)
    return mark_safe(drawn)  # noqa: S308 segno escapes the title


@register.filter
def lowfirst(text: str) -> str:
    """For a title that goes on inside a sentence."""
    return text[:1].lower() + text[1:]


@register.filter
def with_reasons(people: Iterable[Absence]) -> str:
    """Trần Văn An (ốm); Lê Thị Bình"""
    return "; ".join(f"{one.name} ({one.reason})" if one.reason else one.name for one in people)


@register.filter
def numbered(pattern: str, counter: str) -> SafeString:
    """A pattern of the pack ("{}- ") as the CSS content that writes this counter in it."""
    before, _, after = pattern.partition("{}")
    parts = [_css_string(before), counter if "{}" in pattern else "", _css_string(after)]
    return mark_safe(" ".join(filter(None, parts)))  # noqa: S308 escaped for CSS


def _css_string(text: str) -> str:
    """Every character as a code, so that nothing can end the string or the style sheet."""
    return '"' + "".join(f"\\{ord(char):06x}" for char in text) + '"' if text else ""
