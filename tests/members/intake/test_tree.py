"""Organisations and posts from files."""

from datetime import date, timedelta

import pytest

from branches.models import Organization, OrganizationVersion
from members.models import Post
from tests import factories

from .sheets import bring_in, codes, confirm, counts, reasons, xlsx

pytestmark = pytest.mark.django_db

NOTHING = {"bad": 0, "new": 0, "changed": 0, "same": 0}
HEADINGS = ["Mã", "Tên tổ chức", "Loại", "Trực thuộc", "Ngày thành lập", "Loại hình chi bộ"]
POSTS = [
    "Họ và tên",
    "Ngày sinh",
    "Số thẻ",
    "Chức vụ",
    "Tổ chức",
    "Từ ngày",
    "Đến ngày",
    "Hình thức",
]


def organizations(*rows):
    return xlsx(HEADINGS, *rows)


def posts(*rows):
    return xlsx(POSTS, *rows)


def tree_in(content, district, clerk, **kwargs):
    return bring_in(content, district, clerk, kind="organizations", **kwargs)


def posts_in(content, district, clerk, **kwargs):
    return bring_in(content, district, clerk, kind="posts", **kwargs)


@pytest.fixture
def district(tree):
    """With everything in it."""
    assert all([tree.branch, tree.sibling, tree.cousin, tree.cell, tree.far])
    return tree.district


@pytest.fixture
def an(branch):
    return factories.member(home=branch, name="Trần Văn An", birth_date=date(1980, 2, 3))


def test_a_tree_of_one_file_in_any_order(district, clerk):
    content = organizations(
        ["CB-1", "Chi bộ Hoà Bình", "Chi bộ trực thuộc", "ĐB-1", 2001, "Tổ dân phố"],
        ["TĐ-1", "Tổ đảng ngõ 3", "Tổ đảng", "CB-1", "", ""],
        ["ĐB-1", "Đảng bộ khu Nam", "Đảng bộ cơ sở", "", "03/02/2000", ""],
        ["", "Chi bộ Mầm non", "Chi bộ cơ sở", "Đảng bộ phường Hoa Sữa", "", "Trường học"],
    )

    batch = tree_in(content, district, clerk)

    assert reasons(batch) == {}
    confirm(batch, clerk)
    cell = Organization.objects.get(code="TĐ-1")
    assert [cell.parent.name, cell.parent.parent.name, cell.parent.parent.parent] == [
        "Chi bộ Hoà Bình",
        "Đảng bộ khu Nam",
        district,
    ]
    assert (cell.branch.code, cell.grassroots.code, cell.superior) == ("CB-1", "ĐB-1", district)
    assert cell.path.startswith(cell.parent.path)
    assert cell.parent.established_on == date(2001, 1, 1)
    assert OrganizationVersion.objects.get(organization=cell).code == "TĐ-1"
    assert Organization.objects.get(name="Chi bộ Mầm non").branch_kind == "public_service"
    assert counts(tree_in(content, district, clerk)) == NOTHING | {"same": 4}


def test_what_the_register_lacks_is_filled_in(district, branch, clerk):
    content = organizations(
        ["CB-7", "Chi bộ tổ dân phố 7", "Chi bộ trực thuộc", "Đảng bộ khu Đông", "", "Tổ dân phố"]
    )

    batch = tree_in(content, district, clerk)

    row = batch.rows.get()
    assert row.values["new"] == {"code": "CB-7", "branch_kind": "street"}
    confirm(batch, clerk)
    branch.refresh_from_db()
    assert (branch.code, branch.branch_kind) == ("CB-7", "street")
    assert branch.versions.get().code == "CB-7"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "", "Chi bộ trực thuộc", "", "", ""], "required"),
        (["", "Chi bộ X", "", "", "", ""], "required"),
        (["", "Chi bộ X", "Hội", "", "", ""], "choice"),
        (["", "Chi bộ X", "Chi bộ trực thuộc", "Đảng bộ không có", "", ""], "place_unknown"),
        (["", "Chi bộ X", "Chi bộ trực thuộc", "Đảng bộ khu Bắc", "", ""], "place_unknown"),
        (["", "Tỉnh X", "Đảng bộ tỉnh, thành phố", "", "", ""], "kind_above"),
        (["", "Chi bộ X", "Chi bộ trực thuộc", "", "13/13/2000", ""], "day"),
        (["", "Chi bộ X", "Chi bộ trực thuộc", "", "", "Hội"], "choice"),
        (["FAR", "Chi bộ X", "Chi bộ trực thuộc", "", "", ""], "code_taken"),
        (["OWN", "Chi bộ Y", "Chi bộ trực thuộc", "", "", ""], "reorganize"),
        (["OWN", "Chi bộ tổ dân phố 7", "Chi bộ cơ sở", "", "", ""], "reorganize"),
        (
            ["OWN", "Chi bộ tổ dân phố 7", "Chi bộ trực thuộc", "Đảng bộ khu Tây", "", ""],
            "reorganize",
        ),
        (["OWN", "Chi bộ tổ dân phố 7", "Chi bộ trực thuộc", "", "02/01/2020", ""], "established"),
        (["X" * 21, "Chi bộ X", "Chi bộ trực thuộc", "", "", ""], "too_long"),
    ],
)
def test_each_bad_row_is_named(district, tree, branch, clerk, row, code):
    Organization.objects.filter(pk=tree.far.pk).update(code="FAR")
    Organization.objects.filter(pk=branch.pk).update(code="OWN")

    assert codes(tree_in(organizations(row), district, clerk)) == {2: [code]}


