import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from members.delivery import deliver_invitations
from members.models import AuditEntry, Invitation, PostKind, User
from members.models.invitation import in_groups
from members.services import invitations
from tests import factories

PASSWORD = "bốn từ dễ nhớ"
EMAIL, SLIP = Invitation.Channel.EMAIL, Invitation.Channel.SLIP


@pytest.fixture
def hoa(branch):
    return factories.member(home=branch, name="Lê Thị Hoa", email="hoa@example.vn")


@pytest.fixture
def slip(hoa, secretary, now):
    return invitations.invite_member(member=hoa, channel=SLIP, by=secretary, now=now)


def activate(client, code, *, username="hoa.lt", password=PASSWORD):
    response = client.post("/activate/", {"code": code})
    if response.status_code != 302:
        return response
    sent = {"username": username, "password": password, "repeated": password}
    return client.post("/activate/account/", sent)


# Codes


def test_the_code_of_a_slip_is_easy_to_copy_and_kept_nowhere(slip):
    code = slip.code()

    assert re.fullmatch("[23456789CFGHJKMNPQRTVX]{12}", code)
    assert in_groups(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert code not in str(Invitation.objects.values().get())


def test_the_code_of_a_link_has_128_bits(hoa, secretary, now):
    made = invitations.invite_member(member=hoa, channel=EMAIL, by=secretary, now=now)

    assert re.fullmatch("[0-9a-f]{32}", made.code())


@pytest.mark.parametrize("spell", [str.lower, in_groups, lambda code: f" {code[:3]} {code[3:]}"])
def test_a_code_is_found_however_it_is_typed(slip, now, spell):
    assert Invitation.objects.open(now).with_code(spell(slip.code())).get() == slip


def test_a_code_outlives_a_new_key_of_the_server(slip, now, settings):
    code = slip.code()
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[old]):
        assert slip.code() == code
        assert Invitation.objects.with_code(code).exists()
    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[]):
        assert not Invitation.objects.with_code(code).exists()


# Officers


def test_an_invitation_by_email_goes_out_once_after_the_commit(hoa, secretary, now, commit, client):
    with commit():
        invitations.invite_member(member=hoa, channel=EMAIL, by=secretary, now=now)
        assert mail.outbox == []

    [email] = mail.outbox
    code = re.search(r"code=([0-9a-f]{32})", email.body)[1]
    assert email.to == ["hoa@example.vn"]
    assert deliver_invitations(now=timezone.now()) == 0
    assert activate(client, code).url == "/"


def test_an_email_that_fails_is_kept_and_tried_again(hoa, secretary, now):
    invitations.invite_member(member=hoa, channel=EMAIL, by=secretary, now=now)
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_PORT=1):
        assert deliver_invitations(now=now) == 0
    assert Invitation.objects.get().failure

    assert deliver_invitations(now=now + timedelta(minutes=1)) == 1
    assert Invitation.objects.get().failure == ""


def test_a_new_invitation_ends_the_older(slip, hoa, secretary, now, client):
    invitations.invite_member(member=hoa, channel=SLIP, by=secretary, now=now)

    assert activate(client, slip.code()).status_code == 422
    assert hoa.invitations.open(now).count() == 1


def test_a_reset_ends_password_and_sessions_at_once(reader, reader_client, secretary, now, client):
    reader.set_password("mật khẩu cũ")
    reader.save()
    reader_client.force_login(reader)

    made = invitations.reset_access(member=reader.member, channel=SLIP, by=secretary, now=now)

    assert reader_client.get("/").status_code == 302
    assert not client.login(username=reader.username, password="mật khẩu cũ")
    assert activate(client, made.code()).url == "/"
    reader.refresh_from_db()
    assert reader.check_password(PASSWORD)
    assert User.objects.filter(member=reader.member).get().username == reader.username


def test_nobody_comes_by_a_reset_to_rights_above_their_own(tree, reader, secretary, clerk, now):
    """The clerk of the district may; the secretary of the branch where they are at home, not."""
    later = timezone.localdate() + timedelta(days=3)
    factories.post(reader.member, tree.district, post=PostKind.REVIEWER, since=later)

    with pytest.raises(ValidationError):
        invitations.reset_access(member=reader.member, channel=SLIP, by=secretary, now=now)
    reader.refresh_from_db()
    assert not Invitation.objects.exists()

    assert invitations.reset_access(member=reader.member, channel=SLIP, by=clerk, now=now)


