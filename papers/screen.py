"""A paper on the screen: its page as a fragment that cannot disturb the page around it."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml import html

from .documents import Paper
from .format import PaperStyle
from .numbering import Numbering, is_part
from .pdf import page

PREFIX = "paper-"
TAGS = {
    *("div", "p", "span", "strong", "em", "br", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_AS = {"main": "div", "section": "div", "h1": "p", "h2": "p", "h3": "p"}


def fragment(document: Paper, style: PaperStyle) -> SafeString:
    """What is inside the body, with the numbers of its headings written out. Headings are
    paragraphs here, for they are none of the page that shows them; classes begin with `paper-`."""
    body = html.fromstring(page(document, style)).find("body")
    numbers = Numbering(style)
    for element in body.iter("*"):
        classes = element.get("class", "").split()
        if element.tag in ("h2", "h3"):
            element.text = numbers.before(element) + (element.text or "")
            classes.append("part" if is_part(element) else "point")
        if element.tag == "h1":
            classes.append("name")
        if element.tag == "h2" and "run-in" in element.getparent().get("class", ""):
            element.tag = "span"
        element.tag = _AS.get(element.tag, element.tag)
        element.attrib.clear()
        if classes:
            element.set("class", " ".join(sorted({PREFIX + name for name in classes})))
    inside = "".join(html.tostring(child, encoding="unicode") for child in body)
    cleaned = nh3.clean(
        inside, tags=TAGS, attributes={"*": {"class"}}, url_schemes=set(), link_rel=None
    )
    return mark_safe(cleaned)  # noqa: S308 cleaned in the line before
