"""Documents from above: the register of a branch or committee, and who has read."""

from django.urls import path

from meetings.views import agenda_directive, directive, directive_edit

urlpatterns = [
    path("register/<uuid:organization_id>/", directive.directive_list, name="directive_list"),
    path(
        "register/<uuid:organization_id>/new/",
        directive_edit.directive_create,
        name="directive_create",
    ),
    path(
        "register/<uuid:organization_id>/issue/",
        directive_edit.directive_issue,
        name="directive_issue",
    ),
    path("directive/<uuid:public_id>/", directive.directive_detail, name="directive_detail"),
    path(
        "directive/<uuid:public_id>/file/", directive.directive_download, name="directive_download"
    ),
    path("directive/<uuid:public_id>/read/", directive.directive_read, name="directive_read"),
    path(
        "directive/<uuid:public_id>/readers/", directive.directive_readers, name="directive_readers"
    ),
    # Of a branch
    path(
        "register/<uuid:organization_id>/<uuid:public_id>/remind/",
        directive_edit.directive_remind,
        name="directive_remind",
    ),
    path("directive/<uuid:public_id>/edit/", directive_edit.directive_edit, name="directive_edit"),
    path(
        "directive/<uuid:public_id>/remove/",
        directive_edit.directive_remove,
        name="directive_remove",
    ),
    path(
        "directive/<uuid:public_id>/restore/",
        directive_edit.directive_restore,
        name="directive_restore",
    ),
    # Of a committee
    path(
        "register/<uuid:organization_id>/<uuid:public_id>/issued/remind/",
        directive_edit.issued_remind,
        name="issued_remind",
    ),
    path("directive/<uuid:public_id>/issued/", directive_edit.issued_edit, name="issued_edit"),
    path(
        "directive/<uuid:public_id>/issued/remove/",
        directive_edit.issued_remove,
        name="issued_remove",
    ),
    path(
        "directive/<uuid:public_id>/issued/restore/",
        directive_edit.issued_restore,
        name="issued_restore",
    ),
    path(
        "meetings/<uuid:public_id>/directives/",
        agenda_directive.meeting_directives,
        name="meeting_directives",
    ),
]
