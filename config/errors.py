"""Answers to what went wrong, in pages that need no database."""

import logging
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from members.throttle import TooManyAttempts

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "30"


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)


class ServiceUnavailableMiddleware:
    """A lost database answers 503 with "try again", an oversized request 413; never a 500 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self._unavailable(request)
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return _page("413.html", 413)
        if isinstance(exception, TooManyAttempts):
            return too_many_requests(request, exception.seconds)
        return None

    def _unavailable(self, request: HttpRequest) -> HttpResponse:
        logger.exception("Database not reachable: %s", request.path)
        response = _page("503.html", 503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere: say so, in words."""
    return _page("403_csrf.html", 403)


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with the time to wait, in the page and in `Retry-After`."""
    minutes = max(1, -(-seconds // 60))
    page = render_to_string("429.html", {"minutes": minutes})
    response = HttpResponse(page, status=429)
    response["Retry-After"] = str(seconds)
    return response
