"""Meetings in people's own calendars: one as a file, or an address that a calendar reads."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from meetings.calendar import as_calendar, meetings_told
from meetings.forms.calendar import FeedForm
from meetings.models import Meeting
from members import throttle
from members.access import Access, Permission, Request, fetch, public, requires, signed_in
from members.models import CalendarFeed
from members.services import feeds as services


@requires(Permission.READ_NOTICES, "GET")
def meeting_calendar(request: Request, public_id: UUID) -> HttpResponse:
    """One meeting as a file that the calendar of the telephone opens."""
    called = Meeting.objects.filter(called_at__isnull=False)
    return _ics(as_calendar([fetch(request, called, public_id=public_id)]))


@signed_in("GET")
def feed_list(request: Request) -> HttpResponse:
    return _list(request, FeedForm(request.access))


@signed_in("POST")
@sensitive_variables("secret")
def feed_open(request: Request) -> HttpResponse:
    """The address is shown in this one answer and never again."""
    form = FeedForm(request.access, request.POST)
    if form.is_valid():
        try:
            secret = services.open_feed(
                organization=form.cleaned_data["organization"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _list(request, FeedForm(request.access), secret=secret)
    return _list(request, form, status=422)


@signed_in("POST")
def feed_close(request: Request, feed_id: UUID) -> HttpResponse:
    feed = fetch(request, CalendarFeed.objects.all(), public_id=feed_id)
    services.close_feed(feed=feed, by=request.user, now=timezone.now())
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("meetings:feed_list")


@public("GET")
@sensitive_variables("secret")
def feed(request: HttpRequest, secret: UUID) -> HttpResponseBase:
    """Whoever knows the secret reads what its owner may see today."""
    now = timezone.now()
    digest = services.digest_of(secret)
    found = CalendarFeed.objects.filter(digest=digest, user__is_active=True)
    row = found.select_related("user__member", "organization").first()
    if row is None:
        throttle.charge_reading(throttle.client_address(request), now)
        raise Http404
    throttle.charge_reading(digest, now)
    # All posts together: a calendar does not change when its owner puts on another hat.
    row.user.hat = None
    access = Access.of(row.user, timezone.localdate(now))
    with translation.override(row.user.language):
        content = as_calendar(meetings_told(access, row.organization, now))
    services.note_feed_read(feed=row, now=now)
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = _ics(content)
    # Asked anew each time, and kept by nobody on the way.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _ics(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="so-chi-bo.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _list(
    request: Request, form: FeedForm, *, secret: UUID | None = None, status: int = 200
) -> HttpResponse:
    mine = CalendarFeed.objects.visible_to(request.access).select_related("organization")
    address = settings.SITE_URL + resolve_url("meetings:feed", secret) if secret else ""
    context = {
        "form": form,
        "feeds": mine,
        "address": address,
        # Opens the calendar of the telephone by itself.
        "subscribe": "webcal:" + address.partition(":")[2],
    }
    return render(request, "meetings/feed_list.html", context, status=status)
