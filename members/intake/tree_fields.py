"""What may stand in the columns of organisations and posts."""

from django.utils.translation import gettext_lazy as _

from .fields import PERSON, PLACE_ABOVE, Field

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
