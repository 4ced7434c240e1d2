"""What offices write for posts, ways of appointment and kinds of units; folded."""

from collections.abc import Mapping
from typing import Any

from branches.models import BranchKind
from members.models import Post, PostKind
from papers.text import fold

from .problems import Trouble

POSTS = {
    PostKind.SECRETARY: "bi thu|bi thu chi bo|bi thu dang uy|bi thu dang bo|bt",
    PostKind.DEPUTY_SECRETARY: "pho bi thu|pho bi thu chi bo|pho bi thu dang uy"
    "|pho bi thu thuong truc|pho bi thu thuong truc dang uy|pbt",
    PostKind.COMMITTEE_MEMBER: "uy vien|chi uy vien|dang uy vien|cap uy vien|uy vien ban chap hanh"
    "|uy vien bch|uy vien ban thuong vu|uv bch|chi uy|uy vien thuong vu|dang uy vien bo phan",
    PostKind.CELL_LEADER: "to truong to dang|to truong|to truong dang",
    PostKind.CELL_DEPUTY: "to pho to dang|to pho|to pho dang",
    PostKind.REVIEWER: "nguoi theo doi|theo doi|can bo theo doi",
    PostKind.AUDITOR: "kiem tra vien|can bo kiem tra|uy vien uy ban kiem tra"
    "|chu nhiem uy ban kiem tra|kiem tra",
    PostKind.CLERK: "can bo to chuc|can bo van phong|can bo dang vu|to chuc",
}
MODES = {
    Post.AppointmentMode.ELECTED: "bau|bau cu|dai hoi bau|duoc bau|bau bo sung",
    Post.AppointmentMode.APPOINTED: "chi dinh|bo nhiem|duoc chi dinh|phan cong",
}
UNITS = {
    BranchKind.STREET: "to dan pho|khu pho|khu dan cu|khoi pho|tdp|duong pho",
    BranchKind.VILLAGE: "thon|ban|thon, ban|ap|lang|buon|thon ban|xom",
    BranchKind.AGENCY: "co quan|co quan hanh chinh|hanh chinh",
    BranchKind.ENTERPRISE: "doanh nghiep|cong ty",
    BranchKind.PUBLIC_SERVICE: "truong hoc|benh vien|truong hoc, benh vien|don vi su nghiep"
    "|su nghiep|truong|tram y te",
    BranchKind.STUDENTS: "sinh vien|hoc vien",
    BranchKind.FORCES: "luc luong vu trang|quan su|cong an|quan doi",
}


def _by_word(table: Mapping[Any, str]) -> dict[str, str]:
    return {word: str(one.value) for one, words in table.items() for word in words.split("|")}


TABLES = {"post": _by_word(POSTS), "mode": _by_word(MODES), "branch_kind": _by_word(UNITS)}


def read_choice(field: str, text: str, labels: Mapping[str, Any]) -> str:
    """The value meant; by our own word for it in the reader's language, too. Trouble names what
    may be written."""
    if not text:
        return ""
    wanted = fold(text)
    own = {fold(str(label)): str(value) for value, label in labels.items()}
    found = TABLES[field].get(wanted) or own.get(wanted)
    if found is None:
        choices = ", ".join(str(label) for label in labels.values())
        raise Trouble("choice", text=text[:40], choices=choices)
    return found
