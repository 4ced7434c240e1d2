import itertools
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Affiliation, Occasion, PostKind, StandingStatus
from tests import factories


@pytest.fixture
def english(secretary):
    """Pages are read here in the language of the code."""

    def read(*accounts):
        for account in accounts or [secretary]:
            account.language = "en"
            account.save()

    return read


def assert_asks_as_much_for_three_as_for_one(client, address, make_row):
    """`trust.md` 2.10 allows a page 15 queries, however long its list."""
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            make_row()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


def names(response):
    return [member.full_name for member in response.context["page_obj"]]


def notice(branch, *people, **kwargs):
    said = factories.announcement(
        branch, params={"title": "Sinh hoạt tháng 3"}, path="/me/settings/"
    )
    for person in people:
        factories.message(person, said, **kwargs)
    return said


# The roll


def test_member_list_in_order_of_given_names(secretary_client, branch):
    for name in ("Trần Văn Ân", "Lê Thị Anh", "Đỗ Văn Ánh", "Bùi An"):
        factories.member(home=branch, name=name)

    page = secretary_client.get("/members/")

    assert names(page) == [
        "Bùi An",
        "Lê Thị Anh",
        "Đỗ Văn Ánh",
        "Trần Văn Ân",
        "Nguyễn Thị Quỳnh",
    ]


@pytest.mark.parametrize("typed", ["quynh", "QUỲNH", "thi quynh", "quynh ng", "Nguyê"])
def test_member_list_finds_any_part_of_a_name(secretary_client, reader, typed):
    assert names(secretary_client.get("/members/", {"q": typed})) == ["Nguyễn Thị Quỳnh"]


def test_member_list_that_finds_nobody_keeps_what_was_typed(secretary_client, english):
    english()

    page = secretary_client.get("/members/", {"q": "Zzz"}).content.decode()

    assert 'value="Zzz"' in page
    assert "Nobody fits." in page


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("", {"Nguyễn Thị Quỳnh", "Dự Bị", "Được Miễn", "Bị Đình"}),
        ("official", {"Nguyễn Thị Quỳnh", "Được Miễn", "Bị Đình"}),
        ("probationary", {"Dự Bị"}),
        ("exempt", {"Được Miễn"}),
        ("suspended", {"Bị Đình"}),
        ("nonsense", {"Nguyễn Thị Quỳnh", "Dự Bị", "Được Miễn", "Bị Đình"}),
    ],
)
def test_member_list_by_standing(secretary_client, branch, standing, expected):
    factories.member(home=branch, name="Dự Bị", status=StandingStatus.PROBATIONARY)
    factories.member(home=branch, name="Được Miễn", on_top=StandingStatus.EXEMPT)
    factories.member(home=branch, name="Bị Đình", on_top=StandingStatus.SUSPENDED)

    assert set(names(secretary_client.get("/members/", {"standing": standing}))) == expected


def test_member_list_shows_each_reader_their_own(
    tree, secretary_client, cell_leader_client, district_reviewer_client, stranger
):
    factories.member(home=tree.far, name="Ở Xa")
    factories.member(home=tree.branch, cell=tree.other_cell, name="Tổ Khác")

    assert set(names(secretary_client.get("/members/"))) == {
        "Nguyễn Thị Quỳnh",
        "Đỗ Đức Ỷ",
        "Tổ Khác",
    }
    assert names(cell_leader_client.get("/members/")) == ["Đỗ Đức Ỷ"]
    assert "Vũ Thị Thuỷ" in names(district_reviewer_client.get("/members/"))
    assert "Ở Xa" not in names(district_reviewer_client.get("/members/"))


def test_member_list_of_a_chosen_organisation(tree, district_reviewer_client, secretary, stranger):
    def ask(place):
        return district_reviewer_client.get("/members/", {"organization": place.public_id})

    assert set(names(ask(tree.body))) == {"Nguyễn Thị Quỳnh", "Vũ Thị Thuỷ"}
    assert names(ask(tree.sibling)) == ["Vũ Thị Thuỷ"]
    offered = [
        label for _value, label in ask(tree.body).context["form"]["organization"].field.choices
    ]
    assert offered[1:] == [
        "↑ Đảng bộ phường Hoa Sữa",
        "Đảng bộ khu Đông",
        "– Chi bộ tổ dân phố 7",
        "– Chi bộ tổ dân phố 8",
    ]


