"""Addresses of meetings, in the order of a meeting's life."""

from django.urls import path

from .views import (
    agenda,
    approval,
    detail,
    meeting,
    minutes,
    notice,
    paper,
    reorganization,
    resolution,
    rollcall,
    task,
)

app_name = "meetings"

urlpatterns = [
    # Planning
    path("meetings/", meeting.meeting_list, name="meeting_list"),
    path(
        "meetings/new/<uuid:organization_id>/",
        meeting.meeting_create,
        name="meeting_create",
    ),
    path("meetings/<uuid:public_id>/", detail.meeting_detail, name="meeting_detail"),
    path("meetings/<uuid:public_id>/edit/", meeting.meeting_edit, name="meeting_edit"),
    path("meetings/<uuid:public_id>/agenda/", agenda.agenda_edit, name="agenda_edit"),
    path("meetings/<uuid:public_id>/postpone/", meeting.meeting_postpone, name="meeting_postpone"),
    path("meetings/<uuid:public_id>/cancel/", meeting.meeting_cancel, name="meeting_cancel"),
    # The notice and its documents
    path("meetings/<uuid:public_id>/notice/", notice.notice_preview, name="notice_preview"),
    path("meetings/<uuid:public_id>/notice/send/", notice.notice_send, name="notice_send"),
    path("meetings/<uuid:public_id>/notice/remind/", notice.remind_unread, name="remind_unread"),
    path("meetings/<uuid:public_id>/reply/", notice.reply, name="reply"),
    path("meetings/<uuid:public_id>/documents/", notice.attachment_add, name="attachment_add"),
    path("documents/<uuid:public_id>/", notice.attachment_download, name="attachment_download"),
    path("documents/<uuid:public_id>/remove/", notice.attachment_remove, name="attachment_remove"),
    path(
        "documents/<uuid:public_id>/restore/", notice.attachment_restore, name="attachment_restore"
    ),
    # Papers
    path("meetings/<uuid:public_id>/papers/", paper.paper_request, name="paper_request"),
    path("papers/<uuid:public_id>/", paper.paper, name="paper"),
    # The evening
    path("meetings/<uuid:public_id>/roll/open/", rollcall.roll_open, name="roll_open"),
    path("meetings/<uuid:public_id>/roll/", rollcall.rollcall_edit, name="rollcall_edit"),
    path("meetings/<uuid:public_id>/minutes/", minutes.minutes_edit, name="minutes_edit"),
    path("meetings/<uuid:public_id>/minutes/heading/", minutes.heading_save, name="heading_save"),
    path("meetings/<uuid:public_id>/minutes/items/", minutes.item_add, name="item_add"),
    path("items/<uuid:public_id>/minutes/", minutes.entry_save, name="entry_save"),
    path("items/<uuid:public_id>/votes/", minutes.vote_add, name="vote_add"),
    path("items/<uuid:public_id>/votes/remove/", minutes.vote_remove, name="vote_remove"),
    path("meetings/<uuid:public_id>/close/", approval.meeting_close, name="meeting_close"),
    path("meetings/<uuid:public_id>/minutes/read/", approval.minutes_read, name="minutes_read"),
    path(
        "meetings/<uuid:public_id>/minutes/read-back/",
        approval.minutes_read_back,
        name="minutes_read_back",
    ),
    path(
        "meetings/<uuid:public_id>/minutes/reopen/",
        approval.minutes_reopen,
        name="minutes_reopen",
    ),
    path(
        "meetings/<uuid:public_id>/minutes/approve/",
        approval.minutes_approve,
        name="minutes_approve",
    ),
    # What was resolved, and who does it
    path(
        "meetings/<uuid:public_id>/resolution/", resolution.resolution_edit, name="resolution_edit"
    ),
    path("resolutions/<uuid:public_id>/", resolution.resolution_detail, name="resolution_detail"),
    path(
        "resolutions/<uuid:public_id>/discard/",
        resolution.resolution_discard,
        name="resolution_discard",
    ),
    path("tasks/", task.task_list, name="task_list"),
    path("tasks/<uuid:public_id>/", task.task_detail, name="task_detail"),
    # The tree
    path("reorganizations/", reorganization.reorganization_list, name="reorganization_list"),
    path(
        "reorganizations/new/<uuid:organization_id>/",
        reorganization.reorganization_create,
        name="reorganization_create",
    ),
    path(
        "reorganizations/<uuid:public_id>/",
        reorganization.reorganization_detail,
        name="reorganization_detail",
    ),
    path(
        "reorganizations/<uuid:public_id>/cancel/",
        reorganization.reorganization_cancel,
        name="reorganization_cancel",
    ),
    path(
        "reorganizations/<uuid:public_id>/apply/",
        reorganization.reorganization_apply,
        name="reorganization_apply",
    ),
]
