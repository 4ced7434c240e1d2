"""Invented names of places and organisations, by the kind of unit a branch lives in."""

from collections.abc import Callable
from itertools import islice

from branches.models import BranchKind

from .chance import Dice

PLACE = "Hoà Giang"

FIRST = ["An", "Bình", "Hoà", "Phú", "Tân", "Thanh", "Xuân", "Yên", "Đông", "Minh", "Mỹ", "Phúc"]
SECOND = [
    "Khê", "Lĩnh", "Thuỷ", "Lộc", "Hưng", "Châu", "Phong", "Sơn", "Lâm", "Trạch", "Quang", "Thượng",
    "Hạ", "Trung", "Bắc",
]  # fmt: skip
SUPERIORS = ["quận Thuận Lĩnh", "quận Bến Khê", "quận Đông Trạch", "huyện Mỹ Lâm", "huyện Phú Sơn"]
HAMLETS = [
    "Đông", "Đoài", "Trung", "Thượng", "Hạ", "Chợ", "Đình", "Bãi", "Ngõ Mới", "Trại", "Cầu Đá",
    "Bến Gốm", "Gò Sim", "Đồng Dâu", "Vườn Chè", "Ao Sen", "Bờ Tre", "Núi Nhạn",
]  # fmt: skip
OFFICES = [
    "Văn phòng", "Phòng Tổ chức - Hành chính", "Phòng Kế hoạch - Tài chính", "Phòng Nghiệp vụ 1",
    "Phòng Nghiệp vụ 2", "Phòng Quản lý hồ sơ", "Phòng Tư pháp", "Phòng Kinh tế", "Phòng Văn hoá",
    "Phòng Thanh tra", "Phòng Công nghệ thông tin", "Ban Quản lý dự án", "Trung tâm Dịch vụ công",
]  # fmt: skip
WORKSHOPS = [
    "Phân xưởng 1", "Phân xưởng 2", "Phân xưởng 3", "Khối Văn phòng", "Tổ Cơ điện", "Đội Vận hành",
    "Đội Xây lắp 1", "Đội Xây lắp 2", "Phòng Kỹ thuật", "Phòng Kinh doanh", "Kho vận",
]  # fmt: skip
WARDS_OF_HOSPITAL = [
    "Khoa Nội", "Khoa Ngoại", "Khoa Nhi", "Khoa Sản", "Khoa Khám bệnh", "Khoa Cấp cứu",
    "Khoa Dược", "Khoa Xét nghiệm", "Phòng Điều dưỡng", "Phòng Hành chính",
]  # fmt: skip
FACULTIES = [
    "Sinh viên Khoa Kinh tế", "Sinh viên Khoa Cơ khí", "Sinh viên Khoa Ngoại ngữ",
    "Sinh viên Khoa Nông học", "Sinh viên Khoa Sư phạm", "Sinh viên Khoa Tin học",
]  # fmt: skip
SQUADS = ["Đại đội 1", "Đại đội 2", "Tham mưu", "Chính trị", "Hậu cần", "Đội Cảnh sát khu vực"]
SCHOOLS = ["Trường Mầm non", "Trường Tiểu học", "Trường Trung học cơ sở"]
GOODS = ["Dệt may", "Cơ khí", "Cấp nước", "Xây dựng", "Vật liệu", "Thực phẩm", "Bao bì", "Vận tải"]
AGENCIES = ["Toà án", "Bảo hiểm", "Kho bạc", "Thuế", "Thống kê", "Khối Chính quyền", "Khối Dân vận"]
INSTITUTES = [
    "Bệnh viện Đa khoa",
    "Trường Cao đẳng",
    "Trung tâm Y tế",
    "Trường Trung học phổ thông",
]


def superior_name(number: int) -> str:
    if number <= len(SUPERIORS):
        return SUPERIORS[number - 1]
    kind = "quận" if number % 5 < 3 else "huyện"
    return f"{kind} {place_name(number * 7 + 3)}"


