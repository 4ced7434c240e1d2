"""The cast of most tests: a province in small, and one person for each role in it."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from members.models import Affiliation, PostKind, StandingStatus

from . import factories


class Tree:
    """Organisations named by how they stand to `branch`; each is made when first asked for.

    province ─┬─ district ─┬─ body ─┬─ branch ── cell, other_cell
              │            │        └─ sibling ── sibling_cell
              │            ├─ cousin_body ── cousin
              │            └─ office
              └─ far_district ── far_body ── far
    """

    @cached_property
    def province(self):
        return self._make(None, "province_body", "Đảng bộ tỉnh Sông Hồng")

    @cached_property
    def district(self):
        return self._make(self.province, "superior_body", "Đảng bộ phường Hoa Sữa")

    @cached_property
    def far_district(self):
        return self._make(self.province, "superior_body", "Đảng bộ xã Núi Xa")

    @cached_property
    def body(self):
        return self._make(self.district, "grassroots_body", "Đảng bộ khu Đông")

    @cached_property
    def cousin_body(self):
        return self._make(self.district, "grassroots_body", "Đảng bộ khu Tây")

    @cached_property
    def far_body(self):
        return self._make(self.far_district, "grassroots_body", "Đảng bộ khu Bắc")

    @cached_property
    def branch(self):
        return self._make(self.body, "subordinate_branch", "Chi bộ tổ dân phố 7", place="Hoa Sữa")

    @cached_property
    def sibling(self):
        return self._make(self.body, "subordinate_branch", "Chi bộ tổ dân phố 8")

    @cached_property
    def cousin(self):
        return self._make(self.cousin_body, "subordinate_branch", "Chi bộ tổ dân phố 21")

    @cached_property
    def office(self):
        """Where those who work for the committees are at home."""
        return self._make(self.district, "grassroots_branch", "Chi bộ Văn phòng")

    @cached_property
    def far(self):
        return self._make(self.far_body, "subordinate_branch", "Chi bộ thôn Thượng")

    @cached_property
    def cell(self):
        return self._make(self.branch, "cell", "Tổ đảng số 1")

    @cached_property
    def other_cell(self):
        return self._make(self.branch, "cell", "Tổ đảng số 2")

    @cached_property
    def sibling_cell(self):
        return self._make(self.sibling, "cell", "Tổ đảng số 3")

    def _make(self, parent, kind_code, name, **kwargs):
        return factories.organization(parent=parent, kind_code=kind_code, name=name, **kwargs)


@dataclass(frozen=True)
class Role:
    """`home`, `cell` and `at` are names of organisations in the tree."""

    name: str
    home: str | None = "branch"
    cell: str | None = None
    post: str | None = None
    at: str | None = None
    on_top: str | None = None


CAST = {
    "secretary": Role("Nguyễn Thị Quỳnh", post=PostKind.SECRETARY, at="branch"),
    "deputy": Role("Phạm Văn Khuê", post=PostKind.DEPUTY_SECRETARY, at="branch"),
    "committee_member": Role("Lê Thị Ẩm", post=PostKind.COMMITTEE_MEMBER, at="branch"),
    "cell_leader": Role("Đỗ Đức Ỷ", cell="cell", post=PostKind.CELL_LEADER, at="cell"),
    "reader": Role("Trần Văn Ước"),
    "suspended": Role("Bùi Văn Đình", on_top=StandingStatus.SUSPENDED),
    "stranger": Role("Vũ Thị Thuỷ", home="sibling", post=PostKind.SECRETARY, at="sibling"),
    "grassroots_reviewer": Role("Hồ Thị Soát", home="office", post=PostKind.REVIEWER, at="body"),
    "district_reviewer": Role(
        "Ngô Văn Duyệt", home="office", post=PostKind.REVIEWER, at="district"
    ),
    "clerk": Role("Lý Thị Sổ", home="office", post=PostKind.CLERK, at="district"),
    "auditor": Role("Đinh Thị Kiểm", home="office", post=PostKind.AUDITOR, at="district"),
}


def play(tree, username, **kwargs):
    """The account of one of the cast with member, home and post. `kwargs` go to the member."""
    role = CAST[username]
    person = factories.member(
        **{"name": role.name}
        | kwargs
        | {
            "home": getattr(tree, role.home) if role.home else None,
            "cell": getattr(tree, role.cell) if role.cell else None,
            "on_top": role.on_top,
        }
    )
    if role.post:
        factories.post(person, getattr(tree, role.at), post=role.post)
    return factories.user(person, username=username)


def play_moved_away(tree, **kwargs):
    """Sat on the committee of the branch until yesterday; belongs to another district today."""
    today = timezone.localdate()
    person = factories.member(
        **{"name": "Hà Văn Chuyển", "home": tree.far, "since": today} | kwargs
    )
    factories.affiliate(
        person,
        tree.branch,
        Affiliation.Kind.HOME,
        since=today - timedelta(days=900),
        until=today,
    )
    factories.post(
        person,
        tree.branch,
        post=PostKind.COMMITTEE_MEMBER,
        since=today - timedelta(days=900),
        until=today,
    )
    return factories.user(person, username="moved_away")


def play_technical_admin():
    """Runs the machine; has no member, so sees no content."""
    return factories.user(username="technical_admin", is_staff=True, is_superuser=True)
