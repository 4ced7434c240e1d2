"""Which rights make which kind of object visible."""

# Kind of object → rights any of which make it visible; without one of them it answers as if it
# did not exist. Names are those of `world.at[place]`.
TOLD = {"READ_NOTICES", "SEE_MEETINGS"}
RECORDED = {"READ_MINUTES", "SEE_MEETINGS"}
DRAFTED = {"SEE_MEETINGS"}
VISIBLE_WITH = {
    "reorganization": {"REORGANIZE"},
    "import_batch": {"IMPORT"},
    "good_import": {"IMPORT"},
    "organization": {"READ_NOTICES", "SEE_FIGURES", "READ_AUDIT"},
    "post": {"READ_NOTICES", "SEE_FIGURES", "READ_AUDIT"},
    "term": {"READ_NOTICES", "SEE_FIGURES", "READ_AUDIT"},
    "member": {"SEE_MEMBERS"},
    "departure": {"SEE_MEMBERS"},
    "resident": {"SEE_MEMBERS"},
    "correction": {"EDIT_MEMBERS"},
    "commitment": {"MANAGE_TASKS"},
    "leaving_transfer": {"EDIT_MEMBERS"},
    "arriving_transfer": {"EDIT_MEMBERS"},
    "planned_meeting": DRAFTED,
    "committee_meeting": DRAFTED,
    "called_meeting": TOLD,
    "open_meeting": TOLD,
    "held_meeting": TOLD,
    "minuted_meeting": TOLD,
    "approved_meeting": TOLD,
    "planned_attachment": DRAFTED,
    "attachment": TOLD,
    "removed_attachment": TOLD,
    "held_minutes": DRAFTED,
    "minuted_minutes": DRAFTED,
    "approved_minutes": RECORDED,
    "called_item": TOLD,
    "held_opinion": DRAFTED,
    "asked_speaker": TOLD,
    "held_item": DRAFTED,
    "approved_item": RECORDED,
    "held_resolution": DRAFTED,
    "approved_resolution": RECORDED,
    "held_task": DRAFTED,
    "approved_task": DRAFTED,
    "open_floor": DRAFTED,
    "open_item": DRAFTED,
    "open_attachment": TOLD,
    "notice_paper": TOLD,
    "yearbook": DRAFTED,
    "preparation": DRAFTED,
    "planned_topic": {"READ_NOTICES"},
    "open_topic": {"READ_NOTICES"},
    "approved_topic": {"READ_NOTICES"},
    "offered_topic": {"READ_NOTICES"},
    "written_topic": {"PLAN_MEETINGS"},
    "draft_paper": DRAFTED,
    "minutes_paper": RECORDED,
}
# The id in the address of a thing that has none of its own.
ADDRESSED_BY = {
    "open_floor": "open_meeting",
    "held_minutes": "held_meeting",
    "minuted_minutes": "minuted_meeting",
    "approved_minutes": "approved_meeting",
}
