"""The evening: roll call, minutes, approval."""

from django.urls import path

from meetings.views import (
    addendum,
    approval,
    cell,
    checkin,
    floor,
    minutes,
    phrase,
    projection,
    rollcall,
    version,
)

urlpatterns = [
    path("meetings/<uuid:public_id>/roll/open/", rollcall.roll_open, name="roll_open"),
    path("meetings/<uuid:public_id>/roll/", rollcall.rollcall_edit, name="rollcall_edit"),
    path(
        "meetings/<uuid:public_id>/roll/check-ins/",
        rollcall.rollcall_checkins,
        name="rollcall_checkins",
    ),
    path("meetings/<uuid:public_id>/roll/cells/", cell.cells_fold, name="cells_fold"),
    path("meetings/<uuid:public_id>/check-in/", checkin.checkin, name="checkin"),
    path("meetings/<uuid:public_id>/check-in/code/", projection.checkin_code, name="checkin_code"),
    # Running the agenda, and the screen that follows
    path("meetings/<uuid:public_id>/floor/", floor.floor_edit, name="floor_edit"),
    path("meetings/<uuid:public_id>/floor/people/", floor.floor_movement, name="floor_movement"),
    path("meetings/<uuid:public_id>/floor/question/", floor.floor_question, name="floor_question"),
    path("meetings/<uuid:public_id>/floor/check-in/", floor.floor_checkin, name="floor_checkin"),
    path("documents/<uuid:public_id>/floor/", floor.floor_document, name="floor_document"),
    path("items/<uuid:public_id>/floor/", floor.floor_item, name="floor_item"),
    path("items/<uuid:public_id>/floor/words/", floor.floor_note, name="floor_note"),
    path("items/<uuid:public_id>/floor/vote/", floor.floor_vote, name="floor_vote"),
    path("items/<uuid:public_id>/unfinished/", floor.floor_unfinished, name="floor_unfinished"),
    path("meetings/<uuid:public_id>/projection/", projection.projection, name="projection"),
    path("projection/state/", projection.projection_state, name="projection_state"),
    # Minutes
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
    path("meetings/<uuid:public_id>/versions/", version.version_list, name="version_list"),
    path("organizations/<uuid:organization_id>/phrases/", phrase.phrase_list, name="phrase_list"),
    path("phrases/<uuid:public_id>/remove/", phrase.phrase_remove, name="phrase_remove"),
    path("meetings/<uuid:public_id>/minutes/sign/", approval.minutes_sign, name="minutes_sign"),
    path(
        "meetings/<uuid:public_id>/minutes/corrections/",
        addendum.correction_note,
        name="correction_note",
    ),
    path(
        "meetings/<uuid:public_id>/minutes/confirm-last/",
        addendum.minutes_confirm,
        name="minutes_confirm",
    ),
    path("meetings/<uuid:public_id>/addenda/", addendum.addendum_add, name="addendum_add"),
    path(
        "meetings/<uuid:public_id>/minutes/approve/",
        approval.minutes_approve,
        name="minutes_approve",
    ),
]
