"""Documents in the registers of branches and committees, one of each taken out again."""

from django.utils import timezone

from tests import factories

from .canaries import token

BRANCHES = ("branch", "sibling", "cousin", "far")
COMMITTEES = ("body", "district")


def furnish(world):
    for place in BRANCHES:
        made, notice, draft = world.at[place], token(place, "notice"), token(place, "draft")
        made["directive"] = factories.directive(
            made["organization"],
            number=f"1-CT/{notice}",
            abstract=f"về {notice}",
            content=f"%PDF-1.7 {notice}".encode(),
        )
        made["called_item"].directives.add(made["directive"])
        # The same, as the one who keeps the register of the place has it.
        made["kept_directive"] = made["directive"]
        made["removed_directive"] = factories.directive(
            made["organization"],
            number=f"2-CT/{draft}",
            removed_at=timezone.now(),
            removal_reason=f"Nhầm {draft}",
        )
    for place in COMMITTEES:
        # Everybody below reads it, so its words belong to no place.
        made = world.at[place]
        made["committee_directive"] = factories.directive(made["organization"], number="5-KH/ĐU")
        made["kept_committee_directive"] = made["committee_directive"]
        made["removed_committee_directive"] = factories.directive(
            made["organization"], number="6-KH/ĐU", removed_at=timezone.now()
        )
