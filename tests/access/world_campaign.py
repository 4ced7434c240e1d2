"""Campaigns of the committees, and what each branch has of them: one still to be put on an agenda,
one that stands on one."""

from tests import factories

SENT_TO = {
    "body": ["branch", "sibling"],
    "district": ["branch", "sibling", "cousin"],
    "far_district": ["far"],
}
BRANCHES = ["branch", "sibling", "cousin", "far"]


def furnish(world):
    for place, branches in SENT_TO.items():
        made = world.at[place]
        sender = made["organization"]
        made["draft_campaign"] = factories.campaign(sender, title="Đợt chưa gửi")
        made["sent_campaign"] = factories.campaign(
            sender, to=[world.at[branch]["organization"] for branch in branches]
        )
    for place in BRANCHES:
        made = world.at[place]
        sender = "far_district" if place == "far" else "district"
        above = world.at[sender]
        made["received_campaign"] = above["sent_campaign"].targets.get(
            organization=made["organization"]
        )
        here = made["campaign_here"] = factories.campaign(
            above["organization"], to=[made["organization"]], title="Đợt của một chi bộ"
        )
        target = made["placed_campaign"] = here.targets.get()
        target.item = factories.agenda_item(
            made["planned_meeting"], position=9, title="Học tập nghị quyết"
        )
        target.save()
