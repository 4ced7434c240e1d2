"""What committees have set themselves: the showcase ward cells already in smaller branches, the
city its own words in notices."""

from datetime import date, timedelta

from branches.models import Organization, RulePack, RuleValue
from meetings.models import PaperKind, PaperTemplate
from members.models import User

from .days import moment
from .tree import ESTABLISHED, Unit

CELLS_FROM = 30
SOURCE = "Nghị quyết 08-NQ/ĐU của Đảng uỷ phường"
WORDING_SOURCE = "Hướng dẫn 15-HD/TU của Thành uỷ"
ASKS_TO_PREPARE = {
    "opening": "Thực hiện quy chế làm việc, {chi bộ} thông báo {buổi họp} như sau:",
    "preparation": "Đề nghị các đồng chí nghiên cứu trước tài liệu, chuẩn bị ý kiến phát biểu. "
    "Đồng chí nào vắng mặt, đề nghị báo cáo lý do với đồng chí bí thư trước buổi họp.",
    "recipients": "{cấp trên} (để báo cáo)\nCác đồng chí đảng viên",
}
THANKS = {"closing": "Đề nghị các đồng chí có mặt đầy đủ, đúng giờ."}


def set_ward_rules(ward: Unit) -> None:
    pack = RulePack.objects.create(
        organization_id=ward.id,
        name="Quy định của Đảng uỷ phường",
        source=SOURCE,
        valid_from=ESTABLISHED,
    )
    RuleValue.objects.create(pack=pack, key="cell.eligible_from", value=CELLS_FROM, source=SOURCE)


def set_city_wording(today: date) -> None:
    """The committee at the top words notices in its own way, and from next month yet another."""
    city = Organization.objects.get(parent=None)
    national = PaperTemplate.objects.get(organization=None, kind=PaperKind.NOTICE)
    clerk = User.objects.filter(member__posts__organization=city).order_by("pk").first()
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    versions = [
        (ESTABLISHED, next_month, ASKS_TO_PREPARE),
        (next_month, None, ASKS_TO_PREPARE | THANKS),
    ]
    for valid_from, valid_to, parts in versions:
        PaperTemplate.objects.create(
            organization=city,
            kind=PaperKind.NOTICE,
            name="Thông báo sinh hoạt chi bộ của Thành uỷ",
            source=WORDING_SOURCE,
            valid_from=valid_from,
            valid_to=valid_to,
            parts=national.parts | parts,
            created_at=moment(today, 6),
            created_by=clerk,
        )