def test_one_cannot_reset_oneself(secretary, now):
    with pytest.raises(ValidationError):
        invitations.reset_access(member=secretary.member, channel=SLIP, by=secretary, now=now)


def test_a_closed_account_stays_closed(reader, secretary, now, client):
    made = invitations.reset_access(member=reader.member, channel=SLIP, by=secretary, now=now)
    User.objects.filter(pk=reader.pk).update(is_active=False)

    assert activate(client, made.code()).status_code == 422
    with pytest.raises(ValidationError):
        invitations.reset_access(member=reader.member, channel=SLIP, by=secretary, now=now)


# The invited


def test_activating_logs_in_and_is_in_the_log(slip, hoa, client):
    assert activate(client, slip.code()).url == "/"

    user = hoa.__class__.objects.get(pk=hoa.pk).user
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(PASSWORD)
    verbs = AuditEntry.objects.filter(member=hoa).order_by("pk").values_list("verb", "by__member")
    assert [verb for verb, _by in verbs] == ["invite_member", "activate_account"]
    assert verbs[1][1] == hoa.pk


def test_a_code_works_once(slip, client):
    activate(client, slip.code())
    client.logout()

    assert activate(client, slip.code(), username="other").status_code == 422


def test_a_code_runs_out_by_the_rule(slip, now):
    assert Invitation.objects.open(now + timedelta(days=13)).exists()
    assert not Invitation.objects.open(now + timedelta(days=14, minutes=1)).exists()


def test_a_link_leaves_no_code_in_the_address(slip, client):
    response = client.get("/activate/", {"code": slip.code()})

    assert response.url == "/activate/account/"
    assert "hoa.lt" in client.get(response.url).content.decode()


def test_a_wrong_code_says_nothing_about_anybody(slip, client):
    page = client.post("/activate/", {"code": "2222-3333-4444"})

    assert page.status_code == 422
    assert "Hoa" not in page.content.decode()


def test_codes_cannot_be_tried_for_ever(slip, client, settings):
    settings.LOGIN_LIMITS = settings.LOGIN_LIMITS | {"code": (3, 3600)}
    for _try in range(3):
        assert client.post("/activate/", {"code": "2222"}).status_code == 422

    assert client.post("/activate/", {"code": slip.code()}).status_code == 429


@pytest.mark.parametrize("password", ["ngắn", "1234567890", "hoa.lt hoa"])
def test_a_weak_password_is_refused(slip, client, password):
    assert activate(client, slip.code(), password=password).status_code == 422
    assert not User.objects.filter(username="hoa.lt").exists()


def test_a_name_is_given_once_whatever_its_case(slip, client):
    factories.user(username="Hoa.LT")

    assert activate(client, slip.code()).status_code == 422
    assert activate(client, slip.code(), username="hoa.lt2").url == "/"


def test_names_are_proposed_without_accents(db):
    factories.user(username="quynh.nt")

    assert invitations.suggested_username("Nguyễn Thị Quỳnh") == "quynh.nt2"
    assert invitations.suggested_username("Đỗ Ánh") == "anh.d"


# Slips


def test_slips_are_drawn_for_those_without_an_account(secretary, secretary_client, branch, hoa):
    page = secretary_client.get(f"/slips/{branch.public_id}/")
    assert "Lê Thị Hoa" in page.content.decode()
    assert secretary.member.full_name not in [m.full_name for m in page.context["page_obj"]]

    response = secretary_client.post(
        f"/slips/{branch.public_id}/", {"members": [str(hoa.public_id)]}
    )

    made = Invitation.objects.get()
    assert response["Content-Type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert in_groups(made.code()) in text
    assert "Lê Thị Hoa" in text


def test_slips_are_not_drawn_for_strangers(secretary_client, tree, branch):
    stranger = factories.member(home=tree.sibling)
    response = secretary_client.post(
        f"/slips/{branch.public_id}/", {"members": [str(stranger.public_id)]}
    )

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_the_page_of_a_member_leads_to_the_invitation(secretary_client, hoa):
    page = secretary_client.get(f"/members/{hoa.public_id}/").content.decode()

    assert f"/members/{hoa.public_id}/access/" in page
    response = secretary_client.post(f"/members/{hoa.public_id}/access/", {"channel": "email"})
    assert response.status_code == 302
