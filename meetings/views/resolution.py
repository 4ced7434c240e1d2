"""Writing a resolution with its tasks, and reading it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.minutes import people_on_roll
from meetings.forms.resolution import ResolutionForm, TaskFormSet, task_lines, tasks_initial
from meetings.models import Meeting, Resolution
from meetings.models.meeting import MINUTES_BEING_WRITTEN
from meetings.models.resolution import ResolutionQuerySet
from meetings.papers import previous_tasks
from meetings.services.resolution import discard_resolution, save_resolution
from meetings.services.revision import TextConflict, keep_aside
from members.access import Permission, Request, fetch, requires
from members.models import Member

from .conflict import as_text, base_of, freshen, last_saved, panel


@requires(Permission.WRITE_MINUTES, "GET", "POST")
def resolution_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if meeting.state not in MINUTES_BEING_WRITTEN:
        messages.info(request, _("The resolution is not open for writing."))
        return redirect(meeting)
    resolution = meeting.resolutions.select_related("vote").first()
    people = people_on_roll(meeting)
    conflict = ""
    form = ResolutionForm(request.POST or None, meeting=meeting, resolution=resolution)
    tasks = TaskFormSet(
        request.POST or None,
        initial=tasks_initial(resolution),
        prefix="tasks",
        form_kwargs={"people": people, "resolution": resolution},
    )
    if request.method == "POST" and form.is_valid() and tasks.is_valid():
        try:
            save_resolution(
                meeting=meeting,
                resolution=resolution,
                version=form.cleaned_data["version"],
                text=form.text(),
                tasks=task_lines(tasks, Member.objects.in_bulk([pk for pk, _name in people])),
                vote=form.cleaned_data["vote"],
                by=request.user,
                now=timezone.now(),
            )
        except TextConflict as error:
            conflict = _keep_both(request, meeting, resolution, form, error)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The resolution is saved."))
            return redirect("meetings:minutes_edit", meeting.public_id)
    page = {
        "conflict": conflict,
        "meeting": meeting,
        "resolution": resolution,
        "form": form,
        "tasks": tasks,
        "previous_tasks": previous_tasks(meeting),
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "meetings/resolution_edit.html", page, status=status)


def _keep_both(
    request: Request,
    meeting: Meeting,
    resolution: Resolution | None,
    form: ResolutionForm,
    error: TextConflict,
) -> str:
    """Keeps the text that came too late, and shows both."""
    part = f"resolution:{resolution.pk}" if resolution else "resolution"
    base = base_of(meeting, part, form.cleaned_data["version"]) if resolution else None
    keep_aside(meeting=meeting, part=part, conflict=error, by=request.user, now=timezone.now())
    freshen(form, error.version)
    form.add_error(None, error)
    return panel(
        request,
        theirs=as_text(error.saved),
        mine=as_text(error.mine),
        reload_url=reverse("meetings:resolution_edit", args=[meeting.public_id]),
        by=last_saved(meeting, part),
        base=base,
    )


@requires(Permission.WRITE_MINUTES, "POST")
def resolution_discard(request: Request, public_id: UUID) -> HttpResponse:
    resolution = fetch(request, _resolutions(), public_id=public_id)
    try:
        discard_resolution(resolution=resolution, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("meetings:minutes_edit", resolution.meeting.public_id)


@requires(Permission.READ_MINUTES, "GET")
def resolution_detail(request: Request, public_id: UUID) -> HttpResponse:
    resolution = fetch(request, _resolutions(), public_id=public_id)
    page = {
        "resolution": resolution,
        "meeting": resolution.meeting,
        "tasks": resolution.tasks.select_related("owner"),
        "previous_tasks": previous_tasks(resolution.meeting),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/resolution_detail.html", page)


def _resolutions() -> ResolutionQuerySet:
    return Resolution.objects.select_related(
        "meeting__organization__kind", "meeting__chair", "number", "vote", "signed_by"
    )
