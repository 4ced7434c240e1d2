import ast
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory

from members.deeds import DEEDS
from members.models import PostKind
from members.shell import shell
from tests import factories

ROOT = Path(__file__).parents[2]


def frame(client):
    return client.get("/me/settings/").context["shell"]


def icons(items):
    return [item.icon for item in items]


def test_shell_of_a_secretary(secretary, secretary_client, branch):
    factories.message(secretary.member, factories.announcement(branch))

    shown = frame(secretary_client)

    assert shown.user_name == "Nguyễn Thị Quỳnh"
    assert branch.name in shown.hat
    assert shown.unread == 1
    assert {"house", "people", "clock-history"} <= set(icons(shown.nav))


def test_shell_names_the_highest_post_and_counts_the_others(tree, secretary, secretary_client):
    factories.post(secretary.member, tree.body, post=PostKind.REVIEWER)

    hat = frame(secretary_client).hat

    assert tree.body.name in hat
    assert hat.endswith("(+1)")


def test_shell_of_a_member_is_short(reader_client, branch):
    shown = frame(reader_client)

    assert shown.hat == branch.name
    assert icons(shown.bottom)[-1] == "bell"
    assert "people" not in icons(shown.nav)


def test_shell_of_a_suspended_member_has_no_meetings(suspended_client):
    shown = frame(suspended_client)

    assert shown.hat == ""
    assert icons(shown.nav) == ["house"]


def test_one_place_is_where_one_is(tree, district_reviewer_client):
    """The month of a committee and its campaigns have addresses that begin alike."""
    month = f"/committee/{tree.district.public_id}/"

    for page in (month, f"{month}campaigns/"):
        nav = district_reviewer_client.get(page).context["shell"].nav
        assert [item.url for item in nav if item.active] == [page]


def test_shell_of_a_technical_administrator(technical_admin_client):
    shown = frame(technical_admin_client)

    assert (shown.user_name, shown.hat, shown.messages_url) == ("technical_admin", "", "")
    assert icons(shown.nav) == ["house", "gear"]


def test_shell_of_an_auditor_leads_to_the_log(auditor_client):
    assert "clock-history" in icons(frame(auditor_client).nav)


def test_shell_bottom_bar_has_at_most_four(secretary_client, district_reviewer_client):
    assert len(frame(secretary_client).bottom) <= 4
    assert len(frame(district_reviewer_client).bottom) <= 4


def test_shell_marks_where_one_is(secretary_client):
    nav = secretary_client.get("/members/").context["shell"].nav

    assert [item.icon for item in nav if item.active] == ["people"]


def test_shell_costs_nothing_unless_shown(secretary, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = secretary

    with django_assert_num_queries(0):
        page = engines["django"].from_string("no frame").render(shell(request))

    assert page == "no frame"


def test_shell_without_session_or_view():
    """As on a 404 page: no access, maybe no user."""
    shown = shell(RequestFactory().get("/nowhere"))["shell"]

    assert (shown.theme, shown.text_size, shown.user_name) == ("light", 1, "")
    assert (shown.nav, shown.unread, shown.hat) == ([], 0, "")


def _services():
    """Names of the verbs that are told who does it: they are what the log is written by."""
    for path in [*ROOT.glob("*/services/*.py"), ROOT / "branches" / "services.py"]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and "by" in {argument.arg for argument in node.args.kwonlyargs}
            ):
                yield node.name


# Told who does it, but not a deed of the log: it, and what is taste or is said by the caller.
NOT_DEEDS = {
    "record",
    "announce",
    "announce_each",
    "announce_to_places",
    "change_settings",
    "wear_hat",
    "coming_meetings",  # not saved
    "plan_preparation",  # `plan_meeting` writes the log
}


def test_every_deed_has_words():
    verbs = set(_services()) - NOT_DEEDS

    assert "call_meeting" in verbs
    assert verbs - set(DEEDS) == set()


# Done by somebody who has no account before it, and by the clock.
OF_NOBODY = {"activate_account", "bring_over", "extend_fixed_days"}


def test_no_words_without_a_deed():
    assert set(DEEDS) - set(_services()) == OF_NOBODY


@pytest.mark.parametrize("verb", DEEDS)
def test_deeds_fit_their_column(verb):
    assert len(verb) <= 40
