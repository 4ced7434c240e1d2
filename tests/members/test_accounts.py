from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from members.models import AuditEntry, Occasion, User
from members.services import accounts
from tests import factories
from tests.factories import PASSWORD

NEW_PASSWORD = "bốn từ dễ nhớ"


@pytest.fixture
def quynh(branch):
    person = factories.member(home=branch, name="Nguyễn Thị Quỳnh")
    return factories.user(person, username="quynh", password=PASSWORD)


def log_in(client, username="quynh", password=PASSWORD, **kwargs):
    return client.post("/login/", {"username": username, "password": password, **kwargs})


# Coming in


def test_login_goes_where_one_wanted(client, quynh):
    wanted = client.get("/me/messages/")
    assert wanted.url == "/login/?next=%2Fme%2Fmessages%2F"
    assert "/me/messages/" in client.get(wanted.url).content.decode()

    response = log_in(client, next="/me/messages/")

    assert response.url == "/me/messages/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"],
)
def test_login_never_leads_to_another_site(client, quynh, elsewhere):
    assert log_in(client, next=elsewhere).url == "/"


def test_login_with_a_new_session_key(client, quynh):
    client.post("/language/", {"language": "en"})
    before = client.session.session_key

    log_in(client)

    assert before
    assert client.session.session_key != before


@pytest.mark.parametrize("username", ["quynh", "nobody", "Quynh"])
def test_login_keeps_the_name_and_says_what_to_do(client, quynh, username):
    client.post("/language/", {"language": "en"})

    page = log_in(client, username=username, password="sai").content.decode()

    assert f'value="{username}"' in page
    assert "The account name or the password is not right" in page
    assert "sai" not in page


def test_login_names_the_empty_field(client, db):
    client.post("/language/", {"language": "en"})

    page = log_in(client, username="quynh", password="").content.decode()

    assert "Type your password." in page
    assert 'href="#id_password"' in page


def test_login_refuses_a_closed_account(client, quynh):
    User.objects.update(is_active=False)

    assert log_in(client).status_code == 200
    assert client.get("/me/settings/").status_code == 302


def test_login_of_those_inside_goes_on(secretary_client):
    assert secretary_client.get("/login/?next=/me/messages/").url == "/me/messages/"


def test_login_page_is_cached_nowhere(client, db):
    assert "no-store" in client.get("/login/")["Cache-Control"]


# Language of strangers


def test_language_of_a_stranger(client, db):
    response = client.post("/language/", {"language": "en", "next": "/me/messages/"})
    page = client.get(response.url)

    assert response.url == "/login/?next=%2Fme%2Fmessages%2F"
    assert page["Content-Language"] == "en"
    assert 'lang="en"' in page.content.decode()


def test_language_unknown_changes_nothing(client, db):
    client.post("/language/", {"language": "tlh"})

    assert client.get("/login/")["Content-Language"] == "vi"


# Going out


def test_logout_ends_the_session(client, quynh):
    log_in(client)

    response = client.post("/logout/")

    assert response.url == "/login/"
    assert response["Clear-Site-Data"] == '"storage"'
    assert client.get("/me/settings/").status_code == 302


# Settings

OFFERED = {
    "language": "vi",
    "theme": "light",
    "text_size": "1",
    "email_rhythm": "once",
    "quiet_from": "",
    "quiet_to": "",
}


def test_settings_are_kept_and_shown(client, quynh):
    log_in(client)
    response = client.post(
        "/me/settings/",
        {
            "language": "en",
            "theme": "dark",
            "text_size": "3",
            "wanted_occasions": [Occasion.TASK_OVERDUE],
            "email_rhythm": "daily",
            "quiet_from": "21:00:00",
            "quiet_to": "06:00:00",
        },
        follow=True,
    )

    page = response.content.decode()
    assert 'lang="en" data-bs-theme="dark" data-text-size="3"' in page
    assert "Your settings are saved." in page
    quynh.refresh_from_db()
    assert Occasion.TASK_OVERDUE not in quynh.muted_occasions
    assert Occasion.TASK_ASSIGNED in quynh.muted_occasions
    assert (quynh.email_rhythm, quynh.quiet_from, quynh.quiet_to) == ("daily", time(21), time(6))
    assert page.count(" selected") == 2


def test_settings_can_never_switch_the_legal_notice_off(client, quynh):
    log_in(client)
    client.post("/me/settings/", OFFERED)

    quynh.refresh_from_db()
    assert len(quynh.muted_occasions) == len(Occasion) - 4
    assert Occasion.NOTICE_ISSUED not in quynh.muted_occasions


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_size": "9"},
        {"theme": "<script>"},
        {"language": ""},
        {"wanted_occasions": [Occasion.NOTICE_ISSUED]},
        {"email_rhythm": "never"},
        {"quiet_from": "21:00:00"},
        {"quiet_from": "21:00:00", "quiet_to": "21:00:00"},
        {"quiet_from": "21:17:00", "quiet_to": "06:00:00"},
    ],
)
def test_settings_refuse_what_is_not_offered(client, quynh, wrong):
    log_in(client)
    page = client.post("/me/settings/", OFFERED | {"theme": "dark", "text_size": "2"} | wrong)

    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    quynh.refresh_from_db()
    assert (quynh.theme, quynh.text_size) == ("light", 1)


