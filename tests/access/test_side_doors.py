"""Other ways out than an address: filters, search, e-mail, the log, Django's own site."""

import logging

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from meetings.views.notice import TIME_TO_THINK
from members.delivery import deliver_due
from members.models import Member, Message

from .asking import ask, send, targets
from .canaries import found_in, may_read, telephone, token, tokens_of
from .rights import PLACES, ROLES
from .rules import PUBLIC, ROWS
from .world import HOLDS_MEETINGS

pytestmark = pytest.mark.django_db
LISTS = [
    name for name, row in ROWS.items() if not row.on and "GET" in row.methods and row.rule != PUBLIC
]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["reader", "secretary", "grassroots_reviewer", "auditor"])
def test_filters_and_search_find_nothing_foreign(world, clients, name, role):
    readable = may_read(role, PLACES)
    [(_place, _key, url)] = targets(world, name)
    wrong = []

    for place in HOLDS_MEETINGS:
        organization = world.at[place]["organization"]
        words = token(place, "roll")
        for asked in (
            {"organization": organization.public_id},
            {"organization": organization.pk, "branch": organization.pk, "home": organization.pk},
            {"q": words, "state": "all", "whose": "branch"},
            {"q": telephone(place, PLACES)},
            {"before": "9999999999999999-9999", "page": "9999", "month": "2026-01"},
        ):
            told = found_in(ask(clients[role], "GET", url, asked)) - tokens_of(str(asked))
            if told - readable:
                wrong.append(f"{asked}: {sorted(told - readable)}")

    assert wrong == []


def test_search_does_find_what_is_ours(world, clients):
    """Else finding nothing would prove nothing."""
    page = ask(clients["secretary"], "GET", "/members/", {"q": token("branch", "roll")})

    assert str(world.at["branch"]["member"].public_id) in page.content.decode()


def test_telephone_is_shown_to_officers_only(world, clients):
    """`SEE_MEMBERS` at the place, and nobody else."""
    for place in HOLDS_MEETINGS:
        number = telephone(place, PLACES)
        url = reverse("members:member_detail", args=[world.at[place]["chair"].public_id])
        for role in ROLES:
            shown = number in ask(clients[role], "GET", url).content.decode().replace(" ", "")
            assert shown is (token(place, "roll") in may_read(role, PLACES)), (role, place)


def test_notice_reaches_the_branch_and_who_follows_it_above_and_nobody_else(world, clients, commit):
    branch = world.at["branch"]
    mail.outbox.clear()
    before = set(Message.objects.values_list("pk", flat=True))
    url = reverse("meetings:notice_send", args=[branch["planned_meeting"].public_id])

    with commit():
        assert send(clients["secretary"], "POST", url).status_code == 302
    # It waits in case it is taken back.
    deliver_due(now=timezone.now() + TIME_TO_THINK)

    told = Member.objects.filter(messages__in=Message.objects.exclude(pk__in=before)).distinct()
    assert told.count() > 3
    follower = world.accounts["grassroots_reviewer"].member
    assert {member.home for member in told.exclude(pk=follower.pk)} == {branch["organization"]}
    assert told.filter(pk=follower.pk).exists()
    assert not told.filter(is_suspended=True).exists()
    assert mail.outbox
    addresses = {address for letter in mail.outbox for address in letter.recipients()}
    assert addresses <= {member.email for member in told}
    for letter in mail.outbox:
        assert tokens_of(f"{letter.subject} {letter.body}") <= {token("branch", "draft")}


def test_log_lines_have_no_content(world, clients, caplog):
    """What goes wrong is logged by address, never with what somebody wrote."""
    with caplog.at_level(logging.DEBUG):
        for name in ("meetings:meeting_detail", "meetings:minutes_read", "members:member_detail"):
            for _place, _key, url in targets(world, name):
                ask(clients["secretary"], "GET", url)
                ask(clients["reader"], "POST", url, {"text": token("branch", "draft")})

    lines = [f"{line.getMessage()} {line.exc_text or ''}" for line in caplog.records if ours(line)]
    assert lines
    assert tokens_of(" ".join(lines)) == set()


def ours(line):
    """Statements with their values are logged by Django only with DEBUG."""
    return not line.name.startswith("django.db")


# Django's own site


def pages_of_admin():
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add"):
            try:
                yield reverse(f"{name}_{page}")
            except NoReverseMatch:
                continue


def test_admin_is_closed_to_all_but_staff(world, clients):
    for role in set(ROLES) - {"technical_admin"}:
        for url in (reverse("admin:index"), *pages_of_admin()):
            assert ask(clients[role], "GET", url).status_code in (302, 403, 404), (role, url)


def test_admin_has_no_content_of_meetings(world, clients):
    assert {model for model in admin.site._registry if model._meta.app_label == "meetings"} == set()

    for url in (reverse("admin:index"), *pages_of_admin()):
        page = ask(clients["technical_admin"], "GET", url)
        assert page.status_code in (200, 403)
        assert found_in(page) == set(), url
