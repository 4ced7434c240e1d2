"""Coming in and going out."""

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from members import throttle
from members.access import Request, public, signed_in
from members.forms.account import LanguageForm, LoginForm
from members.models import UserSession
from members.services.second_factor import has_second_factor

from .devices import note_login
from .second_factor import go_halfway


@public("GET", "POST")
@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """A full bucket leaves by `TooManyAttempts`, which `config.errors` answers with 429."""
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    form = LoginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        username = form.cleaned_data["username"]
        charged = throttle.charge(request, username, timezone.now())
        # An unknown name costs the same hashing as a wrong password, and gets the same words.
        user = auth.authenticate(request, **form.cleaned_data)
        if user:
            throttle.give_back(charged)
            if has_second_factor(user):
                return go_halfway(request, user, _next_page(request))
            auth.login(request, user)
            note_login(request, user)
            response = redirect(_next_page(request))
            throttle.remember_device(request, response, username)
            return response
        form.add_error(
            None,
            _(
                "The account name or the password is not right. Check both, capital letters and "
                "accents too, and try again."
            ),
        )
    return render(
        request,
        "registration/login.html",
        {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")},
    )


@signed_in("POST")
def logout(request: Request) -> HttpResponse:
    UserSession.objects.with_key(request.session.session_key).delete()
    auth.logout(request)
    response = redirect("members:login")
    # Drafts of minutes stay on no shared computer, also where the script did not run.
    response["Clear-Site-Data"] = '"storage"'
    return response


@public("POST")
def language(request: HttpRequest) -> HttpResponse:
    """For those not logged in; an account keeps its own language in its settings."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        request.session["language"] = form.cleaned_data["language"]
    query = urlencode({"next": request.POST["next"]}) if request.POST.get("next") else ""
    return redirect(f"{resolve_url('members:login')}?{query}".rstrip("?"))


@public("GET", "POST")
def admin_login(request: HttpRequest) -> HttpResponse:
    """Stands before the log-in of Django's own site, which counts no failures."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    query = urlencode({"next": request.GET.get("next") or resolve_url("admin:index")})
    return redirect(f"{resolve_url('members:login')}?{query}")


def _next_page(request: HttpRequest) -> str:
    """Where they wanted to go, if that is a page of this very site; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("home")
