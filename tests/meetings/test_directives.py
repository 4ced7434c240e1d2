"""The register of documents from above: entered, found, corrected, taken out, read."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meetings.models import Directive, DirectiveReading
from meetings.services.directive import DirectiveWords, register_directive
from members.access import Access
from members.models import Message, Occasion, PostKind
from tests import factories

from . import documents
from .pages import statuses, text_of, url


@pytest.fixture
def from_ward(tree):
    return factories.directive(tree.body, number="31-KH/ĐU", abstract="về đại hội chi bộ")


@pytest.fixture
def own(branch):
    return factories.directive(branch, number="7-CV/MT", content=documents.PDF)


def typed(**changes):
    return {
        "number": "12-CT/TU",
        "issued_on": "3/11/2025",
        "issuer": "Ban Thường vụ Thành uỷ",
        "abstract": "về công tác dân vận",
        "grade": "none",
    } | changes


def numbers(browser, organization, **query):
    page = browser.get(url("directive_list", organization), query)
    return [row.number for row in page.context["page_obj"]]


# Who sees what


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


# Entering


def test_secretary_registers_with_a_file(secretary_client, secretary, branch):
    upload = SimpleUploadedFile("Chỉ thị.pdf", documents.PDF)

    response = secretary_client.post(url("directive_create", branch), typed(upload=upload))

    document = Directive.objects.get()
    assert response.url == document.get_absolute_url()
    assert (document.number, document.name) == ("12-CT/TU", "Chỉ thị.pdf")
    assert (document.branch, document.registered_by) == (branch, secretary)
    assert document.search_key.startswith("12-ct/tu ban thuong vu")


@pytest.mark.parametrize("grade", ["mat", "toi_mat", "tuyet_mat"])
def test_graded_document_is_refused_with_the_way_on_paper(secretary_client, branch, grade):
    page = secretary_client.post(url("directive_create", branch), typed(grade=grade))

    (error,) = page.context["form"].errors["grade"]
    assert "117/2025/QH15" in error
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("MẬT.pdf", documents.PDF),
        ("a.docx", documents.docx("TUYỆT MẬT")),
        ("a.pdf", documents.EXE),
        ("a.pdf", b""),
        ("a.svg", documents.SVG),
    ],
)
def test_wrong_file_is_refused_and_the_words_stay(secretary_client, branch, name, content):
    upload = SimpleUploadedFile(name, content)

    page = secretary_client.post(url("directive_create", branch), typed(upload=upload))

    assert list(page.context["form"].errors) == ["upload"]
    assert "về công tác dân vận" in text_of(page)
    assert not Directive.objects.exists()


def test_title_that_is_a_stamp_is_refused(secretary_client, branch):
    page = secretary_client.post(url("directive_create", branch), typed(abstract="TUYỆT MẬT"))

    assert page.context["form"].errors
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", " "),
        ("number", "x" * 61),
        ("issuer", ""),
        ("abstract", ""),
        ("abstract", "x" * 501),
        ("issued_on", "31/02/2026"),
        ("issued_on", "3/11/2999"),
        ("issued_on", ""),
        ("grade", ""),
    ],
)
def test_bad_words_name_the_field(secretary_client, branch, field, value):
    page = secretary_client.post(url("directive_create", branch), typed(**{field: value}))

    assert list(page.context["form"].errors) == [field]


def test_doubled_document_leads_to_the_one_there(secretary_client, branch, today):
    there = factories.directive(branch, number="12-CT/TU", issued_on=today.replace(day=1))

    page = secretary_client.post(
        url("directive_create", branch),
        typed(number=" 12-ct/tu", issued_on=f"{there.issued_on:%d/%m/%Y}"),
    )

    assert list(page.context["form"].errors) == ["number"]
    assert there.get_absolute_url() in text_of(page)
    assert Directive.objects.count() == 1


def test_same_number_of_another_day_or_after_removal_is_another(secretary_client, branch, today):
    factories.directive(branch, number="12-CT/TU", issued_on=today)
    factories.directive(branch, number="13-CT/TU", issued_on=today, removed_at=timezone.now())

    for number, day in (("12-CT/TU", "01/01/2020"), ("13-CT/TU", f"{today:%d/%m/%Y}")):
        sent = typed(number=number, issued_on=day)
        assert secretary_client.post(url("directive_create", branch), sent).status_code == 302


def test_cells_keep_no_register(cell_leader_client, tree):
    address = url("directive_create", tree.cell)

    response = cell_leader_client.post(address, typed())

    assert response.url == url("directive_list", tree.cell)
    assert not Directive.objects.exists()


# A committee's


def test_clerk_registers_and_tells_the_leaders_below(clerk_client, tree, secretary, deputy, reader):
    factories.post(factories.member(home=tree.far), tree.far, post=PostKind.SECRETARY)

    clerk_client.post(url("directive_issue", tree.district), typed(tells_below="on"))

    told = Message.objects.filter(announcement__occasion=Occasion.DIRECTIVE_RECEIVED)
    assert {row.recipient for row in told} == {secretary.member, deputy.member}


def test_nobody_is_told_without_the_tick(clerk_client, tree, secretary):
    clerk_client.post(url("directive_issue", tree.district), typed())

    assert Directive.objects.get().organization == tree.district
    assert not Message.objects.exists()


def test_telling_asks_as_often_for_one_branch_as_for_three(
    clerk, tree, now, django_assert_max_num_queries
):
    for branch in (tree.branch, tree.sibling, tree.cousin):
        factories.post(factories.member(home=branch), branch, post=PostKind.SECRETARY)
    words = DirectiveWords("1-CT", "Quận uỷ", timezone.localdate(now), "về việc")

    with django_assert_max_num_queries(16):
        register_directive(
            organization=tree.district, words=words, by=clerk, now=now, tells_below=True
        )

    assert Message.objects.values("recipient").distinct().count() == 3


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


# Correcting, taking out


def test_correction_replaces_words_and_file(secretary_client, own):
    upload = SimpleUploadedFile("Mới.pdf", documents.PDF)
    sent = typed(version=1, number="8-CV/MT", upload=upload)

    secretary_client.post(url("directive_edit", own), sent)

    own.refresh_from_db()
    assert (own.number, own.name, own.version) == ("8-CV/MT", "Mới.pdf", 2)
    assert "8-cv/mt" in own.search_key


def test_without_a_new_file_the_old_one_stays_and_nobody_asks_for_its_grade(secretary_client, own):
    secretary_client.post(url("directive_edit", own), typed(version=1, grade=""))

    own.refresh_from_db()
    assert (own.version, own.name) == (2, "Chi thi.pdf")


def test_new_file_needs_an_answer_about_its_grade(secretary_client, own):
    upload = SimpleUploadedFile("Mới.pdf", documents.PDF)

    page = secretary_client.post(
        url("directive_edit", own), typed(version=1, grade="", upload=upload)
    )

    assert list(page.context["form"].errors) == ["grade"]


def test_correction_that_comes_too_late_shows_both(secretary, secretary_client, own):
    secretary.language = "en"
    secretary.save()
    Directive.objects.update(version=2, issuer="Mặt trận phường")

    page = secretary_client.post(url("directive_edit", own), typed(version=1))

    assert page.status_code == 409
    assert {"Mặt trận phường", "Ban Thường vụ Thành uỷ"} <= {
        words for row in page.context["conflict"] for words in (row.saved, row.typed)
    }
    again = dict(page.context["form"].data.items())
    assert secretary_client.post(url("directive_edit", own), again).status_code == 302


def test_taken_out_with_a_reason_and_put_back(secretary_client, reader_client, own):
    detail = url("directive_detail", own)

    secretary_client.post(url("directive_remove", own), {"reason": "  "})
    assert statuses("get", detail, reader_client) == [200]
    secretary_client.post(url("directive_remove", own), {"reason": "Nhập nhầm"})

    assert statuses("get", detail, reader_client) == [404]
    assert "Nhập nhầm" in text_of(secretary_client.get(detail))
    own.refresh_from_db()
    assert own.removal_reason == "Nhập nhầm"
    secretary_client.post(url("directive_restore", own))
    assert statuses("get", detail, reader_client) == [200]


def test_not_put_back_beside_its_double(secretary_client, branch, own):
    secretary_client.post(url("directive_remove", own), {"reason": "Nhầm"})
    double = factories.directive(branch, number=own.number, issued_on=own.issued_on)

    response = secretary_client.post(url("directive_restore", own))

    assert response.url == double.get_absolute_url()
    own.refresh_from_db()
    assert own.removed_at


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
