"""Accounts of the demo: one shared password, hashed once, that exists nowhere else."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from members.models import User

from .names import handle
from .people import Person
from .tables import ACCOUNT
from .writer import Writer

PASSWORD = "hoasen-2026"  # noqa: S105 - printed on purpose, only ever in the demo
ADMINISTRATOR = "quantri"
# User name → role, in the order `manage.py demo --logins` prints them.
SHOWCASE = {
    "dangvien": "Đảng viên",
    "totruong": "Tổ trưởng tổ đảng",
    "phobithu": "Phó bí thư chi bộ",
    "bithu": "Bí thư chi bộ",
    "danguy": "Đảng uỷ cơ sở",
    "quanuy": "Cấp uỷ cấp trên trực tiếp",
    "kiemtra": "Kiểm tra (xem nhật ký)",
    ADMINISTRATOR: "Quản trị kỹ thuật",
}
SHARE_WITH_ACCOUNT = 0.6


@dataclass(frozen=True)
class Login:
    role: str
    username: str
    name: str
    organization: str


class Registry:
    """Gives out user names, each once, and writes the accounts."""

    def __init__(self, writer: Writer, *, opened_at: datetime) -> None:
        self.writer, self.opened_at = writer, opened_at
        self.password = make_password(PASSWORD)
        self._taken: Counter[str] = Counter(list(SHOWCASE))

    def open(self, person: Person, username: str = "") -> int:
        """The person's account, opened if there is none yet."""
        if person.account is None:
            person.username = username or self._free(handle(person.name))
            person.account = self._write(person.username, person.id)
        return person.account

    def open_administrator(self) -> None:
        """Runs the machine, belongs to no branch, and therefore sees no content."""
        self._write(ADMINISTRATOR, None, is_staff=True)

    def _free(self, wanted: str) -> str:
        self._taken[wanted] += 1
        serial = self._taken[wanted]
        return wanted if serial == 1 else f"{wanted}{serial}"

    def _write(self, username: str, member_id: int | None, *, is_staff: bool = False) -> int:
        key = self.writer.next_id(ACCOUNT)
        self.writer.add(
            ACCOUNT,
            key, username, self.password, member_id, is_staff, is_staff, self.opened_at, "",
        )  # fmt: skip
        return key


def showcase_logins() -> list[Login]:
    """The people to log in as, read from the database; empty when the demo is not there."""
    users = User.objects.select_related("member__home").in_bulk(
        list(SHOWCASE), field_name="username"
    )
    return [
        Login(role, username, user.get_full_name(), _place_of(user))
        for username, role in SHOWCASE.items()
        if (user := users.get(username))
    ]


def _place_of(user: User) -> str:
    if user.member is None:
        return "toàn hệ thống, không xem nội dung"
    post = user.member.posts.filter(valid_to=None).order_by("organization__kind__tier").first()
    organization = post.organization if post else user.member.home
    return organization.name if organization else ""
