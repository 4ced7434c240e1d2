"""Notifications on the telephone: on which devices, and the script that shows them there."""

import hashlib
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from members import vapid
from members.access import Request, fetch, public, signed_in
from members.forms.push import DeviceForm
from members.models import PushSubscription
from members.services import push as services


@signed_in("GET")
def push_list(request: Request) -> HttpResponse:
    return _list(request)


@signed_in("POST")
def push_add(request: Request) -> HttpResponse:
    form = DeviceForm(request.POST)
    if vapid.is_offered() and form.is_valid():
        try:
            services.add_device(
                **form.cleaned_data,
                user_agent=request.headers.get("User-Agent", ""),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("This device will tell you when there is something new."))
            return redirect("members:push_list")
    errors = list(map(str, form.non_field_errors()))
    errors = errors or [_("This browser did not agree to notifications.")]
    return _list(request, errors=errors, status=422)


@signed_in("POST")
def push_remove(request: Request, device_id: UUID) -> HttpResponse:
    device = fetch(request, PushSubscription.objects.all(), public_id=device_id)
    services.remove_device(device=device, by=request.user, now=timezone.now())
    messages.success(request, _("No notification comes to that device any more."))
    return redirect("members:push_list")


@public("GET")
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, for a script may serve only the pages beside and below it; and never from a
    cache, or a mistake in it would stay on people's telephones. With the fingerprint of the page
    that it keeps, so that a new page makes a new script, which fetches it."""
    path = finders.find("js/service-worker.js")
    if path is None:
        raise Http404
    page = hashlib.sha256(render_to_string("offline.html").encode()).hexdigest()
    script = f"{Path(path).read_text()}\n// {page}\n"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public("GET")
def offline(request: HttpRequest) -> HttpResponse:
    """What the script above shows when there is no network: the same for everybody."""
    return HttpResponse(render_to_string("offline.html"))


def _list(request: Request, *, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "devices": PushSubscription.objects.visible_to(request.access).order_by("-created_at"),
        "key": vapid.public_key(),
        "errors": errors,
    }
    return render(request, "members/push_list.html", context, status=status)
