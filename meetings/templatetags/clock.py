"""Durations as clocks show them."""

from django import template

register = template.Library()


@register.filter
def seconds_as_clock(seconds: int) -> str:
    """75 → 1:15; the script counts on in the same words."""
    return f"{seconds // 60}:{seconds % 60:02d}"
