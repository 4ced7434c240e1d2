"""The topics of a year: a committee's list, a branch's plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from meetings.forms.errors import add_errors, conflict_of
from meetings.forms.topic import OfferForm, TopicForm
from meetings.listing import places
from meetings.models import Topic
from meetings.services.states import StaleVersion
from meetings.services.topic import drop_topic, edit_topic, offer_topic, plan_topic
from meetings.suggestions import people_of
from meetings.topics import list_of, offered_above, quarters_of
from meetings.year import year_asked
from members.access import Permission, Request, fetch, requires

FIELDS = ["version", "title", "summary", "quarter"]


@requires(Permission.READ_NOTICES, "GET")
def topic_list(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    today = timezone.localdate()
    year = year_asked(request.GET.get("year", ""), today)
    is_committee = organization.kind.tier < Tier.BRANCH
    context: dict[str, Any] = {
        "organization": organization,
        "year": year,
        "is_committee": is_committee,
        "this_quarter": (today.month + 2) // 3 if year == today.year else 0,
        "is_past": year < today.year,
    }
    if is_committee:
        context["topics"] = list_of(organization, year)
        context["may_offer"] = request.access.may(Permission.EDIT_RULES, organization)
    else:
        context["quarters"] = quarters_of(organization, year)
        context["offered"] = offered_above(organization, year)
        context["may_plan"] = request.access.may(Permission.PLAN_MEETINGS, organization)
        context["sees_year"] = request.access.may(Permission.SEE_MEETINGS, organization)
    return render(request, "meetings/topic_list.html", context)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def topic_create(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    year, initial = _asked(request)
    form = TopicForm(
        request.POST or None,
        initial=initial,
        year=year,
        offered=offered_above(organization, year),
        people=people_of(organization, timezone.localdate()),
    )
    return _create(request, organization, form, plan_topic)


@requires(Permission.EDIT_RULES, "GET", "POST")
def topic_offer(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places(), public_id=organization_id)
    year, _initial = _asked(request)
    form = OfferForm(request.POST or None, year=year)
    return _create(request, organization, form, offer_topic)


def _asked(request: Request) -> tuple[int, dict[str, Any]]:
    """The year, quarter and offered topic that the link named."""
    today = timezone.localdate()
    year = year_asked(request.GET.get("year", ""), today)
    asked = request.GET.get("quarter", "")
    now = (today.month + 2) // 3 if year == today.year else 1
    quarter = int(asked) if asked in {"1", "2", "3", "4"} else now
    return year, {"quarter": quarter, "source": request.GET.get("source", "")}


def _create(
    request: Request, organization: Organization, form: OfferForm, verb: Callable[..., Topic]
) -> HttpResponse:
    if form.is_valid():
        try:
            topic = verb(
                organization=organization, plan=form.plan, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(title)s” is in the plan.") % {"title": topic.title})
            return redirect(_list_address(topic))
    context = {"form": form, "organization": organization, "year": form.year}
    return render(request, "meetings/topic_form.html", context)


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def topic_edit(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    form = TopicForm(
        request.POST or None,
        initial={name: getattr(topic, name) for name in [*FIELDS, "writer"]},
        year=topic.year,
        people=people_of(topic.organization, timezone.localdate()),
        writer=topic.writer,
    )
    return _edit(request, topic, form)


@requires(Permission.EDIT_RULES, "GET", "POST")
def offer_edit(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, _offers(request), public_id=public_id)
    initial = {name: getattr(topic, name) for name in FIELDS}
    form = OfferForm(request.POST or None, initial=initial, year=topic.year)
    return _edit(request, topic, form)


def _edit(request: Request, topic: Topic, form: OfferForm) -> HttpResponse:
    conflict = None
    if form.is_valid():
        try:
            edit_topic(
                topic=topic,
                version=form.cleaned_data["version"] or 0,
                plan=form.plan,
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion:
            conflict = conflict_of(form, {name: getattr(topic, name) for name in form.fields})
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(topic)
    context = {
        "form": form,
        "topic": topic,
        "organization": topic.organization,
        "year": topic.year,
        "conflict": conflict,
    }
    status = 409 if conflict is not None else 200
    return render(request, "meetings/topic_form.html", context, status=status)


@requires(Permission.PLAN_MEETINGS, "POST")
def topic_drop(request: Request, public_id: UUID) -> HttpResponse:
    return _drop(request, fetch(request, topics(), public_id=public_id))


@requires(Permission.EDIT_RULES, "POST")
def offer_withdraw(request: Request, public_id: UUID) -> HttpResponse:
    return _drop(request, fetch(request, _offers(request), public_id=public_id))


def _drop(request: Request, topic: Topic) -> HttpResponse:
    try:
        drop_topic(topic=topic, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(topic)
    messages.success(request, _("“%(title)s” is taken off.") % {"title": topic.title})
    return redirect(_list_address(topic))


def topics() -> Any:
    return Topic.objects.select_related("organization__kind", "writer", "meeting", "source")


def _offers(request: Request) -> Any:
    """A committee's own list: those below choose from it and never change it."""
    own = request.access.within(Permission.READ_NOTICES)
    return topics().filter(own, state=Topic.State.OFFERED)


def _list_address(topic: Topic) -> str:
    address = reverse("meetings:topic_list", args=[topic.organization.public_id])
    return f"{address}?year={topic.year}"
