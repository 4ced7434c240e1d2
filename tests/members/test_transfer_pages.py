"""Pages of transfers: what either side sees and may do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import PostKind, Transfer
from tests import factories

State = Transfer.State
STEPS = {
    "release": {"letter_number": "12"},
    "cancel": {"reason": "Nhập nhầm"},
    "accept": {},
    "refuse": {"reason": "Sai nơi đến"},
}


@pytest.fixture(autouse=True)
def english(secretary, stranger):
    for account in (secretary, stranger):
        account.language = "en"
        account.save()


@pytest.fixture
def member(branch):
    return factories.member(home=branch, name="Vũ Thị Hiền")


@pytest.fixture
def clerk_client(tree, sign_in):
    """Keeps the rolls of the body above both branches."""
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.CLERK)
    return sign_in(factories.user(person, language="en"))


def page(client, address, data=None):
    return client.get(address, data).content.decode()


def test_receiver_is_found_by_name_without_accents(secretary_client, member, tree):
    tree.sibling, tree.far  # noqa: B018 makes them

    shown = page(secretary_client, f"/members/{member.public_id}/transfer/", {"q": "thon thuong"})

    assert "Chi bộ thôn Thượng – Đảng bộ khu Bắc" in shown
    assert "Chi bộ tổ dân phố 8" not in shown


def test_search_that_finds_no_branch_says_so(secretary_client, member):
    shown = page(secretary_client, f"/members/{member.public_id}/transfer/", {"q": "zzz"})

    assert "No branch has all these words" in shown


def test_whole_transfer_from_one_branch_to_another(
    secretary_client, stranger_client, member, tree, today, commit
):
    started = secretary_client.post(
        f"/members/{member.public_id}/transfer/?q=8",
        {"organization": tree.sibling.public_id, "kind": "official", "since": f"{today:%d/%m/%Y}"},
    )
    transfer = Transfer.objects.get()
    assert started.url == transfer.get_absolute_url()
    with commit():
        secretary_client.post(f"{started.url}release/", {"letter_number": "7", "on": today})
    assert "Introduction letter" in page(stranger_client, started.url)
    letter = stranger_client.get(f"{started.url}letter/")
    assert letter["Content-Type"] == "application/pdf"
    assert b"".join(letter.streaming_content).startswith(b"%PDF")
    stranger_client.post(f"{started.url}accept/", {"on": f"{today:%d/%m/%Y}"})

    member.refresh_from_db()
    assert member.home == tree.sibling
    assert "accepted by Chi bộ tổ dân phố 8" in page(secretary_client, started.url)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("release", State.STARTED),
        ("cancel", State.STARTED),
        ("accept", State.RELEASED),
        ("refuse", State.STARTED),
    ],
)
def test_only_the_right_side_may_take_a_step(
    secretary_client,
    stranger_client,
    clerk_client,
    deputy_client,
    auditor_client,
    member,
    tree,
    today,
    step,
    state,
):
    transfer = factories.transfer(member, tree.sibling, state=state)
    address = f"{transfer.get_absolute_url()}{step}/"
    data = STEPS[step] | {"on": f"{today:%d/%m/%Y}"}
    home, receiver = secretary_client, stranger_client
    mine, theirs = (home, receiver) if step in ("release", "cancel") else (receiver, home)

    assert theirs.get(address).status_code == theirs.post(address, data).status_code == 403
    for outsider in (deputy_client, auditor_client):
        assert outsider.get(address).status_code == outsider.post(address, data).status_code == 404
    assert mine.get(address).status_code == clerk_client.get(address).status_code == 200
    transfer.refresh_from_db()
    assert transfer.state == state
    assert mine.post(address, data).url == transfer.get_absolute_url()
    transfer.refresh_from_db()
    assert transfer.state != state


def test_member_reads_their_own_transfer_but_takes_no_step(reader, reader_client, tree):
    transfer = factories.transfer(reader.member, tree.far)

    shown = page(reader_client, transfer.get_absolute_url())

    assert "Chi bộ thôn Thượng" in shown
    for step in STEPS:
        assert f"{transfer.get_absolute_url()}{step}/" not in shown
        assert reader_client.get(f"{transfer.get_absolute_url()}{step}/").status_code == 403


def test_list_shows_what_runs_out_first(secretary_client, branch, tree, today):
    for days in (30, 3, -5):
        factories.transfer(
            factories.member(home=branch, name=f"Trần Văn {days}"),
            tree.far,
            due_on=today + timedelta(days=days),
        )

    shown = secretary_client.get("/transfers/")

    assert [str(transfer.member) for transfer, _clock in shown.context["rows"]] == [
        "Trần Văn -5",
        "Trần Văn 3",
        "Trần Văn 30",
    ]
    assert "too late" in shown.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"đi", "đến"}),
        ({"direction": "out"}, {"đi"}),
        ({"direction": "in"}, {"đến"}),
        ({"state": "closed"}, {"xong"}),
        ({"direction": "nonsense"}, {"đi", "đến"}),
    ],
)
def test_list_filters_by_direction_and_state(secretary_client, branch, tree, query, expected):
    factories.transfer(factories.member(home=branch, name="đi"), tree.far)
    factories.transfer(factories.member(home=tree.far, name="đến"), branch)
    factories.transfer(
        factories.member(home=branch, name="xong"), tree.far, state=State.CANCELLED, due_on=None
    )
    factories.transfer(factories.member(home=tree.cousin, name="lạ"), tree.far)

    rows = secretary_client.get("/transfers/", query).context["rows"]

    assert {str(transfer.member) for transfer, _clock in rows} == expected


def test_list_asks_as_much_for_three_as_for_one(secretary_client, branch, tree):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            factories.transfer(factories.member(home=branch), tree.far)
        with CaptureQueriesContext(connection) as asked:
            assert secretary_client.get("/transfers/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


def test_empty_list_leads_to_the_roll(secretary_client):
    assert "No transfer is under way" in page(secretary_client, "/transfers/")
    assert "No transfer fits" in page(secretary_client, "/transfers/", {"state": "closed"})


def test_wrong_input_is_kept_and_explained(secretary_client, member, tree):
    answer = secretary_client.post(
        f"/members/{member.public_id}/transfer/",
        {"organization": "nonsense", "kind": "temporary", "since": "31/02/2026", "reason": "Ốm"},
    )

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "not a valid" in shown or "search again" in shown
    assert "not a day of the calendar" in shown
    assert 'value="Ốm"' in shown


def test_what_the_verb_refuses_stands_on_the_page(secretary_client, member, tree, branch, today):
    data = {"kind": "official", "since": f"{today:%d/%m/%Y}", "organization": branch.public_id}

    refused = secretary_client.post(f"/members/{member.public_id}/transfer/", data)
    transfer = factories.transfer(member, tree.sibling)
    early = secretary_client.post(
        f"{transfer.get_absolute_url()}release/", {"letter_number": "1", "on": "01/01/2020"}
    )

    assert "already the member&#x27;s home" in refused.content.decode()
    assert "on or after the transfer was asked for" in early.content.decode()


def test_letter_that_is_not_made_yet_is_not_found(secretary_client, member, tree):
    transfer = factories.transfer(member, tree.far, state=State.RELEASED)

    assert secretary_client.get(f"{transfer.get_absolute_url()}letter/").status_code == 404
    assert "being made" in page(secretary_client, transfer.get_absolute_url())


def test_letter_whose_file_is_gone_is_not_found(secretary_client, member, tree):
    transfer = factories.transfer(member, tree.far, state=State.RELEASED, letter="letters/none.pdf")

    assert secretary_client.get(f"{transfer.get_absolute_url()}letter/").status_code == 404
