"""Answers to what went wrong, in pages that need no database."""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from members.throttle import TooManyAttempts

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "30"
DATABASE_LOST = (OperationalError, InterfaceError)


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)


class ExceptionMiddleware:
    """A view that loses the database answers 503 with "try again", an oversized request 413, too
    many attempts 429; never a 500 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DATABASE_LOST):
            return _unavailable(request)
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return _page("413.html", 413)
        if isinstance(exception, TooManyAttempts):
            return too_many_requests(request, exception.seconds)
        return None


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`. Middleware asks the database too: who is logged in, in which language. What is
    raised there comes by no `process_exception`, Django asks here for the answer."""
    if isinstance(sys.exception(), DATABASE_LOST):
        return _unavailable(request)
    return _page("500.html", 500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    logger.error("Database not reachable: %s", request.path, exc_info=True)
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
