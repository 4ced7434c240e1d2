"""What a message says, in the reader's language: text templates filled with the announcement's
params. The first line of a template is the subject, the rest the body."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from .models import Announcement


def address_of(announcement: Announcement) -> str:
    """The page it is about, as an e-mail names it."""
    return f"{settings.SITE_URL}{announcement.path}"


def _context(announcement: Announcement) -> dict[str, Any]:
    """The params, with moments as aware datetimes so that templates can format them."""
    context: dict[str, Any] = dict(announcement.params)
    for name in ("starts_at", "was_at"):
        if context.get(name):
            context[name] = timezone.localtime(datetime.fromisoformat(context[name]))
    context["address"] = address_of(announcement)
    return context


def wording(announcement: Announcement) -> tuple[str, str]:
    """(subject, body), plain text."""
    text = render_to_string(f"messages/{announcement.occasion}.txt", _context(announcement))
    subject, _line, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip()


def subject_of(announcement: Announcement) -> str:
    return wording(announcement)[0]
