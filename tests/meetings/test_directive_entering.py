"""Documents from above: entered, told of, corrected, taken out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meetings.models import Directive
from meetings.services.directive import DirectiveWords, register_directive
from members.models import Message, Occasion, PostKind
from tests import factories

from . import documents
from .pages import statuses, text_of, url


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
