"""Commitments: one's own of the year, and the branch's list with its remarks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.rules import rules_for
from members.access import Permission, Request, fetch, require_anywhere, requires, signed_in
from members.forms.commitment import (
    CommitmentFilter,
    CommitmentForm,
    RemarkAnswerForm,
    RemarkForm,
)
from members.forms.errors import add_errors
from members.models import Commitment
from members.models.commitment import CommitmentQuerySet, CommitmentRemark
from members.queries import followed_up
from members.services import commitments as services
from papers.text import LONGEST_KEY, whole_number

PAGE_SIZE = 25
NEXT_YEAR_FROM_MONTH = 12
TOPICS = "commitment.topics"


@requires(Permission.MANAGE_TASKS, "GET")
def commitment_list(request: Request) -> HttpResponse:
    """Everybody whose tasks one follows up, with the commitment of the year or without."""
    access = require_anywhere(request)
    form = CommitmentFilter(request.GET, this_year=access.today.year)
    year = form.cleaned_data["year"] if form.is_valid() else ""
    year = year or access.today.year
    of_year = Commitment.objects.filter(year=year).prefetch_related("remarks")
    found = followed_up(access).by_given_name().select_related("home", "cell")
    found = found.prefetch_related(Prefetch("commitments", queryset=of_year, to_attr="of_year"))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "members/commitment_list.html",
        {"page_obj": page, "form": form, "year": year},
    )


@signed_in("GET", "POST")
def commitment_edit(request: Request) -> HttpResponse:
    """One's own; that of next year from December on."""
    member, today = request.access.member, request.access.today
    if member is None:
        raise PermissionDenied
    years = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else [])]
    year = next((year for year in years if str(year) == request.GET.get("year")), today.year)
    commitment = Commitment.objects.filter(member=member, year=year).first()
    topics = rules_for(member.home, today)[TOPICS]
    form = CommitmentForm(_typed(request), topics=topics, commitment=commitment)
    page: dict[str, Any] = {"form": form, "year": year, "commitment": commitment}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = services.save_commitment(
                member=member, year=year, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        except services.CommitmentChanged as change:
            page["saved"], status = change.saved, 409
            # What was typed stays; saving it again is now a decision.
            form.data = {**form.data.dict(), "version": str(change.saved.version)}  # type: ignore[attr-defined]  # a QueryDict
            form.data["topics"] = form.cleaned_data["topics"]
        else:
            messages.success(request, _("Your commitment is saved."))
            return redirect(saved)
    return render(request, "members/commitment_edit.html", page, status=status)


@signed_in("GET")
def commitment_detail(request: Request, commitment_id: UUID) -> HttpResponse:
    """For the member and for those who follow it up."""
    commitment = fetch(request, _commitments(), public_id=commitment_id)
    return _detail(request, commitment)


@requires(Permission.MANAGE_TASKS, "POST")
def commitment_remark(request: Request, commitment_id: UUID) -> HttpResponse:
    commitment = fetch(request, _commitments(), public_id=commitment_id)
    if commitment.member == request.access.member:
        raise PermissionDenied  # nobody remarks on oneself
    form = RemarkForm(request.POST, year=commitment.year, today=request.access.today)
    if form.is_valid():
        try:
            services.write_remark(
                commitment=commitment, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The remark is saved; the member is told."))
            return redirect(commitment)
    return _detail(request, commitment, remark_form=form, status=422)


@signed_in("POST")
def remark_answer(request: Request, commitment_id: UUID) -> HttpResponse:
    """Only on one's own: for all others it does not exist."""
    if request.access.member is None:
        raise Http404
    own = _commitments().filter(member=request.access.member)
    commitment = fetch(request, own, public_id=commitment_id)
    form = RemarkAnswerForm(request.POST, commitment=commitment)
    if form.is_valid():
        services.answer_remark(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your answer is saved; the branch reads it here."))
        return redirect(commitment)
    return _detail(request, commitment, answer_form=form, status=422)


def _detail(
    request: Request,
    commitment: Commitment,
    *,
    remark_form: RemarkForm | None = None,
    answer_form: RemarkAnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    access = request.access
    is_own = commitment.member == access.member
    may_remark = not is_own and access.may(Permission.MANAGE_TASKS, commitment)
    if may_remark and remark_form is None:
        remark_form = RemarkForm(None, year=commitment.year, today=access.today)
    remarks = list(commitment.remarks.select_related("written_by__member"))
    page = {
        "commitment": commitment,
        "remarks": remarks,
        "answering": _answering(answer_form, remarks) if answer_form else None,
        "is_own": is_own,
        "may_edit": is_own and commitment.year >= access.today.year,
        "remark_form": remark_form if may_remark else None,
        "answer_form": answer_form,
    }
    return render(request, "members/commitment_detail.html", page, status=status)


def _answering(form: RemarkAnswerForm, remarks: list[CommitmentRemark]) -> int | None:
    """The remark that what was typed stands under; when it names none of these, the newest."""
    keys = [remark.pk for remark in remarks]
    named = whole_number(form["remark"].value(), digits=LONGEST_KEY)
    return named if named in keys else next(iter(keys), None)


def _commitments() -> CommitmentQuerySet:
    return Commitment.objects.select_related("member", "organization__kind")


def _typed(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
