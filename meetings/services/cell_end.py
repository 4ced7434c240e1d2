"""Ending a cell: a reorganisation, so that its meetings, tasks and people follow."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from branches.models import Organization, Reorganization, Tier
from branches.reorganizing.plan import ReorganizationPlan
from members.models import User
from members.services.audit import record

from .reorganization import plan_reorganization


@transaction.atomic
def end_cell(
    *,
    cell: Organization,
    on: date,
    decision_number: str,
    decision_on: date,
    by: User,
    now: datetime,
) -> Reorganization:
    """From that day the cell is no more: its members stay in the branch, its posts end, meetings
    not yet held are called off and open tasks are the branch's."""
    if cell.kind.tier != Tier.CELL or cell.parent is None:
        raise ValidationError(_("Only a cell is dissolved here."))
    plan = ReorganizationPlan(
        kind=Reorganization.Kind.DISSOLVE,
        effective_on=on,
        decision_number=decision_number,
        decision_on=decision_on,
        sources=(cell,),
    )
    try:
        row = plan_reorganization(plan=plan, by=by, now=now)
    except ValidationError as error:
        raise _on_the_day(error) from None
    record(verb="end_cell", subject=cell.name, organization=cell.parent, by=by, now=now)
    return row


def _on_the_day(error: ValidationError) -> ValidationError:
    """The plan's word for the day is not the page's."""
    found = dict(getattr(error, "error_dict", {}))
    if "effective_on" not in found:
        return error
    return ValidationError({"on": found.pop("effective_on")} | found)