@pytest.mark.parametrize("wrong", ["nonsense", "far"])
def test_member_list_ignores_an_organisation_one_may_not_see(
    tree, district_reviewer_client, secretary, wrong
):
    factories.member(home=tree.far, name="Ở Xa")
    asked = tree.far.public_id if wrong == "far" else wrong

    page = district_reviewer_client.get("/members/", {"organization": asked})

    assert set(names(page)) == {"Nguyễn Thị Quỳnh", "Ngô Văn Duyệt"}
    assert page.context["form"]["organization"].value() == ""


def test_member_list_offers_cells_to_the_branch_and_nothing_to_choose_without(
    tree, secretary_client, stranger_client
):
    member = factories.member(home=tree.branch, cell=tree.cell, name="Trong Tổ")

    page = secretary_client.get("/members/", {"organization": tree.cell.public_id})

    assert names(page) == [member.full_name]
    assert "organization" not in stranger_client.get("/members/").context["form"].fields


def test_member_list_for_two_posts_offers_both(tree, deputy, deputy_client):
    factories.post(deputy.member, tree.cousin, post=PostKind.SECRETARY)
    factories.member(home=tree.cousin, name="Chi Bộ Hai")

    page = deputy_client.get("/members/")

    assert set(names(page)) == {"Phạm Văn Khuê", "Chi Bộ Hai"}
    choices = page.context["form"]["organization"].field.choices
    assert {label for value, label in choices if value} == {
        "Chi bộ tổ dân phố 7",
        "Chi bộ tổ dân phố 21",
    }


def test_member_list_pages(secretary_client, branch):
    for number in range(30):
        factories.member(home=branch, name=f"Trần Văn Bình {number:02}")

    first = secretary_client.get("/members/")
    last = first.context["page_obj"].last.public_id
    second = secretary_client.get("/members/", {"after": last})

    assert (len(names(first)), len(names(second))) == (25, 6)
    assert f"after={last}" in first.content.decode()


def test_member_list_is_refused_to_plain_members(reader_client, technical_admin_client):
    assert reader_client.get("/members/").status_code == 403
    assert technical_admin_client.get("/members/").status_code == 403
    assert reader_client.post("/members/").status_code == 405


def test_member_list_asks_as_much_for_three_as_for_one(tree, district_reviewer_client):
    def make_row():
        person = factories.member(home=tree.branch, cell=tree.cell)
        factories.post(person, tree.branch, post=PostKind.COMMITTEE_MEMBER)

    address = f"/members/?organization={tree.branch.public_id}"
    assert_asks_as_much_for_three_as_for_one(district_reviewer_client, address, make_row)


# One member


def test_member_detail_tells_the_history(tree, secretary, secretary_client, english):
    english()
    person = factories.member(
        home=tree.branch,
        cell=tree.cell,
        name="Đinh Thị Ất",
        birth_date=date(1958, 2, 3),
        phone="0912 345 678",
        on_top=StandingStatus.EXEMPT,
    )
    factories.post(person, tree.branch, post=PostKind.DEPUTY_SECRETARY, until=date(2024, 5, 1))
    factories.affiliate(person, tree.far, Affiliation.Kind.RESIDENCE, since=date(2023, 1, 2))

    page = secretary_client.get(f"/members/{person.public_id}/").content.decode()

    assert "Đinh Thị Ất" in page
    assert "03/02/1958" in page
    assert 'href="tel:0912345678"' in page
    assert "Deputy secretary, Chi bộ tổ dân phố 7" in page
    assert "before 01/05/2024" in page
    assert "Chi bộ thôn Thượng" in page
    assert "Exempt from work and meetings" in page


