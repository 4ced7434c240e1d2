"""What every page's frame shows: navigation, name, unread messages, the reader's settings."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    return {}
