"""The second step of a log-in, and setting it up."""

from base64 import b32encode
from typing import Any

import segno
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from members import throttle
from members.access import Request, public, signed_in
from members.forms.errors import add_errors
from members.forms.second_factor import SecondCodeForm
from members.models import User
from members.services import second_factor as services

from .devices import mark_if_due, note_login

# In the session: the key that waits for its first code.
NEW_KEY = "second_factor_key"
HALFWAY = "second_step"
HALFWAY_SECONDS = 600


def go_halfway(request: HttpRequest, user: User, next_page: str) -> HttpResponse:
    """The password was right; nobody is logged in before the code is."""
    request.session[HALFWAY] = {
        "user": user.pk,
        # A password changed meanwhile closes the way.
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "next": next_page,
    }
    return redirect("members:login_code")


@public("GET", "POST")
@never_cache
@sensitive_post_parameters("code")
def login_code(request: HttpRequest) -> HttpResponse:
    halfway = request.session.get(HALFWAY)
    user = _halfway_user(halfway)
    if halfway is None or user is None:
        return redirect("members:login")
    form = SecondCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        charged = throttle.charge(request, user.username, timezone.now())
        if services.check_code(user, form.cleaned_data["code"]):
            throttle.give_back(charged)
            del request.session[HALFWAY]
            auth.login(request, user)
            note_login(request, user)
            response = redirect(halfway["next"])
            throttle.remember_device(request, response, user.username)
            return response
        form.add_error(
            "code",
            _("This code is not right, or it was used already. Wait for the next one of the app."),
        )
    return render(
        request,
        "registration/login_code.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


def _halfway_user(halfway: dict[str, Any] | None) -> User | None:
    if not halfway or timezone.now().timestamp() - halfway["at"] > HALFWAY_SECONDS:
        return None
    user = User.objects.filter(pk=halfway["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == halfway["hash"] else None


@signed_in("GET", "POST")
@sensitive_post_parameters("code")
@sensitive_variables("codes")
def second_factor(request: Request) -> HttpResponse:
    """Setting it up with a first code; with another code it is taken off again."""
    user = request.user
    is_on = services.has_second_factor(user)
    form = SecondCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        charged = throttle.charge(request, user.username, now)
        code = form.cleaned_data["code"]
        try:
            if is_on:
                services.drop_second_factor(by=user, code=code, now=now)
            else:
                key = request.session.get(NEW_KEY, "")
                codes = services.confirm_second_factor(by=user, key=key, code=code, now=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            throttle.give_back(charged)
            if not is_on:
                request.session.pop(services.DUE, None)
                request.session.pop(NEW_KEY, None)
                return render(request, "members/recovery_codes.html", {"codes": codes})
            mark_if_due(request, user)
            messages.success(request, _("The second step is off."))
            return redirect("members:settings")
    context = {"form": form, "is_on": is_on, "is_due": services.DUE in request.session}
    if not is_on:
        app = services.new_app(user, request.session.get(NEW_KEY, ""))
        request.session[NEW_KEY] = app.key
        key = b32encode(app.bin_key).decode()
        context["key"] = " ".join(key[i : i + 4] for i in range(0, len(key), 4))
        context["picture"] = segno.make(app.config_url).svg_data_uri(scale=5, light="white")
    status = 422 if form.is_bound else 200
    return render(request, "members/second_factor.html", context, status=status)
