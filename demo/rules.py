"""What the committee of the showcase ward has set itself: cells already in smaller branches."""

from branches.models import RulePack, RuleValue

from .tree import ESTABLISHED, Unit

CELLS_FROM = 30
SOURCE = "Nghị quyết 08-NQ/ĐU của Đảng uỷ phường"


def set_ward_rules(ward: Unit) -> None:
    pack = RulePack.objects.create(
        organization_id=ward.id,
        name="Quy định của Đảng uỷ phường",
        source=SOURCE,
        valid_from=ESTABLISHED,
    )
    RuleValue.objects.create(pack=pack, key="cell.eligible_from", value=CELLS_FROM, source=SOURCE)