def test_doubles_of_the_file_are_named_with_both_rows(district, clerk):
    content = organizations(
        ["A", "Chi bộ X", "Chi bộ trực thuộc", "", "", ""],
        ["A", "Chi bộ Y", "Chi bộ trực thuộc", "", "", ""],
        ["B", "Chi bộ Z", "Chi bộ trực thuộc", "", "", ""],
        ["", "chi bo z", "Chi bộ trực thuộc", "", "", ""],
    )

    batch = tree_in(content, district, clerk)

    assert codes(batch) == {
        2: ["double_code"],
        3: ["double_code"],
        4: ["double_place"],
        5: ["double_place"],
    }
    assert "4, 5" in reasons(batch)[4][0]


def test_an_organization_entered_meanwhile_stops_it(district, clerk):
    batch = tree_in(organizations(["", "Chi bộ X", "Chi bộ cơ sở", "", "", ""]), district, clerk)
    factories.organization(parent=district, kind_code="grassroots_branch", name="Chi bộ X")

    confirm(batch, clerk)

    assert (batch.state, batch.trouble[0]) == ("failed", "changed_since")
    assert Organization.objects.filter(name="Chi bộ X").count() == 1


def test_posts(district, tree, branch, an, clerk, today):
    content = posts(
        ["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7", "01/06/2025", "", ""],
        ["Trần Văn An", "3/2/1980", "", "Đảng uỷ viên", "Đảng bộ khu Đông", "", "", "Chỉ định"],
    )

    batch = posts_in(content, district, clerk)

    assert reasons(batch) == {}
    confirm(batch, clerk)
    assert set(an.posts.values_list("kind", "organization", "valid_from", "appointment_mode")) == {
        ("secretary", branch.pk, date(2025, 6, 1), "elected"),
        ("committee_member", tree.body.pk, today, "appointed"),
    }
    assert counts(posts_in(content, district, clerk)) == NOTHING | {"same": 2}


def test_the_end_of_a_post_is_a_change(district, branch, an, clerk, today):
    factories.post(an, branch, since=date(2024, 1, 1))
    end = today - timedelta(days=10)
    content = posts(
        ["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7", "01/01/2024", end, ""]
    )

    batch = posts_in(content, district, clerk)

    assert counts(batch) == NOTHING | {"changed": 1}
    confirm(batch, clerk)
    assert an.posts.get().valid_to == end


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Người Lạ", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7"], "person_unknown"),
        (["Trần Văn An", "3/2/1980", "", "", "Chi bộ tổ dân phố 7"], "required"),
        (["Trần Văn An", "3/2/1980", "", "Vua", "Chi bộ tổ dân phố 7"], "choice"),
        (["Trần Văn An", "3/2/1980", "", "Bí thư", ""], "required"),
        (["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ thôn Thượng"], "place_unknown"),
        (["Trần Văn An", "3/2/1980", "", "Tổ trưởng", "Chi bộ tổ dân phố 7"], "post_kind"),
        (["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 8"], "not_on_roll"),
        (["Trần Văn An", "3/2/1980", "", "Tổ trưởng", "Tổ đảng số 1"], "not_on_roll"),
        (["Lê Thị Dự", "3/2/1990", "", "Bí thư", "Chi bộ tổ dân phố 7"], "not_official"),
        (
            [
                "Trần Văn An",
                "3/2/1980",
                "",
                "Phó bí thư",
                "Chi bộ tổ dân phố 7",
                "1/1/2025",
                "1/1/2024",
            ],
            "day_order",
        ),
        (["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 21"], "post_held"),
    ],
)
def test_each_bad_post_is_named(district, tree, branch, an, clerk, row, code):
    factories.member(
        home=branch, name="Lê Thị Dự", birth_date=date(1990, 2, 3), status="probationary"
    )
    if code == "post_held":
        an.affiliations.update(organization=tree.cousin)
        an.home = tree.cousin
        an.save()
        factories.post(factories.member(home=tree.cousin), tree.cousin)

    assert codes(posts_in(posts(row), district, clerk)) == {2: [code]}


def test_two_secretaries_in_one_file(district, branch, an, clerk):
    factories.member(home=branch, name="Lê Thị Bình", birth_date=date(1981, 2, 3))
    content = posts(
        ["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7", "1/1/2024", "1/1/2025"],
        ["Lê Thị Bình", "3/2/1981", "", "Bí thư", "Chi bộ tổ dân phố 7", "1/6/2024", ""],
    )

    assert codes(posts_in(content, district, clerk)) == {2: ["double_post"], 3: ["double_post"]}


def test_one_secretary_after_the_other(district, branch, an, clerk):
    factories.member(home=branch, name="Lê Thị Bình", birth_date=date(1981, 2, 3))
    content = posts(
        ["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7", "1/1/2024", "1/6/2024"],
        ["Lê Thị Bình", "3/2/1981", "", "Bí thư", "Chi bộ tổ dân phố 7", "1/6/2024", ""],
    )
    batch = posts_in(content, district, clerk)

    confirm(batch, clerk)

    assert Post.objects.filter(organization=branch, kind="secretary").count() == 2
    assert counts(posts_in(content, district, clerk)) == NOTHING | {"same": 2}


def test_a_post_refused_at_the_last_moment_is_named_with_its_row(district, branch, an, clerk):
    batch = posts_in(
        posts(["Trần Văn An", "3/2/1980", "", "Bí thư", "Chi bộ tổ dân phố 7"]), district, clerk
    )
    factories.post(factories.member(home=branch), branch)

    confirm(batch, clerk)

    assert batch.state == "failed"
    assert batch.trouble[0] == "row_refused"
    assert batch.trouble[2]["row"] == 2
