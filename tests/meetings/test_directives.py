"""The register of documents from above: who may see it, how they are found, who has read them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import Directive, DirectiveReading
from members.access import Access
from tests import factories

from . import documents
from .pages import statuses, text_of, url


@pytest.fixture
def from_ward(tree):
    return factories.directive(tree.body, number="31-KH/ĐU", abstract="về đại hội chi bộ")


@pytest.fixture
def own(branch):
    return factories.directive(branch, number="7-CV/MT", content=documents.PDF)


def numbers(browser, organization, **query):
    page = browser.get(url("directive_list", organization), query)
    return [row.number for row in page.context["page_obj"]]


# Who may


def test_register_has_own_documents_and_those_of_everybody_above(
    reader_client, tree, branch, own, from_ward
):
    factories.directive(tree.district, number="2-NQ/QU")
    factories.directive(tree.province, number="1-NQ/TU")
    factories.directive(tree.sibling, number="khác")
    factories.directive(tree.far_district, number="xa")
    factories.directive(branch, number="bỏ", removed_at=timezone.now())

    found = set(numbers(reader_client, branch))

    assert found == {"7-CV/MT", "31-KH/ĐU", "2-NQ/QU", "1-NQ/TU"}


@pytest.mark.parametrize("place", ["branch", "body", "district", "province"])
def test_document_is_visible_from_every_depth_below(tree, reader, cell_leader, today, place):
    document = factories.directive(getattr(tree, place))

    for account in (reader, cell_leader):
        seen = Directive.objects.visible_to(Access.of(account, today))
        assert seen.filter(pk=document.pk).exists()


def test_member_of_a_sectional_committee_reads_its_documents(tree, today):
    """A level for which rows carry no scope key."""
    sectional = factories.organization(
        parent=tree.body, kind_code="sectional_body", name="Đảng bộ bộ phận"
    )
    branch = factories.organization(parent=sectional, name="Chi bộ 9")
    document = factories.directive(sectional)
    person = factories.user(factories.member(home=branch))

    seen = Directive.objects.visible_to(Access.of(person, today))

    assert list(seen) == [document]


def test_strangers_and_suspended_find_nothing(
    stranger_client, suspended_client, reader_client, own
):
    for name in ("directive_detail", "directive_download"):
        address = url(name, own)
        assert statuses("get", address, stranger_client, suspended_client, reader_client) == [
            404,
            404,
            200,
        ]


def test_who_reads_an_agenda_reads_its_documents_after_a_move(
    reader_client, tree, branch, from_ward
):
    item = factories.agenda_item(factories.meeting(branch, state="called"))
    item.directives.add(from_ward)
    Directive.objects.update(organization=tree.far_body)

    assert statuses("get", url("directive_detail", from_ward), reader_client) == [200]
    assert statuses("get", url("directive_list", tree.far_body), reader_client) == [404]


def test_committee_does_not_write_in_the_register_of_a_branch(
    clerk_client, secretary_client, branch, own, from_ward
):
    assert statuses("get", url("directive_issue", branch), clerk_client) == [404]
    assert statuses("get", url("directive_edit", own), clerk_client) == [403]
    assert statuses("get", url("issued_edit", own), clerk_client) == [404]
    assert statuses("get", url("issued_edit", from_ward), secretary_client, clerk_client) == [
        404,
        200,
    ]


# Finding


def test_search_needs_no_accents_and_filters_narrow(reader_client, branch, today):
    factories.directive(branch, number="1-CT", issuer="Thành uỷ", abstract="về đường sắt")
    factories.directive(
        branch, number="2-CT", issuer="Quận uỷ", abstract="về dân số",
        issued_on=today.replace(year=today.year - 2, day=1),
    )  # fmt: skip

    assert numbers(reader_client, branch, q="duong sat") == ["1-CT"]
    assert numbers(reader_client, branch, q="THÀNH đường") == ["1-CT"]
    assert numbers(reader_client, branch, issuer="Quận uỷ") == ["2-CT"]
    assert numbers(reader_client, branch, year=str(today.year - 2)) == ["2-CT"]
    assert numbers(reader_client, branch, year="nhầm", issuer="?", page="x") == ["1-CT", "2-CT"]


@pytest.mark.parametrize("count", [1, 3])
def test_register_asks_as_often_for_one_as_for_three(
    reader_client, branch, django_assert_num_queries, count
):
    for number in range(count):
        factories.directive(branch, number=f"{number}-CT")
    reader_client.get(url("directive_list", branch))

    with django_assert_num_queries(12):
        reader_client.get(url("directive_list", branch))


def test_register_has_pages(reader_client, branch, today):
    for number in range(21):
        factories.directive(branch, number=f"{number}", issued_on=today - timedelta(days=number))

    assert len(numbers(reader_client, branch)) == 20
    assert numbers(reader_client, branch, page=2) == ["20"]


# Reading


def test_opening_the_file_counts_as_read_and_once(reader_client, reader, own):
    address = url("directive_download", own)

    assert statuses("head", address, reader_client) == [200]
    assert not DirectiveReading.objects.exists()
    for _again in range(2):
        response = reader_client.get(address)
        assert b"".join(response.streaming_content) == documents.PDF

    assert response["Content-Disposition"].startswith("attachment; ")
    assert DirectiveReading.objects.get().member == reader.member


def test_document_on_paper_has_no_file_and_is_marked_by_hand(reader_client, reader, from_ward):
    assert statuses("get", url("directive_download", from_ward), reader_client) == [404]

    reader_client.post(url("directive_read", from_ward))

    assert DirectiveReading.objects.get().member == reader.member
    assert reader_client.get(url("directive_detail", from_ward)).context["directive"].is_read


def test_secretary_sees_who_has_read_by_name(
    secretary_client, reader_client, reader, stranger_client, from_ward, suspended
):
    reader_client.post(url("directive_read", from_ward))

    page = secretary_client.get(url("directive_readers", from_ward))

    found = {one.member: one.read_at for one in page.context["readers"]}
    assert found[reader.member]
    assert suspended.member not in found
    assert (page.context["read"], page.context["total"]) == (1, len(found))
    page = stranger_client.get(url("directive_readers", from_ward))
    assert reader.member not in [one.member for one in page.context["readers"]]
    assert statuses("get", url("directive_readers", from_ward), reader_client) == [403]


def test_committee_sees_numbers_of_each_branch_and_no_names(
    grassroots_reviewer_client, reader_client, reader, secretary, stranger, from_ward
):
    reader_client.post(url("directive_read", from_ward))

    page = grassroots_reviewer_client.get(url("directive_readers", from_ward))

    rows = {row.name: (row.reader_count, row.member_count) for row in page.context["page_obj"]}
    assert rows == {"Chi bộ tổ dân phố 7": (1, 2), "Chi bộ tổ dân phố 8": (0, 1)}
    assert (page.context["read"], page.context["total"]) == (1, 3)
    assert reader.member.full_name not in text_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_committee_asks_as_often_for_one_branch_as_for_three(
    grassroots_reviewer_client, tree, from_ward, django_assert_num_queries, count
):
    for number in range(count):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        DirectiveReading.objects.create(
            directive=from_ward, member=factories.member(home=branch), read_at=timezone.now()
        )
    grassroots_reviewer_client.get(url("directive_readers", from_ward))

    with django_assert_num_queries(13):
        grassroots_reviewer_client.get(url("directive_readers", from_ward))
