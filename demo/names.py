"""Invented people: names drawn with roughly the frequencies that Vietnamese names have."""

from functools import lru_cache

from papers.text import fold, name_sort_key

from .chance import Dice

FAMILY_WEIGHTS = {
    "Nguyễn": 384, "Trần": 110, "Lê": 95, "Phạm": 71, "Hoàng": 37, "Phan": 45, "Vũ": 30,
    "Võ": 15, "Đặng": 21, "Bùi": 20, "Đỗ": 18, "Hồ": 13, "Ngô": 13, "Dương": 11, "Huỳnh": 14,
    "Đinh": 10, "Trịnh": 8, "Đoàn": 8, "Lương": 6, "Mai": 6, "Đào": 7, "Hà": 5, "Cao": 5,
    "Phùng": 4, "Tạ": 4, "Chu": 3, "Thái": 3, "Kiều": 2, "Lại": 2, "La": 2, "Quách": 1, "Bạch": 1,
}  # fmt: skip
FAMILIES = [name for name, weight in FAMILY_WEIGHTS.items() for _ in range(weight)]

# Older and younger people were given different names.
MIDDLES = {
    ("m", True): "Văn Văn Văn Văn Văn Đình Hữu Đức Ngọc Bá Công Quang Xuân Viết Thế".split(),
    (
        "m",
        False,
    ): "Văn Văn Minh Quang Anh Tuấn Đức Hoàng Mạnh Việt Thành Trung Gia Hải Ngọc".split(),
    ("f", True): "Thị Thị Thị Thị Thị Thị Thị Thị Kim Thanh Thu Bích".split(),
    (
        "f",
        False,
    ): "Thị Thị Thị Thu Thanh Ngọc Phương Hồng Minh Thuỳ Hải Mai Kim Khánh Quỳnh".split(),
}
GIVENS = {
    ("m", True): (
        "Bảo Biên Bính Chất Châu Cảnh Diễn Doanh Dũng Dưỡng Đạt Định Đông Hải Hậu Hiền Hinh Hoà "
        "Hoan Hợi Hùng Huấn Kha Khiêm Khoát Lạc Lâm Lập Lộc Luận Lực Mão Mùi Nghị Nhâm Nhượng "
        "Ninh Phấn Phán Quế Quyền Sâm Sinh Sơn Tạo Tấn Thái Thân Thìn Thịnh Thọ Thuận Thuyết "
        "Tiến Tỉnh Toàn Toán Tráng Tuất Tuyển Tường Tỵ Vinh Vượng Xuyên"
    ).split(),
    ("m", False): (
        "Bách Cường Cương Duy Đăng Đạt Điệp Đoàn Hà Hải Hào Hiếu Hiệp Hoàn Huân Huy Khánh Khoa "
        "Khôi Kiên Lăng Long Luân Lượng Nam Nghiêm Nhân Nhật Phong Phương Quân Quý Sáng Sơn Tài "
        "Tân Thạch Thành Thiện Thông Tiệp Toản Trí Trường Tú Tuấn Tùng Văn Việt Vĩnh Vũ"
    ).split(),
    ("f", True): (
        "Bằng Bảy Bình Bưởi Cúc Chanh Chiến Chín Dậu Dung Đào Gái Hạnh Hiền Hoà Hoa Hồng Hợi Huệ "
        "Hương Lành Lan Lê Liên Liễu Loan Lý Lựu Mận Mơ Minh Nga Nghiêm Ngọc Nhàn Nhung Nụ Oanh "
        "Phấn Phú Quý Sáu Sen Tâm Thảo Thắm Thêu Thìn Thoa Thơm Thuận Thục Tuyết Vân Xuân Xuyến Yên"
    ).split(),
    ("f", False): (
        "Anh Ánh Chi Chinh Diệp Diệu Dương Duyên Giang Hà Hằng Hảo Hạnh Hậu Hiền Hoài Hoan Hồng "
        "Huyền Hường Khuyên Kiều Lam Lan Linh Loan Ly Mai My Nga Ngân Ngoan Nguyệt Nhã Nhi Như "
        "Oanh Phượng Phương Quyên Quỳnh Tâm Thảo Thanh Thuỳ Thuỷ Thương Thuý Trà Trâm Trang Uyên "
        "Vân Vy Xuân Yến"
    ).split(),
}


def full_name(chance: Dice, sex: str, birth_year: int) -> str:
    era = sex, birth_year < 1972
    middle = chance.pick(MIDDLES[era])
    given = chance.pick(GIVENS[era])
    while given == middle:
        given = chance.pick(GIVENS[era])
    family = chance.pick(FAMILIES)
    if sex == "f" and middle == "Thị" and chance.happens(0.35):
        return f"{family} {middle} {chance.pick(MIDDLES['f', False][3:])} {given}"
    return f"{family} {middle} {given}"


@lru_cache(maxsize=60_000)
def keys_of(name: str) -> tuple[str, str]:
    """Search key and sort key of a name; names repeat, so they are kept."""
    return fold(name), name_sort_key(name)


@lru_cache(maxsize=60_000)
def handle(name: str) -> str:
    """What the person would type as user name: "Nguyễn Thị Hoa" → "hoant"."""
    *others, given = fold(name).split()
    return given + "".join(word[0] for word in others)
