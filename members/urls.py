"""Addresses of people: log-in, own settings, inbox, roll, log."""

from django.urls import path

from .views import account, inbox, log, roll, session

app_name = "members"

urlpatterns = [
    path("login/", session.login, name="login"),
    path("logout/", session.logout, name="logout"),
    path("language/", session.language, name="language"),
    # Before Django's own, whose log-in counts no failures.
    path("admin/login/", session.admin_login, name="admin_login"),
    # /me: what is one's own
    path("me/settings/", account.settings, name="settings"),
    path("me/password/", account.password_change, name="password_change"),
    path("me/messages/", inbox.inbox, name="inbox"),
    path("me/messages/read/", inbox.inbox_read, name="inbox_read"),
    path("me/messages/<uuid:announcement_id>/", inbox.message_open, name="message_open"),
    # The roll and the log
    path("members/", roll.member_list, name="member_list"),
    path("members/<uuid:member_id>/", roll.member_detail, name="member_detail"),
    path("audit/", log.audit_list, name="audit_list"),
]
