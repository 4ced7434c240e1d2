"""Transfers: the list, one of them with its clock, and the steps of either side.

The home starts, releases and cancels; the receiver accepts and refuses. Who keeps the rolls of
both may do both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from members.access import Permission, Request, fetch, require_anywhere, requires, signed_in
from members.clocks import with_clocks
from members.forms.errors import add_errors
from members.forms.transfer import (
    AcceptForm,
    ReasonForm,
    ReleaseForm,
    TransferFilter,
    TransferForm,
)
from members.models import Member, Transfer
from members.models.transfer import RUNNING, TransferQuerySet
from members.queries import receivers
from members.services import transfers as services

PAGE_SIZE = 25


@requires(Permission.EDIT_MEMBERS, "GET")
def transfer_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    form = TransferFilter(request.GET)
    form.is_valid()
    leaving = access.within(Permission.EDIT_MEMBERS, "from_organization__", own="id")
    arriving = access.within(Permission.EDIT_MEMBERS, "to_organization__", own="id")
    sides = {"out": leaving, "in": arriving}
    found = _transfers().filter(
        sides.get(form.cleaned_data.get("direction", ""), leaving | arriving)
    )
    is_closed = form.cleaned_data.get("state") == "closed"
    if is_closed:
        found = found.exclude(state__in=RUNNING).order_by("-started_at", "-pk")
    else:
        # What runs out first stands first.
        found = found.running().order_by("due_on", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "members/transfer_list.html",
        {
            "form": form,
            "page_obj": page,
            "rows": with_clocks(page.object_list, access.today),
            "is_closed": is_closed,
            "is_filtered": any(form.cleaned_data.values()),
        },
    )


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def transfer_start(request: Request, member_id: UUID) -> HttpResponse:
    member = fetch(
        request, Member.objects.select_related("home__kind", "cell__kind"), public_id=member_id
    )
    today = request.access.today
    words = request.GET.get("q", "").strip()[:80]
    found = list(receivers(words, today)) if words else []
    form = TransferForm(_typed(request), found=found, today=today)
    if form.is_valid():
        try:
            transfer = services.start_transfer(
                member=member, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The transfer is entered. Release the member next."))
            return redirect(transfer)
    return render(
        request,
        "members/transfer_start.html",
        {"member": member, "form": form, "words": words, "found": found},
        status=422 if form.is_bound else 200,
    )


@signed_in("GET")
def transfer_detail(request: Request, transfer_id: UUID) -> HttpResponse:
    """For both sides, and for the member whom it concerns."""
    transfer = fetch(request, _transfers(), public_id=transfer_id)
    access = request.access
    [(_same, clock)] = with_clocks([transfer], access.today)
    is_started = transfer.state == Transfer.State.STARTED
    is_released = transfer.state == Transfer.State.RELEASED
    is_home = access.may(Permission.EDIT_MEMBERS, transfer.from_organization)
    is_receiver = access.may(Permission.EDIT_MEMBERS, transfer.to_organization)
    return render(
        request,
        "members/transfer_detail.html",
        {
            "transfer": transfer,
            "clock": clock,
            "may_release": is_home and is_started,
            "may_cancel": is_home and transfer.is_running,
            "may_accept": is_receiver and is_released,
            "may_refuse": is_receiver and transfer.is_running,
            "is_keeper": is_home or is_receiver,
            "is_drawing": bool(is_released and not transfer.letter and not transfer.letter_failure),
        },
    )


@signed_in("GET")
def transfer_letter(request: Request, transfer_id: UUID) -> HttpResponseBase:
    transfer = fetch(request, _transfers(), public_id=transfer_id)
    if not transfer.letter:
        raise Http404
    try:
        content = transfer.letter.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"Giấy giới thiệu – {transfer.member.full_name}.pdf"
    response = FileResponse(content, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True)
class Step:
    """The words of a page that asks for one step; `is_danger` paints its button."""

    title: Promise
    lead: Promise
    done: Promise
    is_danger: bool = False


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def transfer_release(request: Request, transfer_id: UUID) -> HttpResponse:
    transfer = fetch(request, _transfers(), public_id=transfer_id)
    form = ReleaseForm(_typed(request), initial={"on": request.access.today})
    step = Step(
        title=lazy("Release the member"),
        lead=lazy(
            "The introduction letter is drawn as PDF and the receiving branch is told. The member "
            "stays at home until the receiver accepts."
        ),
        done=lazy("The member is released; the letter is being made."),
    )
    return _ask(request, transfer, form, step, services.release_transfer)


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def transfer_cancel(request: Request, transfer_id: UUID) -> HttpResponse:
    transfer = fetch(request, _transfers(), public_id=transfer_id)
    step = Step(
        title=lazy("Cancel the transfer"),
        lead=lazy("Nothing moves; a letter already issued is no longer good."),
        done=lazy("The transfer is cancelled."),
        is_danger=True,
    )
    return _ask(request, transfer, ReasonForm(_typed(request)), step, services.cancel_transfer)


@signed_in("GET", "POST")
def transfer_accept(request: Request, transfer_id: UUID) -> HttpResponse:
    transfer = _fetch_as_receiver(request, transfer_id)
    form = AcceptForm(_typed(request), initial={"on": request.access.today})
    step = Step(
        title=lazy("Accept the member"),
        lead=lazy("Check the letter first. From the day you enter, the member is on your roll."),
        done=lazy("The member now belongs to the branch."),
    )
    return _ask(request, transfer, form, step, services.accept_transfer)


@signed_in("GET", "POST")
def transfer_refuse(request: Request, transfer_id: UUID) -> HttpResponse:
    transfer = _fetch_as_receiver(request, transfer_id)
    step = Step(
        title=lazy("Refuse the transfer"),
        lead=lazy("The member stays at the home branch, which is told your reason."),
        done=lazy("The transfer is refused; the home branch is told."),
        is_danger=True,
    )
    return _ask(request, transfer, ReasonForm(_typed(request)), step, services.refuse_transfer)


def _ask(
    request: Request,
    transfer: Transfer,
    form: Form,
    step: Step,
    verb: Callable[..., Transfer],
) -> HttpResponse:
    """One question and one verb; what the verb refuses stands above what was typed."""
    if form.is_valid():
        try:
            verb(transfer=transfer, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, str(step.done))
            return redirect(transfer)
    return render(
        request,
        "members/transfer_step.html",
        {"transfer": transfer, "form": form, "step": step},
        status=422 if form.is_bound else 200,
    )


def _typed(request: Request) -> QueryDict | None:
    """What was sent, be it empty: an empty form is refused in words too."""
    return request.POST if request.method == "POST" else None


def _fetch_as_receiver(request: Request, transfer_id: UUID) -> Transfer:
    """`fetch` asks for the right at the home; these steps are the receiver's."""
    transfer = fetch(request, _transfers(), public_id=transfer_id)
    if not request.access.may(Permission.EDIT_MEMBERS, transfer.to_organization):
        raise PermissionDenied
    return transfer


def _transfers() -> TransferQuerySet:
    return Transfer.objects.select_related(
        "member", "from_organization__kind", "to_organization__kind"
    )