def place_name(serial: int) -> str:
    """A different name for each serial: 180 pairs, then numbered."""
    pairs = len(FIRST) * len(SECOND)
    # 67 shares no factor with 180, so that neighbours do not sound alike and none repeats.
    mixed = serial * 67 % pairs
    name = f"{FIRST[mixed % len(FIRST)]} {SECOND[mixed // len(FIRST)]}"
    return name if serial < pairs else f"{name} {serial // pairs + 1}"


def body_kind(chance: Dice, serial: int, is_body: bool) -> BranchKind:
    """The kind of unit most branches of a grassroots organisation are in; the first is the ward."""
    if serial == 0:
        return BranchKind.STREET
    if is_body:
        kinds = [
            *[BranchKind.STREET] * 7, *[BranchKind.VILLAGE] * 4, *[BranchKind.AGENCY] * 3,
            *[BranchKind.ENTERPRISE] * 3, *[BranchKind.PUBLIC_SERVICE] * 2, BranchKind.STUDENTS,
            BranchKind.FORCES,
        ]  # fmt: skip
    else:
        kinds = [*[BranchKind.AGENCY] * 3, *[BranchKind.ENTERPRISE] * 4, BranchKind.PUBLIC_SERVICE]
    return chance.pick(kinds)


def _company(chance: Dice, serial: int) -> str:
    return f"Công ty cổ phần {chance.pick(GOODS)} {place_name(serial)}"


def _agency(chance: Dice, serial: int) -> str:
    return f"{chance.pick(AGENCIES)} khu vực {serial + 1}"


def _institute(chance: Dice, serial: int) -> str:
    return f"{chance.pick(INSTITUTES)} {place_name(serial)}"


BODY_NAMES: dict[str, Callable[[Dice, int], str]] = {
    BranchKind.STREET: lambda chance, serial: f"phường {place_name(serial)}",
    BranchKind.VILLAGE: lambda chance, serial: f"xã {place_name(serial)}",
    BranchKind.AGENCY: _agency,
    BranchKind.ENTERPRISE: _company,
    BranchKind.PUBLIC_SERVICE: _institute,
    BranchKind.STUDENTS: lambda chance, serial: f"Trường Đại học {place_name(serial)}",
    BranchKind.FORCES: lambda chance, serial: f"Quân sự khu vực {serial + 1}",
}


def _of(names: list[str], size: int) -> list[str]:
    """The first names of the list; numbered again when there are not enough."""
    rounds = range(size // len(names) + 1)
    every = (name if turn == 0 else f"{name} ({turn + 1})" for turn in rounds for name in names)
    return list(islice(every, size))


def _street(chance: Dice, size: int) -> list[str]:
    """Street groups, and in a large ward the schools too."""
    schools = SCHOOLS[: size // 8]
    groups = [f"Tổ dân phố số {number}" for number in range(1, size - len(schools) + 1)]
    return groups + schools


def _village(chance: Dice, size: int) -> list[str]:
    start = chance.number(0, len(HAMLETS) - 1)
    hamlets = HAMLETS[start:] + HAMLETS[:start]
    schools = SCHOOLS[: size // 9]
    return _of([f"thôn {name}" for name in hamlets], size - len(schools)) + schools


BRANCH_NAMES: dict[str, Callable[[Dice, int], list[str]]] = {
    BranchKind.STREET: _street,
    BranchKind.VILLAGE: _village,
    BranchKind.AGENCY: lambda chance, size: _of(OFFICES, size),
    BranchKind.ENTERPRISE: lambda chance, size: _of(WORKSHOPS, size),
    BranchKind.PUBLIC_SERVICE: lambda chance, size: _of(WARDS_OF_HOSPITAL, size),
    BranchKind.STUDENTS: lambda chance, size: _of(FACULTIES, size),
    BranchKind.FORCES: lambda chance, size: _of(SQUADS, size),
}
