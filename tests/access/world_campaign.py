"""Campaigns of the committees, the part that a committee in between has in them, and what each
branch has: one still to be put on an agenda, one that stands on one."""

from tests import factories

SENT_TO = {
    "body": ["branch", "sibling"],
    "district": ["branch", "sibling", "cousin"],
    "far_district": ["far"],
}
# {committee in between: the sender above it}
BETWEEN = {"body": "district", "cousin_body": "district", "far_body": "far_district"}
BRANCHES = ["branch", "sibling", "cousin", "far"]


def furnish(world):
    for place, branches in SENT_TO.items():
        made = world.at[place]
        sender = made["organization"]
        made["draft_campaign"] = factories.campaign(sender, title="Đợt chưa gửi")
        made["sent_campaign"] = factories.campaign(
            sender, to=[world.at[branch]["organization"] for branch in branches]
        )
    for place, above in BETWEEN.items():
        # What the committee above has sent, as the place follows its part of it.
        world.at[place]["campaign_from_above"] = world.at[above]["sent_campaign"]
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
