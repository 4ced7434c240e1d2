"""Ending a cell; the other pages of cells are in `members`."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from branches.models import Tier
from meetings.forms.cell import CellEndForm
from meetings.services.cell_end import end_cell
from members.access import Permission, Request, fetch, requires
from members.queries import organizations
from members.views.step import Step, ask, typed


@requires(Permission.MANAGE_CELLS, "GET", "POST")
def cell_end(request: Request, organization_id: UUID) -> HttpResponse:
    cell = fetch(request, organizations().select_related("parent"), public_id=organization_id)
    if cell.kind.tier != Tier.CELL or cell.parent is None:
        return redirect("members:post_list", cell.public_id)
    today = request.access.today
    step = Step(
        title=_("Dissolve the cell"),
        lead=_(
            "Its members stay in the branch and are in no cell, its posts end, meetings not yet "
            "held are called off, and open tasks go to the branch. Its records stay."
        ),
        button=_("Dissolve the cell"),
        done=_("The end of the cell is entered."),
        eyebrow=cell.name,
        back=(reverse("members:cell_list", args=[cell.parent.public_id]), _("Cells")),
        is_danger=True,
    )
    form = CellEndForm(typed(request), initial={"on": today, "decision_on": today})
    return ask(request, step, form, partial(end_cell, cell=cell))
