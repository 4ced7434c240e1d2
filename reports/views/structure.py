"""A committee's month by the structure of its time and by that of today, side by side."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from branches.models import Tier
from members.access import Permission, Request, fetch, requires
from reports.forms import MonthForm
from reports.queries.committee import total
from reports.queries.months import month_after, month_before, month_of
from reports.queries.organizations import organizations
from reports.queries.structure import rows_now, rows_then


@requires(Permission.SEE_FIGURES, "GET")
def committee_structures(request: Request, organization_id: str) -> HttpResponse:
    committee = fetch(request, organizations(), public_id=organization_id)
    if committee.kind.tier >= Tier.BRANCH:
        return redirect("reports:organization_detail", committee.public_id)
    today = timezone.localdate()
    month = MonthForm(request.GET, has_committees=True).asked(today).month
    then, now = rows_then(committee, month), rows_now(committee, month)
    context = {
        "organization": committee,
        "month": month,
        "then": then,
        "now": now,
        "then_total": total(row.figures for row in then),
        "now_total": total(row.figures for row in now),
        "previous_month": month_before(month),
        "next_month": month_after(month) if month < month_of(today) else None,
    }
    return render(request, "reports/committee_structures.html", context)
