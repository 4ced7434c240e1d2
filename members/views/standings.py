"""Standings of a member as dated facts: entering a change, mending a mistake, leaving the roll."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, require_anywhere, requires
from members.clocks import probation_ends_on
from members.forms.standing import (
    LIFT,
    CorrectionForm,
    DepartureForm,
    StandingForm,
    UndoForm,
)
from members.models import Departure, Member, Standing, StandingStatus, User
from members.services.belonging import lift_standing, set_standing
from members.services.departures import leave_roll, undo_departure
from members.services.standings import correct_standing, strike_standing

from .step import Step, ask, typed

PAGE_SIZE = 25


@requires(Permission.EDIT_MEMBERS, "GET")
def standing_list(request: Request, member_id: UUID) -> HttpResponse:
    """The dated facts, each with its decision; the newest first."""
    member = fetch(request, _members(), public_id=member_id)
    standings = list(member.standings.order_by("-valid_from", "-pk"))
    page = {
        "member": member,
        "rows": [(standing, _name(standing)) for standing in standings],
        "probation_ends_on": probation_ends_on(member, request.access.today),
    }
    return render(request, "members/standing_list.html", page)


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def standing_enter(request: Request, member_id: UUID) -> HttpResponse:
    member = fetch(request, _members(), public_id=member_id)
    today = request.access.today
    form = StandingForm(
        typed(request), member=member, today=today, recognised_on=probation_ends_on(member, today)
    )
    step = Step(
        title=_("Enter a change of standing"),
        lead=_("What was before stays in the history and ends on this day."),
        button=_("Save the change"),
        done=_("The change is entered."),
        eyebrow=member.full_name,
        back=_back(member),
    )
    return ask(request, step, form, partial(_enter, member))


def _enter(
    member: Member,
    *,
    change: str,
    on: date,
    until: date | None,
    decision: str,
    by: User,
    now: datetime,
) -> None:
    if not change.startswith(LIFT):
        set_standing(
            member=member,
            status=StandingStatus(change),
            on=on,
            until=until,
            decision=decision,
            by=by,
            now=now,
        )
        return
    standing = member.standings.in_force(on).filter(status=change.removeprefix(LIFT)).first()
    if standing is None:
        raise ValidationError({"on": _("On this day there is nothing that could end.")})
    lift_standing(standing=standing, on=on, decision=decision, by=by, now=now)


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def standing_correct(request: Request, member_id: UUID) -> HttpResponse:
    """The fact is named by what it is and since when: `?fact=official.2020-01-31`."""
    member = fetch(request, _members(), public_id=member_id)
    named = request.GET.get("fact", "")
    standing = next((each for each in member.standings.all() if _name(each) == named), None)
    if standing is None:
        return redirect("members:standing_list", member.public_id)
    step = Step(
        title=_("Correct a standing"),
        lead=_(
            "%(standing)s since %(day)s. Mend what was typed wrongly. When something has changed, "
            "enter a change instead."
        )
        % {"standing": standing.get_status_display(), "day": f"{standing.valid_from:%d/%m/%Y}"},
        button=_("Save the correction"),
        done=_("The standing is corrected."),
        eyebrow=member.full_name,
        back=_back(member),
    )
    return ask(
        request,
        step,
        CorrectionForm(typed(request), standing=standing),
        partial(_correct, standing),
    )


def _correct(
    standing: Standing, *, is_struck: bool, reason: str, by: User, now: datetime, **fields: Any
) -> None:
    if is_struck:
        strike_standing(standing=standing, reason=reason, by=by, now=now)
    else:
        correct_standing(standing=standing, reason=reason, by=by, now=now, **fields)


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def member_leave(request: Request, member_id: UUID) -> HttpResponse:
    member = fetch(request, _members(), public_id=member_id)
    step = Step(
        title=_("Take off the roll"),
        lead=_(
            "%(name)s is then in no list and no total any more; minutes and papers keep the name. "
            "Who moves to another branch is transferred instead."
        )
        % {"name": member.full_name},
        button=_("Take off the roll"),
        done=_("The member is off the roll. If it was a mistake, take it back here."),
        eyebrow=member.full_name,
        back=(reverse("members:departure_list"), _("Those who left")),
        is_danger=True,
    )
    form = DepartureForm(typed(request), today=request.access.today)
    return ask(request, step, form, partial(leave_roll, member=member))


@requires(Permission.SEE_MEMBERS, "GET")
def departure_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    found = Departure.objects.visible_to(access).standing()
    found = found.select_related("member", "organization__kind")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(each, access.may(Permission.EDIT_MEMBERS, each.organization)) for each in page]
    return render(request, "members/departure_list.html", {"page_obj": page, "rows": rows})


@requires(Permission.EDIT_MEMBERS, "GET", "POST")
def departure_undo(request: Request, departure_id: UUID) -> HttpResponse:
    departures = Departure.objects.standing().select_related("member", "organization__kind")
    departure = fetch(request, departures, public_id=departure_id)
    step = Step(
        title=_("Put back on the roll"),
        lead=_("%(name)s, %(why)s from %(day)s. Everything that ended with it goes on as it was.")
        % {
            "name": departure.member.full_name,
            "why": departure.get_kind_display(),
            "day": f"{departure.on:%d/%m/%Y}",
        },
        button=_("Put back on the roll"),
        done=_("%(name)s is on the roll again.") % {"name": departure.member.full_name},
        eyebrow=departure.organization.name,
        back=(reverse("members:departure_list"), _("Those who left")),
    )
    return ask(
        request, step, UndoForm(typed(request)), partial(undo_departure, departure=departure)
    )


def _name(standing: Standing) -> str:
    return f"{standing.status}.{standing.valid_from.isoformat()}"


def _members() -> Any:
    return Member.objects.select_related("home__kind", "cell__kind")


def _back(member: Member) -> tuple[str, str]:
    return reverse("members:standing_list", args=[member.public_id]), _("Standings")
