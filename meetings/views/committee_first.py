"""The branch committee's meeting before the branch's: planned by one tap, and what it agreed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.agenda import AgendaItems, agenda_rows, with_gone_as_new, with_spare_row
from meetings.forms.committee_first import AgreementForm
from meetings.models import Meeting
from meetings.services.committee_first import agree_agenda, plan_preparation
from meetings.services.states import StaleVersion
from meetings.suggestions import people_of
from members.access import Permission, Request, fetch, requires


@requires(Permission.PLAN_MEETINGS, "POST")
def committee_plan(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        preparation = plan_preparation(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    messages.success(request, _("The committee's meeting is planned. Look at its time and place."))
    return redirect(preparation)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def committee_agree(request: Request, public_id: UUID) -> HttpResponse:
    rows_of_page = Meeting.objects.for_page().select_related("prepares__organization__kind")
    preparation = fetch(request, rows_of_page, public_id=public_id)
    meeting = preparation.prepares
    if meeting is None or not meeting.is_before_roll_call:
        messages.info(request, _("The meeting of the branch is not being prepared any more."))
        return redirect(preparation)
    if request.method != "POST":
        initial = {"notice_text": meeting.notice_text, "version": meeting.version}
        form = AgreementForm(initial=initial)
        return _show(request, preparation, _rows(meeting, None), form)
    form = AgreementForm(request.POST)
    if "more" in request.POST:
        return _show(request, preparation, _rows(meeting, with_spare_row(request.POST)), form)
    if form.is_valid() and form.cleaned_data["version"] != meeting.version:
        return _show_both(request, preparation, meeting)
    rows = _rows(meeting, request.POST)
    if not (rows.is_valid() and form.is_valid()):
        return _show(request, preparation, rows, form)
    try:
        agree_agenda(
            preparation=preparation,
            lines=rows.lines,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except StaleVersion:
        # Saved by somebody else in the moment between the two questions.
        meeting.refresh_from_db()
        return _show_both(request, preparation, meeting)
    except ValidationError as error:
        return _show(request, preparation, rows, form, error.messages)
    messages.success(request, _("Agreed: this is now the agenda of the branch's meeting."))
    return redirect(meeting)


def _show_both(request: Request, preparation: Meeting, meeting: Meeting) -> HttpResponse:
    """What is saved now beside what was typed; saving again is then a decision."""
    rows = _rows(meeting, with_gone_as_new(request.POST, meeting))
    fresh = AgreementForm({**request.POST.dict(), "version": str(meeting.version)})
    return _show(request, preparation, rows, fresh, StaleVersion().messages, status=409)


def _rows(meeting: Meeting, data: object) -> AgendaItems:
    return agenda_rows(data, meeting, people_of(meeting.organization, timezone.localdate()))


def _show(
    request: Request,
    preparation: Meeting,
    rows: AgendaItems,
    form: AgreementForm,
    errors: list[str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """After a clash with somebody else's save the agenda as saved stands beside what was typed."""
    meeting = preparation.prepares
    context = {
        "preparation": preparation,
        "meeting": meeting,
        "rows": rows,
        "form": form,
        "errors": errors or [],
        "saved_items": meeting.items.select_related("presenter")
        if status == 409 and meeting
        else None,
    }
    return render(request, "meetings/committee_agree.html", context, status=status)
