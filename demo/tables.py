"""Every table the demo writes and the columns it gives, in the order of the foreign keys.

A column that is not named here gets the model's default.
"""

from branches.models import Organization, OrganizationVersion, Term
from meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceNote,
    Contribution,
    Guest,
    IssuedNumber,
    Meeting,
    Minutes,
    MinutesEntry,
    Progress,
    Reply,
    Resolution,
    Task,
    Vote,
)
from members.models import Affiliation, Announcement, AuditEntry, Member, Message, Post, Standing
from members.models import User as Account

from .writer import Table

ORGANIZATION = Table(
    Organization,
    "id public_id code name kind_id parent_id path superior_id grassroots_id branch_id"
    " branch_kind place established_on search_key sort_key",
)
VERSION = Table(
    OrganizationVersion,
    "id organization_id name code kind_id parent_id branch_kind decision valid_from",
)
TERM = Table(Term, "id public_id organization_id ordinal name valid_from valid_to")
MEMBER = Table(
    Member,
    "id public_id full_name birth_date sex card_number admitted_on phone email home_id cell_id"
    " is_official is_exempt is_suspended search_key sort_key",
)
AFFILIATION = Table(Affiliation, "id member_id organization_id kind valid_from valid_to decision")
STANDING = Table(Standing, "id member_id status valid_from valid_to decision")
POST = Table(
    Post,
    "id public_id member_id organization_id kind term_id appointment_mode valid_from valid_to"
    " decision",
)
ACCOUNT = Table(Account, "id username password member_id is_staff is_superuser date_joined email")
MEETING = Table(
    Meeting,
    "id public_id organization_id superior_id grassroots_id branch_id kind state month title"
    " starts_at ends_at form place link chair_id recorder_id notice_text notice_revision"
    " created_at created_by_id called_at called_by_id cancel_reason opened_at began_at ended_at"
    " approved_at approved_by_id roll_count attendance_base voting_base present_count"
    " present_in_base excused_count unexcused_count",
)
AGENDA_ITEM = Table(
    AgendaItem,
    "id public_id meeting_id position section title presenter_id category planned_minutes"
    " question hint",
)
ANNOUNCEMENT = Table(
    Announcement, "id public_id key occasion organization_id path params created_at created_by_id"
)
MESSAGE = Table(
    Message, "id announcement_id recipient_id channel state due_at attempts delivered_at read_at"
)
REPLY = Table(Reply, "id meeting_id member_id answer reason answered_at")
ATTENDANCE = Table(Attendance, "meeting_id member_id status exclusion")
ATTENDANCE_NOTE = Table(AttendanceNote, "id meeting_id member_id reason late_at left_at")
GUEST = Table(Guest, "id meeting_id name office")
NUMBER = Table(IssuedNumber, "id organization_id term_id document_type number issued_on")
MINUTES = Table(Minutes, "id meeting_id fee_note reserved_opinions adoption_note number_id")
ENTRY = Table(MinutesEntry, "id minutes_id item_id text conclusion")
CONTRIBUTION = Table(Contribution, "id entry_id position speaker_id guest_name text")
VOTE = Table(
    Vote,
    "id entry_id position question method majority base votes_for votes_against votes_abstain"
    " numerator denominator is_strict",
)
RESOLUTION = Table(
    Resolution,
    "id public_id meeting_id kind abstract legal_basis assessment direction implementation"
    " vote_id number_id published_at signed_by_id",
)
TASK = Table(
    Task,
    "id public_id resolution_id organization_id superior_id grassroots_id branch_id position"
    " description owner_id due_on proof state is_assigned assigned_on done_on reason"
    " carried_from_id",
)
PROGRESS = Table(Progress, "id task_id text state reported_at reported_by_id")
AUDIT = Table(
    AuditEntry, "id at by_id organization_id superior_id grassroots_id branch_id verb subject"
)

TABLES = [
    ORGANIZATION, VERSION, TERM, MEMBER, AFFILIATION, STANDING, POST, ACCOUNT, MEETING,
    AGENDA_ITEM, ANNOUNCEMENT, MESSAGE, REPLY, ATTENDANCE, ATTENDANCE_NOTE, GUEST, NUMBER,
    MINUTES, ENTRY, CONTRIBUTION, VOTE, RESOLUTION, TASK, PROGRESS, AUDIT,
]  # fmt: skip
