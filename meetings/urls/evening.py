"""The evening: roll call, minutes, approval."""

from django.urls import path

from meetings.views import approval, minutes, rollcall

urlpatterns = [
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
]
