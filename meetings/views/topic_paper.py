"""One topic: its paper written, opened for comments, approved, and put on a meeting."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.topic import CommentForm, TopicMeetingForm, TopicPaperForm
from meetings.models import Topic
from meetings.services.states import StaleVersion
from meetings.services.topic import (
    BEING_WRITTEN,
    approve_topic,
    comment_topic,
    open_topic,
    put_topic_on_meeting,
    reopen_topic,
    save_topic_paper,
)
from meetings.topics import meetings_for
from members.access import Permission, Request, fetch, requires, signed_in
from papers.text import whole_number

from .autosave import is_autosave, saved
from .conflict import freshen, panel
from .topic import topics

State = Topic.State
SHOWN = {State.DRAFTED, State.APPROVED}


@requires(Permission.READ_NOTICES, "GET")
def topic_detail(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    return _show(request, topic, CommentForm())


def _show(request: Request, topic: Topic, comment_form: CommentForm) -> HttpResponse:
    access = request.access
    may_plan = access.may(Permission.PLAN_MEETINGS, topic)
    is_writer = access.member is not None and topic.writer_id == access.member.pk
    is_shown = topic.state in SHOWN
    context = {
        "topic": topic,
        "is_shown": is_shown,
        "is_offered": topic.state == State.OFFERED,
        "comments": topic.comments.select_related("author") if is_shown else [],
        "comment_form": comment_form,
        "may_plan": may_plan and topic.state != State.DROPPED,
        "may_offer": access.may(Permission.EDIT_RULES, topic),
        "may_write": (may_plan or is_writer) and topic.state in BEING_WRITTEN,
        "may_comment": topic.state == State.DRAFTED and access.may(Permission.REPLY, topic),
        "may_approve": access.may(Permission.APPROVE_MINUTES, topic),
        "meetings": meetings_for(topic, timezone.now()) if may_plan else [],
    }
    return render(request, "meetings/topic_detail.html", context)


@signed_in("GET", "POST")
def topic_paper(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, _written(request), public_id=public_id)
    if topic.state not in BEING_WRITTEN:
        messages.info(request, _("The paper is not open for writing."))
        return redirect(topic)
    initial = {"text": topic.text, "version": topic.version}
    form = TopicPaperForm(request.POST or None, initial=initial)
    conflict = None
    if form.is_valid():
        try:
            topic = save_topic_paper(
                topic=topic, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except StaleVersion:
            conflict = _both(request, topic, form)
            if is_autosave(request):
                return JsonResponse({"html": conflict, "version": topic.version}, status=409)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if is_autosave(request):
                return saved(topic.version)
            messages.success(request, _("The paper is saved."))
            return redirect(topic)
    if is_autosave(request):
        return JsonResponse({"errors": form.errors}, status=400)
    context = {"topic": topic, "form": form, "conflict": conflict}
    status = 409 if conflict else 200
    return render(request, "meetings/topic_paper.html", context, status=status)


def _both(request: Request, topic: Topic, form: TopicPaperForm) -> Any:
    """The saved text beside what was typed; saving again is then a decision."""
    topic.refresh_from_db()
    typed = form.cleaned_data["text"]
    freshen(form, topic.version)
    address = reverse("meetings:topic_paper", args=[topic.public_id])
    return panel(request, theirs=topic.text, mine=typed, reload_url=address, by=None)


def _written(request: Request) -> Any:
    """What is not one's own to write answers as if it did not exist."""
    ids = Topic.objects.written_by(request.access).values("pk")
    return topics().filter(pk__in=ids)


@signed_in("POST")
def topic_open(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, _written(request), public_id=public_id)
    return _do(
        request, topic, open_topic, _("The paper is open; all members are asked to comment.")
    )


@requires(Permission.REPLY, "POST")
def topic_comment(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, topic, form)
    text = form.cleaned_data["text"]
    return _do(request, topic, comment_topic, _("Your comment is written."), text=text)


@requires(Permission.APPROVE_MINUTES, "POST")
def topic_approve(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    version = whole_number(request.POST.get("version", "")) or 0
    done = _("The paper is approved.")
    return _do(request, topic, approve_topic, done, version=version)


@requires(Permission.APPROVE_MINUTES, "POST")
def topic_reopen(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    return _do(request, topic, reopen_topic, _("The paper is open for changes again."))


@requires(Permission.PLAN_MEETINGS, "POST")
def topic_meeting(request: Request, public_id: UUID) -> HttpResponse:
    topic = fetch(request, topics(), public_id=public_id)
    form = TopicMeetingForm(request.POST, meetings=meetings_for(topic, timezone.now()))
    if not form.is_valid():
        messages.error(request, _("Choose a thematic meeting of this branch."))
        return redirect(topic)
    done = _("The topic is on the agenda; its writer presents it.")
    return _do(request, topic, put_topic_on_meeting, done, meeting=form.chosen)


def _do(
    request: Request, topic: Topic, verb: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    try:
        verb(topic=topic, by=request.user, now=timezone.now(), **more)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(topic)
