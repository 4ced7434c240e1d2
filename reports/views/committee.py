"""A committee's month: how far the branches are, and one click to remind those behind."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Organization, Tier
from branches.rules import rules_for
from meetings.services.notice import remind_branches
from members.access import Permission, Request, fetch, requires
from reports.forms import Asked, MonthForm
from reports.queries.committee import (
    BEHIND,
    Reminder,
    branch_rows,
    children_of,
    figures_by_child,
    reminder_of,
    total,
)
from reports.queries.months import (
    Annotated,
    MonthState,
    behind,
    branches_of_month,
    month_after,
    month_before,
    month_of,
    quarter_of,
)
from reports.queries.organizations import organizations

ROWS_A_PAGE = 20


@requires(Permission.SEE_FIGURES, "GET")
def committee_month(request: Request, organization_id: str) -> HttpResponse:
    committee = fetch(request, organizations(), public_id=organization_id)
    if committee.kind.tier >= Tier.BRANCH:
        return redirect("reports:organization_detail", committee.public_id)
    today = timezone.localdate()
    has_committees = committee.kind.tier < Tier.GRASSROOTS
    form = MonthForm(request.GET, has_committees=has_committees)
    asked = form.asked(today)
    figures = figures_by_child(committee, asked.month, today=today)
    month_key = f"{asked.month:%Y-%m}"
    days: int = rules_for(committee, today)["minutes.filed_within_days"]
    late = _late(committee, asked.month, today, days)
    context: dict[str, Any] = {
        "organization": committee,
        "form": form,
        "asked": asked,
        "quarter": (asked.month.month + 2) // 3,
        "quarter_begins": quarter_of(asked.month)[0],
        "total": total(figures.values()),
        "month_key": month_key,
        "page_url": f"{request.path}?month={month_key}",
        "filed_within_days": days,
        "reminder": _reminder(committee, late, asked, today),
        "may_remind": request.access.may(Permission.REMIND, committee),
        "remind_fields": {"month": month_key, "group": asked.group},
        **_months(asked.month, today),
    }
    if has_committees and not asked.group and not asked.words:
        rows: Any = children_of(figures, sort=asked.sort)
    else:
        rows, context["are_branches"] = _rows(committee, late, asked, today), True
    context["page_obj"] = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    template = "_committee_rows" if request.htmx else "committee_month"
    return render(request, f"reports/{template}.html", context)


def _months(month: date, today: date) -> dict[str, date | None]:
    """The neighbours one may go to: backwards without end, forwards to the month being planned."""
    this_month = month_of(today)
    return {
        "previous_month": month_before(month),
        "next_month": month_after(month) if month <= this_month else None,
        "this_month": None if month == this_month else this_month,
    }


def _late(committee: Organization, month: date, today: date, days: int) -> Annotated:
    branches = branches_of_month(committee, month)
    return behind(branches, month, today=today, filed_within_days=days)


def _rows(committee: Organization, late: Annotated, asked: Asked, today: date) -> Annotated:
    return branch_rows(
        committee,
        late if asked.group == BEHIND else branches_of_month(committee, asked.month),
        group=asked.group,
        words=asked.words,
        sort=asked.sort,
        today=today,
    )


def _reminder(committee: Organization, late: Annotated, asked: Asked, today: date) -> Reminder:
    """Those behind; of one state only, when the page shows one state."""
    if asked.group in MonthState.values:
        late = late.filter(state=asked.group)
    return reminder_of(committee, late, asked.month, today=today)


@requires(Permission.REMIND, "POST")
def committee_remind(request: Request, organization_id: str) -> HttpResponse:
    committee = fetch(request, organizations(), public_id=organization_id)
    now = timezone.now()
    today = timezone.localdate(now)
    asked = MonthForm(request.POST, has_committees=True).asked(today)
    days: int = rules_for(committee, today)["minutes.filed_within_days"]
    late = _late(committee, asked.month, today, days)
    reminder = _reminder(committee, late, asked, today)
    count = remind_branches(
        committee=committee, month=asked.month, organizations=reminder.due, by=request.user, now=now
    )
    if count:
        text = ngettext(
            "%(count)s branch was reminded.", "%(count)s branches were reminded.", count
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("All of them have already been reminded today."))
    query = urlencode({"month": f"{asked.month:%Y-%m}", "group": asked.group})
    return redirect(f"{reverse('reports:committee_month', args=[committee.public_id])}?{query}")
