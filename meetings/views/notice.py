"""The notice: seen before it is sent, sent, reminded of."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.rules import rules_for
from meetings.models import Meeting
from meetings.models.meeting import MOVES
from meetings.papers.directives import directives_under, in_words
from meetings.queries import documents_deadline
from meetings.readers import followers_of, invited_to, receipts_of
from meetings.services.notice import call_meeting, missing_for_notice, recall_notice
from meetings.services.notice import remind_unread as remind
from members.access import Permission, Request, fetch, requires
from members.models import Announcement, Occasion
from members.wording import wording

# A notice sent waits so long for the one who thinks better of it.
TIME_TO_THINK = timedelta(seconds=10)


@requires(Permission.PLAN_MEETINGS, "GET")
def notice_preview(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    return _preview(request, meeting)


def _preview(request: Request, meeting: Meeting) -> HttpResponse:
    now = timezone.now()
    rules = rules_for(meeting.organization, timezone.localdate(meeting.starts_at))
    deadline = documents_deadline(meeting, rules)
    subject, body = wording(
        Announcement(
            occasion=Occasion.NOTICE_ISSUED,
            path=meeting.get_absolute_url(),
            params=meeting.message_params(),
        )
    )
    invited = list(invited_to(meeting).by_given_name().select_related("user"))
    items = list(
        meeting.items.select_related("presenter").prefetch_related(
            "speaker_roles__member", "directives"
        )
    )
    context = {
        "meeting": meeting,
        "subject": subject,
        "body": body,
        "invited": invited,
        "without_account": [member for member in invited if not hasattr(member, "user")],
        "may_send": meeting.state in MOVES["call"][0],
        "missing": missing_for_notice(meeting, now),
        "items": items,
        "documents": meeting.attachments.filter(removed_at=None),
        "from_above": [in_words(directive) for directive, _item in directives_under(items)],
        "last_day": timezone.localtime(deadline) - timedelta(days=1),
        "is_deadline_past": deadline <= now,
        "deadline_source": rules.explain("notice.documents_ahead_days").source,
        "followers": followers_of(meeting).by_given_name(),
        "days_ahead": (timezone.localdate(meeting.starts_at) - timezone.localdate(now)).days,
    }
    return render(request, "meetings/notice_preview.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def notice_send(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        count = call_meeting(
            meeting=meeting, by=request.user, now=timezone.now(), hold=TIME_TO_THINK
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("meetings:notice_preview", meeting.public_id)
    messages.success(
        request,
        ngettext(
            "The notice is on its way to %(count)d member.",
            "The notice is on its way to %(count)d members.",
            count,
        )
        % {"count": count},
        extra_tags=f"undo:{reverse('meetings:notice_recall', args=[meeting.public_id])}",
    )
    return redirect(meeting)


@requires(Permission.PLAN_MEETINGS, "POST")
def notice_recall(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        recall_notice(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(meeting)
    messages.success(request, _("Taken back: nobody got the notice."))
    return redirect("meetings:notice_preview", meeting.public_id)


@requires(Permission.PLAN_MEETINGS, "GET")
def notice_share(request: Request, public_id: UUID) -> HttpResponse:
    """The text for a chat group, once the notice is out."""
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    if meeting.called_at is None:
        messages.info(request, _("Send the notice first; then there is a text to share."))
        return redirect("meetings:notice_preview", meeting.public_id)
    with translation.override("vi"):
        # Vietnamese like every paper, whatever the language of the one who sends it.
        words = {
            "meeting": meeting,
            "weekday": _inside(date_format(timezone.localtime(meeting.starts_at), "l")),
            "address": f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        }
        chat = render_to_string("meetings/notice_chat.txt", words).strip()
    return render(request, "meetings/notice_share.html", {"meeting": meeting, "chat": chat})


def _inside(name: str) -> str:
    """As it stands inside a sentence: thứ Năm, chủ nhật."""
    return name[:1].lower() + name[1:]


@requires(Permission.SEE_MEETINGS, "GET")
def notice_readers(request: Request, public_id: UUID) -> HttpResponse:
    """Who has read, answered, opened the documents; who cannot, having no account."""
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    receipts = receipts_of(meeting)
    context = {
        "meeting": meeting,
        "receipts": receipts,
        "read": sum(1 for receipt in receipts if receipt.read_at),
        "unread": sum(1 for one in receipts if one.has_account and not one.read_at),
        "document_count": meeting.attachments.filter(removed_at=None).count(),
        "may_plan": request.access.may(Permission.PLAN_MEETINGS, meeting),
    }
    return render(request, "meetings/notice_readers.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def remind_unread(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    try:
        count = remind(meeting=meeting, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(meeting)
    if count:
        text = ngettext("%(count)d member reminded.", "%(count)d members reminded.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Nobody to remind: all have read it, or were reminded today."))
    return redirect(meeting)
