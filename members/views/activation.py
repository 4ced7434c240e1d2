"""The way in of those who are invited: first the code, then the name and the password.

A wrong code, one of nobody and one that has run out get the same words. What a code was good for is
kept in the session, so that it stays neither in the address nor in the history.
"""

from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members import throttle
from members.access import public
from members.forms.errors import add_errors
from members.forms.invitation import ActivateForm, CodeForm
from members.models import Invitation
from members.services import invitations as services

from .devices import note_login

SESSION_KEY = "invitation"


@public("GET", "POST")
@never_cache
@sensitive_post_parameters("code")
def activate(request: HttpRequest) -> HttpResponse:
    """The link of the e-mail and the picture of the slip lead here with the code filled in."""
    given = request.POST if request.method == "POST" else request.GET
    form = CodeForm(given if request.method == "POST" or "code" in given else None)
    if form.is_valid():
        now = timezone.now()
        charged = throttle.charge_code(request, now)
        found = Invitation.objects.open(now).with_code(form.cleaned_data["code"]).first()
        if found:
            throttle.give_back(charged)
            request.session[SESSION_KEY] = found.pk
            return redirect("members:activate_account")
        form.add_error(
            "code",
            _(
                "This code does not work: it may be mistyped, used already, or too old. "
                "Check it, or ask the secretary of your branch for a new one."
            ),
        )
    return render(
        request,
        "registration/activate.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@public("GET", "POST")
@never_cache
@sensitive_post_parameters("password", "repeated")
def activate_account(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    open_ones = Invitation.objects.open(now).select_related("member__user")
    invitation = open_ones.filter(pk=request.session.get(SESSION_KEY, 0)).first()
    if invitation is None:
        return redirect("members:activate")
    member = invitation.member
    form = ActivateForm(
        request.POST if request.method == "POST" else None,
        member=member,
        suggestion=services.suggested_username(member.full_name),
    )
    if form.is_valid():
        try:
            user = services.activate_account(
                invitation=invitation,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                now=now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            del request.session[SESSION_KEY]
            auth.login(request, user)
            note_login(request, user)
            messages.success(
                request,
                _("You are logged in. From now on use the account name %(name)s.")
                % {"name": user.username},
            )
            response = redirect("home")
            throttle.remember_device(request, response, user.username)
            return response
    return render(
        request,
        "registration/activate_account.html",
        {"form": form, "member": member, "account": getattr(member, "user", None)},
        status=422 if form.is_bound else 200,
    )
