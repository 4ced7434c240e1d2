"""Addresses of people: log-in, own settings, inbox, roll, log."""

from django.urls import path

from .views import (
    account,
    activation,
    cells,
    commitments,
    corrections,
    devices,
    hat,
    imports,
    inbox,
    invitations,
    log,
    pin,
    posts,
    push,
    register,
    residence,
    roll,
    second_factor,
    session,
    standings,
    terms,
    transfers,
    undelivered,
)

app_name = "members"

urlpatterns = [
    path("login/", session.login, name="login"),
    path("login/code/", second_factor.login_code, name="login_code"),
    path("logout/", session.logout, name="logout"),
    path("language/", session.language, name="language"),
    path("activate/", activation.activate, name="activate"),
    path("activate/account/", activation.activate_account, name="activate_account"),
    # Before Django's own, whose log-in counts no failures.
    path("admin/login/", session.admin_login, name="admin_login"),
    # /me: what is one's own
    path("me/settings/", account.settings, name="settings"),
    path("me/password/", account.password_change, name="password_change"),
    path("me/pin/", pin.pin, name="pin"),
    path("me/second-factor/", second_factor.second_factor, name="second_factor"),
    path("me/sessions/", devices.session_list, name="session_list"),
    path("me/sessions/end/", devices.session_end_others, name="session_end_others"),
    path("me/sessions/<uuid:session_id>/end/", devices.session_end, name="session_end"),
    path("undelivered/", undelivered.undelivered_list, name="undelivered_list"),
    path(
        "undelivered/<uuid:member_id>/again/",
        undelivered.undelivered_again,
        name="undelivered_again",
    ),
    path(
        "undelivered/<uuid:member_id>/paper/",
        undelivered.undelivered_paper,
        name="undelivered_paper",
    ),
    path("me/notifications/", push.push_list, name="push_list"),
    path("me/notifications/add/", push.push_add, name="push_add"),
    path("me/notifications/<uuid:device_id>/remove/", push.push_remove, name="push_remove"),
    path("service-worker.js", push.service_worker, name="service_worker"),
    path("offline/", push.offline, name="offline"),
    path("me/hat/", hat.hat_wear, name="hat_wear"),
    path("me/messages/", inbox.inbox, name="inbox"),
    path("me/messages/read/", inbox.inbox_read, name="inbox_read"),
    path("me/messages/<uuid:announcement_id>/", inbox.message_open, name="message_open"),
    # The roll and the log
    path("members/", roll.member_list, name="member_list"),
    path("members/export/", roll.member_export, name="member_export"),
    path("members/guests/", roll.guest_list, name="guest_list"),
    path("members/<uuid:member_id>/", roll.member_detail, name="member_detail"),
    path("members/new/<uuid:organization_id>/", register.member_register, name="member_register"),
    path("members/<uuid:member_id>/edit/", register.member_edit, name="member_edit"),
    path("members/<uuid:member_id>/identity/", register.member_identity, name="member_identity"),
    # Standings as dated facts, and leaving the roll
    path("members/<uuid:member_id>/standings/", standings.standing_list, name="standing_list"),
    path(
        "members/<uuid:member_id>/standings/new/", standings.standing_enter, name="standing_enter"
    ),
    path(
        "members/<uuid:member_id>/standings/correct/",
        standings.standing_correct,
        name="standing_correct",
    ),
    path("members/<uuid:member_id>/leave/", standings.member_leave, name="member_leave"),
    path("departures/", standings.departure_list, name="departure_list"),
    path("departures/<uuid:departure_id>/undo/", standings.departure_undo, name="departure_undo"),
    # What is held about a person: they ask, the keepers of the roll answer
    path("me/corrections/new/", corrections.correction_ask, name="correction_ask"),
    path("corrections/", corrections.correction_list, name="correction_list"),
    path(
        "corrections/<uuid:correction_id>/", corrections.correction_answer, name="correction_answer"
    ),
    # Ways in
    path("members/<uuid:member_id>/access/", invitations.member_access, name="member_access"),
    path("slips/<uuid:organization_id>/", invitations.slip_list, name="slip_list"),
    # Residence links (213): the home links, the residence comments
    path("residence/", residence.residence_list, name="residence_list"),
    path("residence/<uuid:member_id>/", residence.residence_comment, name="residence_comment"),
    path("residence/<uuid:member_id>/end/", residence.residence_end, name="residence_end"),
    path("members/<uuid:member_id>/residence/", residence.residence_link, name="residence_link"),
    # Commitments: the member writes and answers, the branch remarks
    path("me/commitment/", commitments.commitment_edit, name="commitment_edit"),
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path(
        "commitments/<uuid:commitment_id>/", commitments.commitment_detail, name="commitment_detail"
    ),
    path(
        "commitments/<uuid:commitment_id>/remark/",
        commitments.commitment_remark,
        name="commitment_remark",
    ),
    path(
        "commitments/<uuid:commitment_id>/answer/", commitments.remark_answer, name="remark_answer"
    ),
    # Transfers: the home starts, releases, cancels; the receiver accepts or refuses
    path("members/<uuid:member_id>/transfer/", transfers.transfer_start, name="transfer_start"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer_detail, name="transfer_detail"),
    path("transfers/<uuid:transfer_id>/letter/", transfers.transfer_letter, name="transfer_letter"),
    path(
        "transfers/<uuid:transfer_id>/release/", transfers.transfer_release, name="transfer_release"
    ),
    path("transfers/<uuid:transfer_id>/cancel/", transfers.transfer_cancel, name="transfer_cancel"),
    path("transfers/<uuid:transfer_id>/accept/", transfers.transfer_accept, name="transfer_accept"),
    path("transfers/<uuid:transfer_id>/refuse/", transfers.transfer_refuse, name="transfer_refuse"),
    # Terms and posts of an organisation
    path("organizations/<uuid:organization_id>/posts/", posts.post_list, name="post_list"),
    path(
        "organizations/<uuid:organization_id>/posts/new/", posts.post_appoint, name="post_appoint"
    ),
    path(
        "organizations/<uuid:organization_id>/posts/attention/",
        posts.post_attention,
        name="post_attention",
    ),
    path("organizations/<uuid:organization_id>/posts/renew/", posts.post_renew, name="post_renew"),
    path("posts/<uuid:post_id>/end/", posts.post_end, name="post_end"),
    path("posts/<uuid:post_id>/correct/", posts.post_correct, name="post_correct"),
    path("posts/<uuid:post_id>/erase/", posts.post_erase, name="post_erase"),
    path("organizations/<uuid:organization_id>/terms/new/", terms.term_open, name="term_open"),
    path("terms/<uuid:term_id>/correct/", terms.term_correct, name="term_correct"),
    # Cells of a branch; ending one is a reorganisation
    path("organizations/<uuid:organization_id>/cells/", cells.cell_list, name="cell_list"),
    path("organizations/<uuid:organization_id>/cells/new/", cells.cell_create, name="cell_create"),
    path(
        "organizations/<uuid:organization_id>/cells/assign/", cells.cell_assign, name="cell_assign"
    ),
    path("cells/<uuid:organization_id>/lead/", cells.cell_lead, name="cell_lead"),
    # Imports: a file, its columns, the preview, the saving
    path("imports/", imports.import_list, name="import_list"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/new/<uuid:organization_id>/", imports.import_create, name="import_create"),
    path("imports/<uuid:import_id>/", imports.import_detail, name="import_detail"),
    path("imports/<uuid:import_id>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<uuid:import_id>/mend/", imports.import_mend, name="import_mend"),
    path("imports/<uuid:import_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<uuid:import_id>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<uuid:import_id>/bad-rows/", imports.import_bad_rows, name="import_bad_rows"),
    path("audit/", log.audit_list, name="audit_list"),
]
