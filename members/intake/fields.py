"""What may stand in the columns of each kind of list, and what offices call it.

The synonyms are folded: lower case, no accents.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """`note` and `example` are for the template file. `in_template` off: understood in files of
    others, not asked for in ours."""

    name: str
    label: Promise
    synonyms: str
    note: Promise | str = ""
    example: str = ""
    in_template: bool = True

    @property
    def names(self) -> list[str]:
        return [one.strip() for one in self.synonyms.split("|")]


FULL_NAME = Field(
    "full_name",
    _("Full name"),
    "ho va ten|ho ten|ho va ten khai sinh|ho ten khai sinh|ten dang vien|ho ten dang vien"
    "|ho va ten dang vien|full name|name|dang vien|ho va ten dang dung",
    _("Family, middle and given name. Three columns Họ, Tên đệm, Tên are understood too."),
    "Nguyễn Thị Minh",
)
NAME_PARTS = [
    Field(
        "family_name",
        _("Family name"),
        "ho|ho va dem|ho dem|ho lot|ho va ten dem|ho va chu lot|ho chu lot|family name|last name"
        "|surname",
        in_template=False,
    ),
    Field(
        "middle_name",
        _("Middle name"),
        "dem|ten dem|chu dem|ten lot|chu lot|middle name",
        in_template=False,
    ),
    Field("given_name", _("Given name"), "ten|given name|first name", in_template=False),
]
BIRTH_DATE = Field(
    "birth_date",
    _("Date of birth"),
    "ngay sinh|ngay thang nam sinh|sinh ngay|ngay thang sinh|nam sinh|ntns|date of birth|birth date"
    "|birthday|ngay, thang, nam sinh",
    _("Day, month and year, such as 03/02/1980."),
    "03/02/1980",
)
# Older forms write the day in one of two columns, Nam or Nữ.
BORN = [
    Field(
        "born_male",
        _("Date of birth (men)"),
        "nam sinh nam|ngay sinh nam|ngay thang nam sinh nam|ngay, thang, nam sinh nam",
        in_template=False,
    ),
    Field(
        "born_female",
        _("Date of birth (women)"),
        "nam sinh nu|ngay sinh nu|ngay thang nam sinh nu|ngay, thang, nam sinh nu",
        in_template=False,
    ),
]
CARD = Field(
    "card_number",
    _("Party card"),
    "so the|so the dang|so the dang vien|the dang vien|the dang|so the dv|card number|party card"
    "|ma dang vien|so hieu the dang vien",
    _("8 or 12 digits. Keep the cells as text, or Excel drops the 0."),
    "01234567",
)
IDENTITY = Field(
    "identity_number",
    _("Identity number"),
    "so cccd|cccd|so can cuoc|can cuoc|so can cuoc cong dan|can cuoc cong dan|cmnd|so cmnd"
    "|cccd/cmnd|so cccd/cmnd|cmnd/cccd|so cmnd/cccd|so dinh danh|so dinh danh ca nhan|ma dinh danh"
    "|identity number|identity|so giay to|so can cuoc/cmnd",
    _("12 digits. It is kept sealed; pages show the last three."),
    "001180000001",
)
PERSON = [FULL_NAME, *NAME_PARTS, BIRTH_DATE, *BORN, CARD, IDENTITY]

PLACE_ABOVE = Field(
    "place_above",
    _("Organisation above it"),
    "dang bo|dang uy|dang bo co so|dang uy co so|cap uy cap tren|to chuc cap tren|don vi cap tren"
    "|dang bo truc thuoc|organisation above it",
    _("Needed only when the name above is found several times."),
    "",
)
HOME = Field(
    "home",
    _("Home branch"),
    "chi bo|ten chi bo|sinh hoat tai chi bo|chi bo sinh hoat|noi sinh hoat|noi sinh hoat dang"
    "|don vi|don vi sinh hoat|to chuc dang|ma chi bo|home branch|branch",
    _("Name or code of the branch, as it stands in the tree."),
    "Chi bộ tổ dân phố số 3",
)
MEMBERS = [
    FULL_NAME,
    *NAME_PARTS,
    BIRTH_DATE,
    *BORN,
    Field(
        "sex",
        _("Sex"),
        "gioi tinh|gioi|phai|nam/nu|nam nu|sex|gender",
        _("Nam or Nữ."),
        "Nữ",
    ),
    Field("is_female", _("Female (cross)"), "nu|la nu|female", in_template=False),
    CARD,
    IDENTITY,
    Field(
        "admitted_on",
        _("Admitted on"),
        "ngay vao dang|ngay ket nap|vao dang|ket nap|ngay ket nap dang|ngay vao dang csvn"
        "|nam vao dang|ngay du bi|ngay vao dang du bi|admitted on",
        _("The day of admission; a year or month alone is taken as its first day."),
        "19/05/2010",
    ),
    Field(
        "official_on",
        _("Official since"),
        "chinh thuc|ngay chinh thuc|ngay cong nhan chinh thuc|ngay vao dang chinh thuc"
        "|ngay cong nhan dang vien chinh thuc|ngay cong nhan|official since",
        _("Left empty by a probationary member."),
        "19/05/2011",
    ),
    Field(
        "status",
        _("Standing"),
        "tinh trang|tu cach|dang vien chinh thuc/du bi|chinh thuc/du bi|loai dang vien"
        "|dien dang vien|trang thai|standing|tu cach dang vien",
        _("Chính thức or Dự bị. Empty: official, unless the day above says otherwise."),
        "Chính thức",
    ),
    HOME,
    PLACE_ABOVE,
    Field(
        "cell",
        _("Party cell"),
        "to dang|ten to dang|to|party cell|cell",
        _("Only where the branch has cells."),
        "",
    ),
    Field(
        "phone",
        _("Telephone"),
        "dien thoai|so dien thoai|sdt|dt|di dong|so di dong|dien thoai di dong|dien thoai lien he"
        "|telephone|phone|mobile|so dt",
        _("10 digits, beginning with 0."),
        "0900000000",
    ),
    Field(
        "email",
        _("E-mail"),
        "email|e-mail|thu dien tu|hop thu|dia chi email|mail|hop thu dien tu",
        "",
        "minh@example.vn",
    ),
    Field(
        "decision",
        _("Decision"),
        "quyet dinh|so quyet dinh|so qd|decision|qd",
        _("Number and day of the decision the entry rests on."),
        "",
    ),
]