def test_settings_of_a_technical_administrator(technical_admin_client):
    assert technical_admin_client.get("/me/settings/").status_code == 200


def test_change_settings_checks_for_itself(quynh):
    with pytest.raises(Exception, match="theme"):
        accounts.change_settings(
            by=quynh,
            language="vi",
            theme="pink",
            text_size=1,
            wanted_occasions=[],
            email_rhythm="once",
            quiet_from=None,
            quiet_to=None,
        )


# Password


def test_password_change_ends_every_other_session(quynh):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client)

    response = here.post(
        "/me/password/",
        {
            "old_password": PASSWORD,
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
        },
    )

    assert response.url == "/me/settings/"
    assert here.get("/me/settings/").status_code == 200
    assert elsewhere.get("/me/settings/").status_code == 302
    assert log_in(Client(), password=NEW_PASSWORD).status_code == 302
    assert log_in(Client(), password=PASSWORD).status_code == 200
    assert AuditEntry.objects.get().verb == "change_password"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old_password": "sai"}, "old_password"),
        ({"new_password2": "khác hẳn"}, "new_password2"),
        ({"new_password1": "ngắn", "new_password2": "ngắn"}, "new_password2"),
        ({"new_password1": "1234567890", "new_password2": "1234567890"}, "new_password2"),
    ],
)
def test_password_change_names_the_field(client, quynh, typed, field):
    log_in(client)
    right = {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    }

    page = client.post("/me/password/", right | typed)

    assert page.status_code == 200
    assert f'href="#id_{field}"' in page.content.decode()
    quynh.refresh_from_db()
    assert quynh.check_password(PASSWORD)


def test_password_change_of_a_technical_administrator_is_not_logged(technical_admin, now):
    accounts.change_password(by=technical_admin, password=NEW_PASSWORD, now=now)

    assert technical_admin.check_password(NEW_PASSWORD)
    assert not AuditEntry.objects.exists()


# Django's own site


def test_admin_sends_to_our_log_in(client, db):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/login/?next=%2Fadmin%2F"


def test_admin_is_closed_to_members(secretary_client):
    assert secretary_client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "admin:index",
        "admin:members_account_changelist",
        "admin:branches_organization_changelist",
        "admin:branches_organizationkind_changelist",
        "admin:branches_rulepack_changelist",
        "admin:branches_term_changelist",
        "admin:members_account_add",
    ],
)
def test_admin_pages_open_for_the_technical_administrator(technical_admin_client, branch, name):
    assert technical_admin_client.get(reverse(name)).status_code == 200


def test_admin_shows_no_person_and_no_meeting(technical_admin_client, secretary, reader):
    factories.meeting(secretary.member.home, title="Họp kín")
    pages = [
        technical_admin_client.get(address).content.decode()
        for address in [
            "/admin/",
            "/admin/members/",
            "/admin/members/account/",
            f"/admin/members/account/{secretary.pk}/change/",
            "/admin/branches/organization/",
        ]
    ]

    assert "secretary" in pages[2]
    for page in pages:
        assert "Nguyễn Thị Quỳnh" not in page
        assert "Trần Văn Ước" not in page
        assert "Họp kín" not in page
        assert "/admin/members/member/" not in page


def test_admin_cannot_enter_the_account_of_a_member(technical_admin_client, secretary):
    password = secretary.password

    response = technical_admin_client.post(
        f"/admin/members/account/{secretary.pk}/password/",
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert response.status_code == 403
    secretary.refresh_from_db()
    assert secretary.password == password


def test_admin_closes_an_account_of_a_member(technical_admin_client, secretary):
    technical_admin_client.post(
        f"/admin/members/account/{secretary.pk}/change/", {"is_staff": "on"}
    )

    secretary.refresh_from_db()
    assert (secretary.is_active, secretary.is_staff) == (False, False)


def test_admin_changes_the_password_of_its_own_kind(technical_admin_client):
    other = factories.user(username="other_admin", is_staff=True, is_superuser=True)
    page = f"/admin/members/account/{other.pk}/password/"
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}

    assert technical_admin_client.post(page, form).status_code == 302

    other.refresh_from_db()
    assert other.check_password(NEW_PASSWORD)


def test_admin_cannot_delete_accounts_nor_make_organisations(technical_admin_client, secretary):
    assert (
        technical_admin_client.get(f"/admin/members/account/{secretary.pk}/delete/").status_code
        == 403
    )
    assert technical_admin_client.get("/admin/branches/organization/add/").status_code == 403


def test_admin_mends_what_papers_print_but_not_the_tree(technical_admin_client, branch):
    technical_admin_client.post(
        f"/admin/branches/organization/{branch.pk}/change/",
        {"name": "Tên khác", "place": "Hà Nội", "branch_kind": "street", "document_symbol": ""},
    )

    name = branch.name
    branch.refresh_from_db()
    assert (branch.name, branch.place) == (name, "Hà Nội")
