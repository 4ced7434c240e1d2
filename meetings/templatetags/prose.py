"""What people wrote, as safe HTML."""

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from papers.markup import TextTooLarge, to_html

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """The Markdown subset as HTML; a text beyond its limits as plain paragraphs."""
    try:
        return to_html(text or "")
    except TextTooLarge:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  # escaped in this line
