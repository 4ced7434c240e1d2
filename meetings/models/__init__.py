"""A meeting's whole life; files carry the names of its subjects."""

from .agenda import AgendaItem, AgendaTemplate, AgendaTemplateItem, Category, Section
from .meeting import Form, Meeting, MeetingKind, MeetingState
from .minutes import Contribution, Minutes, MinutesEntry, MinutesRevision, Vote
from .month import BranchMonth
from .notice import Answer, Attachment, Reply
from .paper import IssuedNumber, Paper, PaperKind
from .resolution import Progress, Resolution, Task, TaskState
from .rollcall import Attendance, AttendanceNote, AttendanceStatus, Exclusion, Guest

__all__ = [
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Answer",
    "Attachment",
    "Attendance",
    "AttendanceNote",
    "AttendanceStatus",
    "BranchMonth",
    "Category",
    "Contribution",
    "Exclusion",
    "Form",
    "Guest",
    "IssuedNumber",
    "Meeting",
    "MeetingKind",
    "MeetingState",
    "Minutes",
    "MinutesEntry",
    "MinutesRevision",
    "Paper",
    "PaperKind",
    "Progress",
    "Reply",
    "Resolution",
    "Section",
    "Task",
    "TaskState",
    "Vote",
]
