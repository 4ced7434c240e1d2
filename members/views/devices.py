"""Where one is logged in, and ending it there. Also noting a log-in, for the views that log in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members import throttle
from members.access import Request, fetch, signed_in
from members.models import User, UserSession
from members.services import sessions as services
from members.services.second_factor import DUE, holds_power, lacks_second_factor


def note_login(request: HttpRequest, user: User) -> None:
    """To be called after each `auth.login`, and when the key of the session changed."""
    services.note_session(
        session=request.session,
        user=user,
        user_agent=request.headers.get("User-Agent", ""),
        address=throttle.client_address(request),
        now=timezone.now(),
        ends_when_idle=holds_power(user, timezone.now()),
    )
    mark_if_due(request, user)


def mark_if_due(request: HttpRequest, user: User) -> None:
    """Who must set up the second step sees no other page before (`members.middleware`)."""
    if lacks_second_factor(user, timezone.now()):
        request.session[DUE] = True


@signed_in("GET")
def session_list(request: Request) -> HttpResponse:
    sessions = request.user.sessions.alive(timezone.now())
    here = sessions.with_key(request.session.session_key).first()
    others = (sessions.exclude(pk=here.pk) if here else sessions).order_by("-used_at", "-pk")
    return render(request, "members/session_list.html", {"here": here, "others": others})


@signed_in("POST")
def session_end(request: Request, session_id: UUID) -> HttpResponse:
    session = fetch(request, UserSession.objects.all(), public_id=session_id)
    services.end_session(session=session, by=request.user, now=timezone.now())
    messages.success(request, _("You are logged out on that device."))
    return redirect("members:session_list")


@signed_in("POST")
def session_end_others(request: Request) -> HttpResponse:
    ended = services.end_other_sessions(
        by=request.user, session_key=request.session.session_key, now=timezone.now()
    )
    messages.success(
        request,
        ngettext(
            "You are logged out on %(count)s other device.",
            "You are logged out on %(count)s other devices.",
            ended,
        )
        % {"count": ended},
    )
    return redirect("members:session_list")
