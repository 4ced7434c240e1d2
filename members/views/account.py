"""One's own account: how the app looks, which e-mails come, the password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from members import throttle
from members.access import Request, signed_in
from members.forms.account import SettingsForm
from members.models import LEGAL_OCCASIONS
from members.services import accounts

from .devices import note_login


@signed_in("GET", "POST")
def settings(request: Request) -> HttpResponse:
    user = request.user
    form = SettingsForm(
        request.POST if request.method == "POST" else None, initial=SettingsForm.initial_of(user)
    )
    if form.is_valid():
        accounts.change_settings(by=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("members:settings")
    legal = sorted(occasion.label for occasion in LEGAL_OCCASIONS)
    return render(request, "members/settings.html", {"form": form, "legal": legal})


@signed_in("GET", "POST")
@sensitive_post_parameters()
def password_change(request: Request) -> HttpResponse:
    user = request.user
    form = PasswordChangeForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # A session left open is no way to guess the password behind it.
        charged = throttle.charge(request, user.username, timezone.now())
        if form.is_valid():
            accounts.change_password(
                by=user, password=form.cleaned_data["new_password1"], now=timezone.now()
            )
            update_session_auth_hash(request, user)
            note_login(request, user)
        if "old_password" not in form.errors:
            throttle.give_back(charged)
        if form.is_valid():
            messages.success(
                request, _("Your password is changed. You are logged out everywhere else.")
            )
            return redirect("members:settings")
    return render(request, "members/password_change.html", {"form": form})
