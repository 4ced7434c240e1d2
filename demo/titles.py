"""How meetings, places and visitors are called."""

from branches.models import BranchKind
from meetings.models import MeetingKind

from .schedule import COMBINED, THEMATIC, Sitting
from .tree import Unit

TITLES = {
    MeetingKind.PERIODIC.value: "Sinh hoạt thường kỳ",
    MeetingKind.THEMATIC.value: "Sinh hoạt chuyên đề",
    MeetingKind.COMBINED.value: "Sinh hoạt thường kỳ và chuyên đề",
    MeetingKind.COMMITTEE.value: "Họp chi uỷ",
    MeetingKind.CELL.value: "Sinh hoạt tổ đảng",
}
HALLS = {
    BranchKind.STREET: "Nhà văn hoá {}",
    BranchKind.VILLAGE: "Nhà văn hoá {}",
    BranchKind.PUBLIC_SERVICE: "Phòng hội đồng, {}",
    BranchKind.STUDENTS: "Hội trường nhà B, phòng 204",
    BranchKind.FORCES: "Phòng Hồ Chí Minh của đơn vị",
}
# Offices of invented visitors; the name of the organisation above follows.
OFFICES = [
    "Uỷ viên Ban Thường vụ Đảng uỷ", "Phó Bí thư Đảng uỷ", "Đảng uỷ viên", "Ban Xây dựng Đảng",
    "Uỷ ban Kiểm tra Đảng uỷ", "Văn phòng Đảng uỷ",
]  # fmt: skip


def title_of(sitting: Sitting) -> str:
    title = f"{TITLES[sitting.kind]} tháng {sitting.month:%m/%Y}"
    if sitting.kind in (THEMATIC, COMBINED):
        return f"{title}: {sitting.subject.title}"
    return title


def place_of(branch: Unit) -> str:
    return HALLS.get(BranchKind(branch.branch_kind), "Phòng họp tầng 2").format(branch.short_name)


def unit_words(branch: Unit) -> str:
    """How people speak of the unit in the middle of a sentence."""
    return branch.short_name[0].lower() + branch.short_name[1:]
