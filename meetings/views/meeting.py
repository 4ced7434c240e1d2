"""The list of meetings, planning one, its page, and changing, putting off or calling off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from branches.rules import Rules, rules_for
from meetings.clashes import Diary, Hindrances
from meetings.forms.errors import add_errors, conflict_of
from meetings.forms.meeting import (
    FIELD_NAMES,
    MeetingFilter,
    MeetingForm,
    ReasonForm,
    day_asked,
    initial_of,
    month_asked,
)
from meetings.kind_rules import rules_of_kinds
from meetings.listing import PAGE_SIZE, matching, past, places, upcoming
from meetings.models import Meeting, MeetingState
from meetings.readers import invited_to
from meetings.services.meeting import (
    cancel_meeting,
    edit_meeting,
    kinds_for,
    plan_meeting,
    postpone_meeting,
)
from meetings.services.states import StaleVersion
from meetings.suggestions import months_to_choose, people_of, suggest_meeting
from members.access import Access, Permission, Request, fetch, require_anywhere, requires


@requires(Permission.READ_NOTICES, "GET")
def meeting_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    now = timezone.now()
    form = MeetingFilter(request.GET)
    form.is_valid()
    place = _chosen_place(access, form.cleaned_data.get("organization"))
    meetings = matching(Meeting.objects.visible_to(access), form.cleaned_data, place)
    page = Paginator(past(meetings, now), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "place": place,
        "upcoming": upcoming(meetings, now) if page.number == 1 else [],
        "page_obj": page,
        "is_filtered": any(form.cleaned_data.get(name) for name in ("q", "kind", "state")),
        "places_to_plan": _places_to_plan(access),
        "years": access.scopes.get(Permission.SEE_MEETINGS, []),
        "topic_places": [
            scope for scope in access.scopes.get(Permission.READ_NOTICES, []) if scope.is_branch
        ],
        "has_several_places": len(access.scopes.get(Permission.READ_NOTICES, [])) > 1 or place,
    }
    name = "meeting_rows" if request.htmx else "meeting_list"
    return render(request, f"meetings/{name}.html", context)


def _chosen_place(access: Access, public_id: UUID | None) -> Organization | None:
    """A stranger's organisation answers like one that does not exist."""
    if public_id is None:
        return None
    return get_object_or_404(places().visible_to(access), public_id=public_id)


def _places_to_plan(access: Access) -> list[Organization]:
    """Where the person may plan a meeting: own branch and its cells."""
    if not access.may_anywhere(Permission.PLAN_MEETINGS):
        return []
    mine = places().filter(access.within(Permission.PLAN_MEETINGS, own="id"))
    return list(mine.hold_meetings().standing(access.today).order_by("path"))


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def meeting_create(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    now = timezone.now()
    today = timezone.localdate(now)
    rules = rules_for(organization, today)
    kinds = kinds_for(organization)
    kind = request.GET.get("kind") if request.GET.get("kind") in kinds else kinds[0]
    initial = suggest_meeting(organization, str(kind), rules, now)
    initial |= month_asked(request.GET.get("month", ""), today)
    form = MeetingForm(
        request.POST or None,
        initial=initial,
        kinds=kinds,
        months=months_to_choose([initial["month"]], today),
        people=people_of(organization, today),
    )
    if form.is_valid():
        try:
            meeting = plan_meeting(
                organization=organization, plan=form.plan, by=request.user, now=now
            )
        except ValidationError as error:
            add_errors(form, error, FIELD_NAMES)
        else:
            messages.success(request, _("The meeting is planned. Its standard agenda is ready."))
            _warn_when_short(request, meeting, rules)
            _warn_of_hindrances(request, meeting)
            return redirect(meeting)
    context = {"form": form, "organization": organization, **_durations(rules, kinds)}
    return render(request, "meetings/meeting_create.html", context)


def _durations(rules: Rules, kinds: list[Any]) -> dict[str, Any]:
    """The shortest durations that rules set, with where they come from."""
    found = [(kind.label, rules.minimum_minutes(kind)) for kind in kinds]
    return {
        "kind_rules": rules_of_kinds(kinds, rules),
        "durations": [(label, minutes) for label, minutes in found if minutes],
        "durations_source": rules.explain("meeting.minimum_minutes").source,
    }


def _warn_when_short(request: Request, meeting: Meeting, rules: Rules) -> None:
    """A warning, never a refusal: the branch decides, the committee above sees."""
    required = rules.minimum_minutes(meeting.kind)
    planned = (meeting.ends_at - meeting.starts_at).total_seconds() // 60
    if required and planned < required:
        messages.warning(
            request,
            _("It is planned for %(planned)d minutes; the rules ask for %(required)d (%(source)s).")
            % {
                "planned": planned,
                "required": required,
                "source": rules.explain("meeting.minimum_minutes").source,
            },
        )


def _warn_of_hindrances(request: Request, meeting: Meeting) -> None:
    """Tết, a holiday, another meeting of the same people: the branch decides here too."""
    found = _hindrances(request, meeting)
    if found:
        what = "; ".join(concern.text for concern in found.concerns)
        messages.warning(request, _("Take note of this evening: %(what)s.") % {"what": what})


def _hindrances(request: Request, meeting: Meeting) -> Hindrances:
    day = timezone.localdate(meeting.starts_at)
    diary = Diary(
        meeting.organization, request.access, first=day, last=day, today=timezone.localdate()
    )
    return diary.of_meeting(meeting)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def meeting_edit(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    now = timezone.now()
    today = timezone.localdate(now)
    rules = rules_for(meeting.organization, today)
    kinds = kinds_for(meeting.organization)
    form = MeetingForm(
        request.POST or None,
        initial=initial_of(meeting) | day_asked(request.GET.get("day", "")),
        kinds=kinds,
        months=months_to_choose([meeting.month], today),
        people=people_of(meeting.organization, today),
        meeting=meeting,
    )
    conflict = None
    if form.is_valid():
        try:
            meeting = edit_meeting(
                meeting=meeting,
                version=form.cleaned_data["version"] or 0,
                plan=form.plan,
                by=request.user,
                now=now,
            )
        except StaleVersion:
            conflict = conflict_of(form, initial_of(meeting))
        except ValidationError as error:
            add_errors(form, error, FIELD_NAMES)
        else:
            messages.success(request, _("Saved."))
            _warn_when_short(request, meeting, rules)
            _warn_of_hindrances(request, meeting)
            if meeting.state == MeetingState.POSTPONED:
                return redirect("meetings:notice_preview", meeting.public_id)
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "conflict": conflict,
        "hindrances": _hindrances(request, meeting) if meeting.is_before_roll_call else None,
        **_durations(rules, kinds),
    }
    status = 409 if conflict is not None else 200
    return render(request, "meetings/meeting_edit.html", context, status=status)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def meeting_postpone(request: Request, public_id: UUID) -> HttpResponse:
    return _call_off(request, public_id, postpone_meeting, "meetings/meeting_postpone.html")


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def meeting_cancel(request: Request, public_id: UUID) -> HttpResponse:
    return _call_off(request, public_id, cancel_meeting, "meetings/meeting_cancel.html")


def _call_off(
    request: Request, public_id: UUID, verb: Callable[..., Meeting], template: str
) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            meeting = verb(
                meeting=meeting, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Done: “%(title)s”.") % {"title": meeting.title})
            return redirect(meeting)
    is_told = meeting.state == MeetingState.CALLED
    context = {
        "form": form,
        "meeting": meeting,
        "recipients": invited_to(meeting).count() if is_told else 0,
    }
    return render(request, template, context)
