"""The Markdown subset that people may write in: paragraphs, bold, italic, lists and small tables.

HTML is off in the parser and the result is sanitised again, so neither one has to be perfect.
"""

from collections.abc import Iterator, Sequence

import nh3
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from papers.text import normalize

MAX_BYTES = 200_000
MAX_DEPTH = 20
MAX_TABLE_ROWS = 1_000
MAX_TABLE_COLUMNS = 20

MENDING_PASSES = 10

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}

_BREAKS = {"softbreak": "\n", "hardbreak": "\n", "paragraph_close": "\n", "tr_close": "\n"}


class TextTooLarge(ValueError):
    """The text is more than a paper can carry; says what to do about it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def to_html(text: str) -> SafeString:
    """For pages and papers alike; an empty text gives an empty string."""
    source = _checked_source(text)
    tokens = _PARSER.parse(source)
    _check_shape(tokens)
    html = sanitize(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return mark_safe(html)  # noqa: S308 sanitised in the line before


def to_plain(text: str) -> str:
    """What remains when the marks are taken away: for messages, previews and search."""
    tokens = _PARSER.parse(_checked_source(text))
    _check_shape(tokens)
    lines = "".join(_plain_parts(tokens)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def sanitize(html: str) -> str:
    """The small tag list, and no attribute but the first number of a list.

    Repeated until nothing changes: what a parser mends (a table in a list in a table) can need
    mending again, and a browser must find nothing left to mend.
    """
    for _attempt in range(MENDING_PASSES):
        cleaned = _clean(html, TAGS)
        if cleaned == html:
            return cleaned
        html = cleaned
    return _clean(html, set())


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes={"ol": {"start"}} if "ol" in tags else {},
        attribute_filter=_only_numbers,
        url_schemes=set(),
        link_rel=None,
    )


def _make_parser() -> MarkdownIt:
    # The nesting limit only keeps the parser itself safe: it drops what lies deeper without a
    # word, so it stands above MAX_DEPTH and _check_shape refuses such a text first.
    parser = MarkdownIt("zero", {"breaks": True, "maxNesting": 3 * MAX_DEPTH})
    rules = ["list", "table", "newline", "escape", "emphasis", "balance_pairs", "fragments_join"]
    return parser.enable(rules)


_PARSER = _make_parser()


def _checked_source(text: str) -> str:
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise TextTooLarge(
            _("The text is longer than 200 kB. Shorten it, or attach it as a document.")
        )
    return normalize(text)


def _check_shape(tokens: Sequence[Token]) -> None:
    depth = rows = columns = 0
    for token in _flat(tokens):
        depth += token.nesting
        if depth > MAX_DEPTH:
            raise TextTooLarge(_("The text has too many lists inside lists. Make it flatter."))
        if token.type == "tr_open":
            rows, columns = rows + 1, 0
        columns += token.type in ("th_open", "td_open")
        if rows > MAX_TABLE_ROWS:
            raise TextTooLarge(
                _("The tables have more than 1,000 rows. Attach them as a spreadsheet.")
            )
        if columns > MAX_TABLE_COLUMNS:
            raise TextTooLarge(_("A table has more than 20 columns. Attach it as a spreadsheet."))


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _plain_parts(tokens: Sequence[Token]) -> Iterator[str]:
    lists: list[int | None] = []  # the next number of each open list, None for bullets
    for token in _flat(tokens):
        if token.type == "text":
            yield token.content
        elif token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            yield "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type in ("td_close", "th_close"):
            yield "\t"
        else:
            yield _BREAKS.get(token.type, "")


def _only_numbers(tag: str, attribute: str, value: str) -> str | None:
    return value if value.isascii() and value.isdigit() and len(value) <= 9 else None
