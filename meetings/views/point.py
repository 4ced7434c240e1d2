"""The points of a hybrid or online meeting."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.point import PointFormSet, VersionForm, point_lines, points_initial
from meetings.models import Meeting
from meetings.services.point import save_points
from meetings.services.states import StaleVersion
from meetings.suggestions import people_of
from members.access import Permission, Request, fetch, requires

from .conflict import freshen


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def point_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    people = people_of(meeting.organization, timezone.localdate(meeting.starts_at))
    form = VersionForm(request.POST or None, initial={"version": meeting.version})
    points = PointFormSet(
        request.POST or None,
        initial=points_initial(meeting),
        prefix="points",
        form_kwargs={"people": people},
    )
    status = 422 if form.is_bound else 200
    if form.is_valid() and points.is_valid():
        try:
            save_points(
                meeting=meeting,
                lines=point_lines(points),
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except StaleVersion as error:
            # What was typed stays; the next save has seen that somebody else was here.
            meeting.refresh_from_db(fields=["version"])
            freshen(form, meeting.version)
            form.add_error(None, error)
            status = 409
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The points are saved."))
            return redirect(meeting)
    context = {"meeting": meeting, "form": form, "points": points}
    return render(request, "meetings/point_edit.html", context, status=status)
