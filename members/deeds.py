"""The deeds of the log in words. A deed is called like the service that does it; a test compares
this table with the services of all apps."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    # Preparing
    "plan_meeting": _("planned a meeting"),
    "set_fixed_days": _("set the fixed day of meetings"),
    "end_fixed_days": _("ended the fixed day of meetings"),
    "extend_fixed_days": _("planned meetings by the fixed day"),
    "edit_meeting": _("changed a meeting"),
    "postpone_meeting": _("postponed a meeting"),
    "cancel_meeting": _("cancelled a meeting"),
    "save_agenda": _("changed an agenda"),
    "add_item": _("added an item to an agenda"),
    "attach_document": _("attached a document"),
    "remove_attachment": _("took a document off"),
    "restore_attachment": _("brought a document back"),
    # Telling
    "call_meeting": _("called a meeting"),
    "tell_the_invited": _("sent a change to those invited"),
    "remind_unread": _("reminded those who had not read"),
    "remind_branches": _("reminded branches"),
    "answer_leave": _("answered a leave"),
    # The meeting
    "open_roll": _("opened a roll call"),
    "save_roll": _("took a roll call"),
    "record_vote": _("recorded a vote"),
    "remove_vote": _("removed a vote"),
    "close_meeting": _("closed a meeting"),
    # Minutes and what comes of them
    "save_entry": _("wrote minutes"),
    "save_heading": _("wrote minutes"),
    "keep_aside": _("kept another version of minutes"),
    "keep_revision": _("kept a version of minutes"),
    "read_back_minutes": _("read minutes back"),
    "reopen_minutes": _("opened minutes again"),
    "approve_minutes": _("approved minutes"),
    "save_resolution": _("wrote a resolution"),
    "discard_resolution": _("discarded a resolution"),
    "publish_resolutions": _("published a resolution"),
    "report_progress": _("reported on a task"),
    # People
    "register_member": _("entered a member on the roll"),
    "edit_member": _("changed the personal data of a member"),
    "set_home": _("changed a member's home branch"),
    "join_cell": _("put a member in a cell"),
    "transfer_temporarily": _("transferred a member for a time"),
    "link_residence": _("linked a member to where they live"),
    "set_standing": _("changed a member's standing"),
    "lift_standing": _("ended an exemption or suspension"),
    "correct_standing": _("corrected a member's standing"),
    "strike_standing": _("struck out a member's standing"),
    "leave_roll": _("took a member off the roll"),
    "undo_departure": _("put a member back on the roll"),
    "start_transfer": _("asked for a transfer"),
    "release_transfer": _("released a member with a letter"),
    "accept_transfer": _("accepted a member from another branch"),
    "refuse_transfer": _("refused a transfer"),
    "cancel_transfer": _("cancelled a transfer"),
    "save_commitment": _("wrote a commitment"),
    "write_remark": _("wrote a remark on a commitment"),
    "answer_remark": _("answered a remark on a commitment"),
    "comment_residence": _("commented on a member who lives here"),
    "open_member": _("opened the page of a member"),
    "reveal_identity_number": _("read a whole identity number"),
    "ask_correction": _("asked for a correction"),
    "answer_correction": _("answered a request for correction"),
    "appoint_post": _("gave a post"),
    "end_post": _("ended a post"),
    "correct_post": _("corrected a post"),
    "erase_post": _("erased a post"),
    "enter_term": _("opened a term of office"),
    "correct_term": _("corrected a term of office"),
    # The tree
    "plan_reorganization": _("planned a reorganisation"),
    "apply_reorganization": _("let a reorganisation take effect"),
    "cancel_reorganization": _("cancelled a reorganisation"),
    # Accounts
    "invite_member": _("invited a member to an account"),
    "print_slips": _("printed an activation slip"),
    "activate_account": _("activated an account"),
    "reset_access": _("reset the access of a member"),
    "confirm_second_factor": _("set up the second step of the log-in"),
    "drop_second_factor": _("took off the second step of the log-in"),
    "end_session": _("logged out on one device"),
    "end_other_sessions": _("logged out on all other devices"),
    "change_password": _("changed a password"),
    # Rules
    "set_rule": _("set a rule"),
}


def in_words(verb: str) -> str:
    """The deed as it reads after a name; one that a later version removed still reads somehow."""
    return str(DEEDS.get(verb, verb.replace("_", " ")))