def test_member_detail_for_strangers_does_not_exist(
    secretary, stranger_client, reader_client, auditor_client
):
    address = f"/members/{secretary.member.public_id}/"

    assert stranger_client.get(address).status_code == 404
    assert reader_client.get(address).status_code == 404
    assert auditor_client.get(address).status_code == 404


def test_member_detail_for_the_leader_of_the_cell(tree, cell_leader_client):
    own = factories.member(home=tree.branch, cell=tree.cell)
    other = factories.member(home=tree.branch, cell=tree.other_cell)

    assert cell_leader_client.get(f"/members/{own.public_id}/").status_code == 200
    assert cell_leader_client.get(f"/members/{other.public_id}/").status_code == 404


def test_member_detail_asks_as_much_for_a_long_history(tree, secretary_client):
    person = factories.member(home=tree.branch)
    years = itertools.count(2010)

    def make_row():
        year = next(years)
        span = {"since": date(year, 1, 1), "until": date(year, 6, 1)}
        factories.post(person, tree.branch, post=PostKind.COMMITTEE_MEMBER, **span)
        factories.affiliate(person, tree.far, Affiliation.Kind.TEMPORARY, **span)

    address = f"/members/{person.public_id}/"
    secretary_client.get(address)  # the first look of a day is noted
    assert_asks_as_much_for_three_as_for_one(secretary_client, address, make_row)


# Messages


def test_inbox_shows_unread_first_then_newest(secretary, secretary_client, branch):
    now = timezone.now()
    for number, (age, read) in enumerate([(1, True), (2, False), (3, True), (4, False)]):
        said = factories.announcement(
            branch, occasion=Occasion.NOTICE_ISSUED, params={"title": f"Họp số {number}"}
        )
        message = factories.message(secretary.member, said, read_at=now if read else None)
        message.delivered_at = now - timedelta(days=age)
        message.save()

    rows = secretary_client.get("/me/messages/").context["rows"]

    assert [subject[-1] for _message, subject in rows] == ["1", "3", "0", "2"]


def test_inbox_shows_only_ones_own_and_only_what_is_delivered(
    secretary, reader, secretary_client, branch
):
    notice(branch, reader.member)
    notice(branch, secretary.member, state=1)

    assert secretary_client.get("/me/messages/").context["rows"] == []


def test_inbox_of_a_technical_administrator_is_empty(technical_admin_client):
    assert technical_admin_client.get("/me/messages/").context["rows"] == []
    assert technical_admin_client.post("/me/messages/read/").status_code == 302


def test_message_open_marks_it_read_and_leads_to_its_page(secretary, secretary_client, branch):
    said = notice(branch, secretary.member)
    address = f"/me/messages/{said.public_id}/"

    response = secretary_client.get(address)
    first_read = secretary.member.messages.get().read_at
    secretary_client.get(address)

    assert response.url == "/me/settings/"
    assert first_read
    assert secretary.member.messages.get().read_at == first_read


def test_message_of_another_does_not_exist(
    reader, secretary_client, technical_admin_client, branch
):
    said = notice(branch, reader.member)

    assert secretary_client.get(f"/me/messages/{said.public_id}/").status_code == 404
    assert technical_admin_client.get(f"/me/messages/{said.public_id}/").status_code == 404
    assert reader.member.messages.get().read_at is None


def test_inbox_read_marks_all_of_ones_own(secretary, reader, secretary_client, branch):
    notice(branch, secretary.member, reader.member)
    notice(branch, secretary.member)

    assert secretary_client.get("/me/messages/read/").status_code == 405
    response = secretary_client.post("/me/messages/read/")

    assert response.url == "/me/messages/"
    assert not secretary.member.messages.unread().exists()
    assert reader.member.messages.unread().count() == 1


def test_inbox_asks_as_much_for_three_as_for_one(secretary, secretary_client, branch):
    assert_asks_as_much_for_three_as_for_one(
        secretary_client, "/me/messages/", lambda: notice(branch, secretary.member)
    )


# The log


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
