"""A meeting's whole life; files carry the names of its subjects."""

from .addendum import Addendum, ReadBackCorrection
from .agenda import AgendaItem, AgendaTemplate, AgendaTemplateItem, Brought, Category, Section
from .campaign import Campaign, CampaignTarget
from .directive import Directive, DirectiveReading
from .floor import CheckIn, Floor, ItemSpan, MeetingPoint
from .meeting import Form, Meeting, MeetingKind, MeetingState
from .minutes import Contribution, Minutes, MinutesEntry, MinutesRevision, Vote
from .month import BranchMonth
from .notice import Answer, Attachment, Reply
from .paper import IssuedNumber, Paper, PaperKind
from .preparation import AttachmentReading, Opinion, SpeakerRole
from .resolution import Progress, Resolution, Task, TaskState
from .rollcall import Attendance, AttendanceNote, AttendanceStatus, Exclusion, Guest
from .schedule import Schedule
from .template import PaperTemplate, Phrase
from .topic import Topic, TopicComment
from .visit import Visit
from .yearbook import YearBook

__all__ = [
    "Addendum",
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Answer",
    "Attachment",
    "AttachmentReading",
    "Attendance",
    "AttendanceNote",
    "AttendanceStatus",
    "BranchMonth",
    "Brought",
    "Campaign",
    "CampaignTarget",
    "Category",
    "CheckIn",
    "Contribution",
    "Directive",
    "DirectiveReading",
    "Exclusion",
    "Floor",
    "Form",
    "Guest",
    "IssuedNumber",
    "ItemSpan",
    "Meeting",
    "MeetingKind",
    "MeetingPoint",
    "MeetingState",
    "Minutes",
    "MinutesEntry",
    "MinutesRevision",
    "Opinion",
    "Paper",
    "PaperKind",
    "PaperTemplate",
    "Phrase",
    "Progress",
    "ReadBackCorrection",
    "Reply",
    "Resolution",
    "Schedule",
    "Section",
    "SpeakerRole",
    "Task",
    "TaskState",
    "Topic",
    "TopicComment",
    "Visit",
    "Vote",
    "YearBook",
]
