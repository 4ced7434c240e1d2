"""What may stand in the columns of each kind of list, and what offices call it.

The synonyms are folded: lower case, no accents.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Tier
from members.models import ImportBatch

Kind = ImportBatch.Kind


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

ORGANIZATIONS = [
    Field(
        "code",
        _("Code"),
        "ma|ma to chuc|ma to chuc dang|ma don vi|ma chi bo|ma so|code",
        _("Any code your office uses; told apart by it, names may repeat."),
        "CB-003",
    ),
    Field(
        "name",
        _("Name"),
        "ten|ten to chuc|ten to chuc dang|ten don vi|ten chi bo|to chuc dang|to chuc|chi bo"
        "|ten chi bo, dang bo|ten dang bo, chi bo|don vi|name|dang bo, chi bo",
        _("As it stands on its papers."),
        "Chi bộ tổ dân phố số 3",
    ),
    Field(
        "kind",
        _("Kind"),
        "loai|loai hinh|loai to chuc|loai hinh to chuc|cap|cap to chuc|kind|loai to chuc dang",
        _("One of the kinds in the list of the cell."),
        "Chi bộ trực thuộc",
    ),
    Field(
        "parent",
        _("Organisation above it"),
        "to chuc cap tren|cap tren|truc thuoc|cap uy cap tren|dang bo|dang uy|don vi cap tren"
        "|ma cap tren|thuoc|parent|organisation above it|to chuc cap tren truc tiep",
        _("Code or name; it may stand in this same file. Empty: the organisation of the import."),
        "Đảng bộ phường Hoa Sữa",
    ),
    Field(
        "established_on",
        _("Established on"),
        "ngay thanh lap|thanh lap|nam thanh lap|ngay co quyet dinh|established on",
        _("A year alone is taken as its first day. Empty: the day from which the file is valid."),
        "01/01/2020",
    ),
    Field(
        "branch_kind",
        _("Kind of unit"),
        "loai hinh chi bo|loai chi bo|loai hinh don vi|khoi|kind of unit",
        _("Where the branch is: street group, village, agency, enterprise, school or hospital …"),
        "",
    ),
    Field(
        "place",
        _("Place on papers"),
        "dia danh|noi dat|place|dia danh tren van ban|place on papers",
        _("Stands before the date of papers."),
        "Hoa Sữa",
    ),
    Field(
        "decision",
        _("Decision"),
        "quyet dinh|so quyet dinh|quyet dinh thanh lap|so qd|decision",
        _("Number and day of the decision."),
        "",
    ),
]

POSTS = [
    *PERSON,
    Field(
        "post",
        _("Post"),
        "chuc vu|chuc vu dang|chuc danh|chuc danh dang|chuc vu trong dang|post",
        _("One of the posts in the list of the cell."),
        "Bí thư",
    ),
    Field(
        "place",
        _("Organisation"),
        "to chuc|to chuc dang|chi bo|don vi|noi giu chuc vu|tai|ten chi bo|ten to chuc|organisation"
        "|chi bo, dang bo",
        _("Code or name of the organisation at which the post is held."),
        "Chi bộ tổ dân phố số 3",
    ),
    PLACE_ABOVE,
    Field(
        "since",
        _("From"),
        "tu ngay|tu|ngay bo nhiem|ngay bau|thoi diem giu chuc vu|bat dau|ngay bat dau|from"
        "|ngay chuan y|ngay nhan chuc",
        _("Empty: the day from which the file is valid."),
        "01/06/2025",
    ),
    Field(
        "until",
        _("Until"),
        "den ngay|den|ket thuc|ngay ket thuc|ngay thoi giu chuc vu|until",
        _("The first day on which the post is held no more; usually empty."),
        "",
    ),
    Field(
        "mode",
        _("How"),
        "hinh thuc|bau hay chi dinh|bau/chi dinh|hinh thuc giu chuc vu|how",
        _("Bầu or Chỉ định; empty: elected."),
        "Bầu",
    ),
    Field(
        "decision",
        _("Decision"),
        "quyet dinh|so quyet dinh|quyet dinh chuan y|so qd|decision",
        _("Number and day of the decision."),
        "12-QĐ/ĐU",
    ),
]

FIELDS: dict[str, Sequence[Field]] = {
    Kind.ORGANIZATIONS: ORGANIZATIONS,
    Kind.MEMBERS: MEMBERS,
    Kind.POSTS: POSTS,
}


NAMES = {"full_name", "given_name"}
IDENTIFYING = {"birth_date", "born_male", "born_female", "card_number", "identity_number"}


def missing_fields(kind: str, fields: Collection[str], organization: Organization) -> list[str]:
    """In words: what no column holds although rows cannot do without."""
    given = set(fields)
    words = []
    if kind == Kind.ORGANIZATIONS:
        needed = {"name", "kind"}
    else:
        needed = {"post", "place"} if kind == Kind.POSTS else {"home"}
        if organization.kind.tier == Tier.BRANCH:
            needed -= {"home"}
        if not given & NAMES:
            words.append(gettext("Say which column holds the names."))
        if not given & IDENTIFYING:
            words.append(
                gettext("Say which column holds the date of birth, card or identity number.")
            )
    labels = labels_of(kind)
    return words + [
        gettext("Say which column holds: %(field)s.") % {"field": labels[name]}
        for name in sorted(needed - given)
    ]


def labels_of(kind: str) -> dict[str, Promise]:
    return {field.name: field.label for field in FIELDS[kind]}
