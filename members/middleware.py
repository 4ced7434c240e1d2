"""The reader's language, and the rule that no view is open unless it says so."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .access import Access, Rule
from .services.second_factor import DUE
from .services.sessions import is_idle, refresh_session
from .throttle import client_address

logger = logging.getLogger(__name__)

# Django's own site guards itself: staff only, and no content of meetings is registered there.
GUARDED_BY_ADMIN = "admin"
# For those who must set up the second step of the log-in before anything else.
OPEN_WHEN_DUE = {"members:second_factor", "members:logout"}
GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The account's language; a stranger's choice is kept in the session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else request.session.get("language")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class SessionInUseMiddleware:
    """Ends a session left alone; keeps the list of one's devices true: when each was used last."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if request.user.is_authenticated and is_idle(session=request.session, now=now):
            leave_idle_session(request)
        if request.user.is_authenticated:
            refresh_session(session=request.session, address=client_address(request), now=now)
        return self.get_response(request)


def leave_idle_session(request: HttpRequest) -> None:
    auth.logout(request)
    messages.info(
        request,
        _("Nobody used the app for a while, so you were logged out. Log in again to go on."),
    )


class AccessMiddleware:
    """Every view needs a rule, every page behind a permission must have asked for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        rule: Rule | None = getattr(request, "rule", None)
        if rule is None:
            return response
        if not rule.is_public:
            # Personal pages stay out of every cache, the browser's own history included.
            response.headers.setdefault("Cache-Control", "no-store")
        access: Access = request.access  # type: ignore[attr-defined]  # set in process_view
        # Strangers were sent to the log-in, under htmx with a 204.
        is_answered = response.status_code < 300 and request.user.is_authenticated
        if rule.permission and is_answered and not access.was_asked:
            raise RuntimeError(f"{request.path} answered without asking for {rule.permission}")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        rule: Rule | None = getattr(view, "access_rule", None)
        if _must_set_up(request, rule):
            return redirect("members:second_factor")
        if rule is None:
            match = request.resolver_match
            if match and match.app_names and match.app_names[0] == GUARDED_BY_ADMIN:
                return None
            logger.error("View without an access rule: %s", request.path)
            raise Http404
        user = request.user
        # Anonymous: an access that may nothing.
        access = Access.of(user, timezone.localdate()) if user.is_authenticated else Access()
        request.access = access  # type: ignore[attr-defined]  # read everywhere
        request.rule = rule  # type: ignore[attr-defined]  # read by access.fetch
        return None if rule.is_public or user.is_authenticated else _to_login(request)


def _must_set_up(request: HttpRequest, rule: Rule | None) -> bool:
    if (rule and rule.is_public) or not request.user.is_authenticated:
        return False
    match = request.resolver_match
    return DUE in request.session and match is not None and match.view_name not in OPEN_WHEN_DUE


def _to_login(request: HttpRequest) -> HttpResponse:
    """Under htmx the whole page must go to the log-in, or it would land inside a table."""
    login = resolve_url(settings.LOGIN_URL)
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = login
        return response
    if request.headers.get("X-Requested-With") == "autosave":
        return HttpResponse(status=401)
    is_page = request.method in ("GET", "HEAD")
    page = request.get_full_path() if is_page else _page_of_form(request)
    return redirect(f"{login}?{urlencode({'next': page})}" if page else login)


def _page_of_form(request: HttpRequest) -> str:
    """Where the form stood: there the browser puts back what it has kept."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return ""
    return f"{came_from.path}?{came_from.query}".rstrip("?")
