"""Filters for what members bring along."""

from collections.abc import Iterable

from django import template

from meetings.models import Contribution, Opinion

register = template.Library()


@register.filter
def is_used(opinion: Opinion, contributions: Iterable[Contribution]) -> bool:
    """Whether the opinion stands in the minutes of its item."""
    return any(
        (row.speaker_id, row.text) == (opinion.author_id, opinion.text) for row in contributions
    )
