"""Corrections: a member asks, those who keep the roll answer."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, require_anywhere, requires, signed_in
from members.forms.correction import AnswerForm, CorrectionForm
from members.forms.errors import add_errors
from members.models import CorrectionRequest
from members.services import corrections as services

PAGE_SIZE = 25


@signed_in("GET", "POST")
def correction_ask(request: Request) -> HttpResponse:
    member = request.access.member
    if member is None:
        raise PermissionDenied
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.ask_correction(
                member=member, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your request is sent. The answer comes as a message."))
            return redirect("reports:my_record")
    return render(
        request,
        "members/correction_ask.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@requires(Permission.EDIT_MEMBERS, "GET")
def correction_list(request: Request) -> HttpResponse:
    """Those that wait first."""
    access = require_anywhere(request)
    found = CorrectionRequest.objects.visible_to(access).waiting_first()
    page = Paginator(found.select_related("member__home"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "members/correction_list.html", {"page_obj": page})


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def correction_answer(request: Request, correction_id: UUID) -> HttpResponse:
    correction = fetch(
        request,
        CorrectionRequest.objects.select_related("member__home", "answered_by__member"),
        public_id=correction_id,
    )
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.answer_correction(
                correction=correction, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The answer is sent to the member."))
            return redirect("members:correction_list")
    return render(
        request,
        "members/correction_answer.html",
        {"correction": correction, "form": form},
        status=422 if form.is_bound else 200,
    )
