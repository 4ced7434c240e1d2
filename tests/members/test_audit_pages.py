"""The log: newest first, in words, each reader their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories

from .asking import assert_asks_as_much_for_three_as_for_one


@pytest.fixture
def english(secretary):
    """Pages are read here in the language of the code."""

    def read(*accounts):
        for account in accounts or [secretary]:
            account.language = "en"
            account.save()

    return read


def test_audit_list_newest_first_in_words(secretary, secretary_client, branch, english):
    english()
    factories.audit_entry(branch, by=secretary, verb="call_meeting", subject="Họp tháng 3")
    factories.audit_entry(branch, verb="deed_of_old", subject="Họp tháng 4")

    page = secretary_client.get("/audit/").content.decode()

    assert "called a meeting: Họp tháng 3" in page
    assert "deed of old: Họp tháng 4" in page
    assert page.index("Họp tháng 4") < page.index("Họp tháng 3")


def test_audit_list_pages_back_without_gap_or_double(secretary_client, branch):
    now = timezone.now()
    for number in range(120):
        entry = factories.audit_entry(branch, subject=f"Việc {number:03}")
        entry.at = now - timedelta(seconds=number // 60)  # many at the very same moment
        entry.save()
    seen, address = [], "/audit/"

    while address:
        page = secretary_client.get(address)
        seen += [entry.pk for entry, _words in page.context["rows"]]
        older = page.context["older"]
        address = f"/audit/?before={older}" if older else ""

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("nonsense", ["x", "1", "-", "9" * 40, "1-" + "9" * 30, "-5-5"])
def test_audit_list_begins_anew_with_nonsense(secretary_client, branch, nonsense):
    factories.audit_entry(branch)

    assert secretary_client.get("/audit/", {"before": nonsense}).status_code == 200


def test_audit_list_shows_each_reader_their_own(
    tree, secretary_client, auditor_client, reader_client
):
    for place in (tree.branch, tree.cell, tree.sibling, tree.far):
        factories.audit_entry(place, subject=f"Ở {place}")

    def subjects(client):
        return {entry.subject for entry, _words in client.get("/audit/").context["rows"]}

    assert subjects(secretary_client) == {"Ở Chi bộ tổ dân phố 7", "Ở Tổ đảng số 1"}
    assert subjects(auditor_client) == {
        "Ở Chi bộ tổ dân phố 7",
        "Ở Tổ đảng số 1",
        "Ở Chi bộ tổ dân phố 8",
    }
    assert reader_client.get("/audit/").status_code == 403
    assert secretary_client.post("/audit/").status_code == 405


def test_audit_list_asks_as_much_for_three_as_for_one(secretary, secretary_client, branch):
    assert_asks_as_much_for_three_as_for_one(
        secretary_client, "/audit/", lambda: factories.audit_entry(branch, by=secretary)
    )
