"""The pages of a reorganisation: search, form, assignment, preview, yes; and who may."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, Reorganization
from members.models import PostKind
from tests import factories

from .pages import text_of, url

pytestmark = [pytest.mark.django_db]
DECISION = {
    "decision_number": "15-QĐ/TU",
    "decision_on": "16/06/2025",
    "effective_on": "01/07/2025",
    "note": "",
}


@pytest.fixture
def clerk(tree):
    person = factories.member(home=tree.office, name="Lý Thị Sổ")
    factories.post(person, tree.district, post=PostKind.CLERK)
    return factories.user(person, username="clerk")


@pytest.fixture
def browser(sign_in, clerk):
    return sign_in(clerk)


def create(organization, kind):
    address = reverse("meetings:reorganization_create", args=[organization.public_id])
    return f"{address}?kind={kind}"


def merging(tree, **more):
    sources = [str(tree.branch.public_id), str(tree.sibling.public_id)]
    return {
        **DECISION,
        "sources": sources,
        "name": "Chi bộ 7-8",
        "organization_kind": "subordinate_branch",
        "parent": str(tree.body.public_id),
        "numbering": "continue",
        "posts": "end",
        "step": "preview",
        **more,
    }


def test_merging_from_the_search_to_the_page_of_what_happened(browser, tree):
    member = factories.member(home=tree.sibling)
    assert tree.branch.name in text_of(browser.get(create(tree.district, "merge")))
    searched = browser.post(
        create(tree.district, "merge"),
        merging(
            tree, step="search", sources=[str(tree.branch.public_id)], sources_q="to dan pho 8"
        ),
    )
    assert tree.sibling.name in text_of(searched)
    assert f'value="{tree.branch.public_id}" checked' in text_of(searched)

    preview = browser.post(create(tree.district, "merge"), merging(tree))
    assert "Chi bộ 7-8" in text_of(preview)
    assert not Reorganization.objects.exists()
    done = browser.post(create(tree.district, "merge"), merging(tree, step="confirm"))

    row = Reorganization.objects.get()
    assert done.url == url("reorganization_detail", row)
    assert row.state == "applied"
    member.refresh_from_db()
    assert member.home.name == "Chi bộ 7-8"
    page = text_of(browser.get(done.url))
    assert "Chi bộ 7-8" in page
    assert tree.branch.name in page
    assert url("reorganization_detail", row) in text_of(
        browser.get(reverse("meetings:reorganization_list"))
    )


def test_refusal_keeps_what_was_typed(browser, tree):
    answer = browser.post(create(tree.district, "merge"), merging(tree, name="", sources=[]))

    assert answer.status_code == 200
    assert 'value="15-QĐ/TU"' in text_of(answer)
    assert "error-summary" in text_of(answer)


def test_refusal_of_the_verb_stands_at_its_field(browser, tree):
    answer = browser.post(
        create(tree.district, "move"),
        {
            **DECISION,
            "source": str(tree.body.public_id),
            "parent": str(tree.district.public_id),
            "step": "preview",
        },
    )

    assert 'id="parent-error"' in text_of(answer)


def split(tree, **more):
    return {
        **DECISION,
        "source": str(tree.branch.public_id),
        "goes_on": "on",
        "part_names": "Chi bộ 7B\n\nChi bộ 7C",
        "numbering": "continue",
        "step": "assign",
        **more,
    }


def test_splitting_by_cells_with_exceptions(browser, tree):
    together = [factories.member(home=tree.branch, cell=tree.cell) for _ in range(3)]
    alone = [factories.member(home=tree.branch) for _ in range(2)]
    address = create(tree.district, "split")
    page = text_of(browser.post(address, split(tree)))
    for name in [
        tree.branch.name,
        "Chi bộ 7B",
        "Chi bộ 7C",
        *(each.full_name for each in together),
    ]:
        assert name in page

    chosen = {
        f"o-{tree.cell.public_id}": "1",
        f"m-{together[2].public_id}": "2",
        "o-none": "0",
        f"m-{alone[1].public_id}": "2",
    }
    half = browser.post(address, split(tree, step="preview", **{f"o-{tree.cell.public_id}": "1"}))
    assert alone[0].full_name in text_of(half)
    assert "error-summary" in text_of(half)
    browser.post(address, split(tree, step="confirm", **chosen))

    for member in [*together, *alone]:
        member.refresh_from_db()
    assert [member.home.name for member in [*together, *alone]] == [
        "Chi bộ 7B",
        "Chi bộ 7B",
        "Chi bộ 7C",
        tree.branch.name,
        "Chi bộ 7C",
    ]
    assert [member.cell_id for member in together] == [tree.cell.pk, tree.cell.pk, None]


def test_one_that_waits_can_be_cancelled(browser, tree):
    ahead = f"{timezone.localdate() + timedelta(days=9):%d/%m/%Y}"
    browser.post(create(tree.district, "merge"), merging(tree, step="confirm", effective_on=ahead))
    row = Reorganization.objects.get()
    assert row.state == "scheduled"
    assert "Chi bộ 7-8" in text_of(browser.get(url("reorganization_detail", row)))

    browser.post(url("reorganization_cancel", row))

    row.refresh_from_db()
    assert row.state == "cancelled"
    assert Organization.objects.filter(dissolved_on__isnull=False).count() == 0


def test_one_that_failed_says_why_and_can_be_tried_again(browser, tree, clerk):
    row = Reorganization.objects.create(
        kind="dissolve",
        effective_on=date(2025, 7, 1),
        decision_number="16-QĐ/TU",
        decision_on=date(2025, 6, 1),
        scope=tree.body,
        state="failed",
        failure="Còn đảng viên",
        created_at=timezone.now(),
        created_by=clerk,
    )
    row.parts.create(organization=tree.sibling, role="source")
    assert "Còn đảng viên" in text_of(browser.get(url("reorganization_detail", row)))

    browser.post(url("reorganization_apply", row))

    row.refresh_from_db()
    assert (row.state, row.failure) == ("applied", "")


def test_only_below_where_one_may(browser, tree, secretary_client, district_reviewer_client):
    assert browser.get(create(tree.far_district, "merge")).status_code == 404
    assert district_reviewer_client.get(create(tree.district, "merge")).status_code == 403
    assert secretary_client.get(reverse("meetings:reorganization_list")).status_code == 403
    stranger = browser.post(
        create(tree.body, "merge"),
        merging(tree, sources=[str(tree.branch.public_id), str(tree.cousin.public_id)]),
    )
    assert tree.cousin.name not in text_of(stranger)
