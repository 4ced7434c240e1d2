"""The page of one meeting: what a member needs of it, and what those who lead it need besides."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from branches.rules import rules_for
from meetings.cells import by_cells
from meetings.committee_first import CommitteeFirst, committee_first
from meetings.forms.notice import ReplyForm
from meetings.models import CampaignTarget, Meeting, MeetingState, Visit
from meetings.next_step import next_step, stage_of
from meetings.papers.minutes import has_internal
from meetings.queries import documents_deadline
from meetings.readers import invited_to, readers_of, replies_of
from meetings.received import to_place, to_report
from meetings.visits import may_be_visited, meetings_to_read
from members.access import Access, Permission, Request, fetch, signed_in
from members.models import Member
from members.services.inbox import read_about

from .bringing import Refused, agenda_parts, documents_for, own_roles


@signed_in("GET")
def meeting_detail(request: Request, public_id: UUID) -> HttpResponse:
    """For everyone who may read the notice, and the observer who was sent."""
    meeting = fetch(request, meetings_to_read().for_page(), public_id=public_id)
    access: Access = request.access
    if access.member:
        # Whoever opens the page has read the notice.
        read_about(member=access.member, path=meeting.get_absolute_url(), now=timezone.now())
    return show_meeting(request, meeting)


def show_meeting(
    request: Request,
    meeting: Meeting,
    *,
    reply_form: ReplyForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page; with `reply_form` or `refused`, what could not be taken stands in it as typed."""
    access: Access = request.access
    now = timezone.now()
    context = {
        "meeting": meeting,
        "stage": stage_of(meeting),
        "next_step": next_step(meeting, access, now),
        "may_plan": access.may(Permission.PLAN_MEETINGS, meeting),
        "is_told": access.may(Permission.READ_NOTICES, meeting),
        "may_assign": access.may(Permission.ASSIGN_VISITS, meeting) and may_be_visited(meeting),
        "visits": list(Visit.objects.for_page().visible_to(access).filter(meeting=meeting)),
        "by_cells": by_cells(
            meeting, access, may_plan=access.may(Permission.PLAN_MEETINGS, meeting)
        ),
        "may_check_in": _may_check_in(meeting, access.member),
        "campaigns": _campaigns(meeting, access),
        "reports_due": _reports_due(meeting, access),
        "points": list(meeting.points.select_related("keeper")),
        "committee_first": _committee_first(meeting, access),
        "sees_all": access.may(Permission.SEE_MEETINGS, meeting),
        "may_read_minutes": access.may(Permission.READ_MINUTES, meeting),
        **_documents(meeting, access.member, now),
        **_reply(meeting, access.member, reply_form),
    }
    brought = {"may_reply": context.get("may_reply", False), "refused": refused or Refused()}
    context["parts"] = agenda_parts(meeting, access, **brought)
    context["roles"] = own_roles(meeting, access.member, **brought)
    # Once the roll is called it tells who came; what people meant to do is over.
    if context["sees_all"] and meeting.called_at and meeting.is_before_roll_call:
        context["replies"] = replies_of(meeting)
        context["readers"] = readers_of(meeting)
    if meeting.took_place:
        context["resolutions"] = meeting.resolutions.visible_to(access)
        context["has_internal"] = has_internal(meeting)
    return render(request, "meetings/meeting_detail.html", context)


def _may_check_in(meeting: Meeting, member: Member | None) -> bool:
    if member is None or meeting.state != MeetingState.OPEN:
        return False
    return meeting.attendances.filter(member=member).exists()


def _committee_first(meeting: Meeting, access: Access) -> CommitteeFirst | None:
    return committee_first(meeting) if access.may(Permission.PLAN_MEETINGS, meeting) else None


def _campaigns(meeting: Meeting, access: Access) -> list[CampaignTarget]:
    return to_place(meeting) if access.may_inside(Permission.PLAN_MEETINGS, meeting) else []


def _reports_due(meeting: Meeting, access: Access) -> list[CampaignTarget]:
    return to_report(meeting) if access.may_inside(Permission.WRITE_MINUTES, meeting) else []


def _documents(meeting: Meeting, member: Member | None, now: datetime) -> dict[str, Any]:
    """The documents, and whether they came in time by the rule in force on the day."""
    rules = rules_for(meeting.organization, timezone.localdate(meeting.starts_at))
    deadline = documents_deadline(meeting, rules)
    documents = documents_for(meeting, member)
    return {
        "documents": documents,
        "last_day": timezone.localtime(deadline) - timedelta(days=1),
        "deadline_source": rules.explain("notice.documents_ahead_days").source,
        "is_deadline_past": deadline <= now,
        "late_documents": [row for row in documents if row.uploaded_at >= deadline],
        "required_minutes": rules.minimum_minutes(meeting.kind),
        "required_source": rules.explain("meeting.minimum_minutes").source,
        "planned_minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
    }


def _reply(meeting: Meeting, member: Member | None, reply_form: ReplyForm | None) -> dict[str, Any]:
    """The member's own answer; may be given while the meeting is called and they are invited."""
    if member is None or not meeting.called_at:
        return {}
    may_reply = (
        meeting.state == MeetingState.CALLED and invited_to(meeting).filter(pk=member.pk).exists()
    )
    reply = meeting.replies.filter(member=member).first()
    form = reply_form or ReplyForm(initial={"reason": reply.reason if reply else ""})
    return {"may_reply": may_reply, "reply": reply, "reply_form": form}
