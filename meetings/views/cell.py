"""A month by cells: planned in one tap, and taken over into the roll of the branch."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Meeting
from meetings.services.cell import fold_cells, plan_by_cells
from members.access import Permission, Request, fetch, requires


@requires(Permission.PLAN_MEETINGS, "POST")
def cells_plan(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        parts = plan_by_cells(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = ngettext(
            "%(count)d meeting is planned; the leader of the cell changes and calls it.",
            "%(count)d meetings are planned; the leader of each cell changes and calls it.",
            len(parts),
        )
        messages.success(request, text % {"count": len(parts)})
    return redirect(f"{meeting.get_absolute_url()}#cells")


@requires(Permission.TAKE_ROLL, "POST")
def cells_fold(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        count = fold_cells(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    if count:
        text = ngettext(
            "%(count)d mark was taken over from the cells.",
            "%(count)d marks were taken over from the cells.",
            count,
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There was nothing new in the cells' meetings that are over."))
    return redirect("meetings:rollcall_edit", meeting.public_id)
