"""Planning a meeting, its agenda, its notice and documents."""

from django.urls import path

from meetings.views import agenda, cell, detail, document, meeting, notice, point, reply

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
    path("meetings/<uuid:public_id>/cells/", cell.cells_plan, name="cells_plan"),
    path("meetings/<uuid:public_id>/points/", point.point_edit, name="point_edit"),
    # The notice and its documents
    path("meetings/<uuid:public_id>/notice/", notice.notice_preview, name="notice_preview"),
    path("meetings/<uuid:public_id>/notice/send/", notice.notice_send, name="notice_send"),
    path("meetings/<uuid:public_id>/notice/remind/", notice.remind_unread, name="remind_unread"),
    path("meetings/<uuid:public_id>/reply/", reply.reply, name="reply"),
    path("meetings/<uuid:public_id>/leave/", reply.leave_answer, name="leave_answer"),
    path("meetings/<uuid:public_id>/documents/", document.attachment_add, name="attachment_add"),
    path("documents/<uuid:public_id>/", document.attachment_download, name="attachment_download"),
    path(
        "documents/<uuid:public_id>/remove/", document.attachment_remove, name="attachment_remove"
    ),
    path(
        "documents/<uuid:public_id>/restore/",
        document.attachment_restore,
        name="attachment_restore",
    ),
]
