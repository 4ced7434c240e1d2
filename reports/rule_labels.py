"""Rules in words: what each key is called, and its value as a sentence would have it."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from meetings.models import MeetingKind

Text = str | Promise
GROUPS: dict[str, Text] = {
    "meeting": lazy("Meetings"),
    "notice": lazy("Notices and documents"),
    "attendance": lazy("Attendance"),
    "vote": lazy("Votes"),
    "minutes": lazy("Minutes"),
    "task": lazy("Tasks"),
    "reminder": lazy("Reminders"),
    "branch": lazy("Branches"),
    "committee": lazy("Branch committees"),
    "cell": lazy("Cells"),
    "term": lazy("Terms and posts"),
    "post": lazy("Terms and posts"),
    "account": lazy("Accounts"),
    "transfer": lazy("Transfers"),
    "commitment": lazy("Yearly commitments"),
    "probation": lazy("Probation"),
    "removal": lazy("Removal from the roll"),
    "grade": lazy("Grading a meeting"),
    "score": lazy("Grading a meeting"),
    "classification": lazy("Yearly classification"),
    "document": lazy("Numbers of papers"),
    "paper": lazy("Form of papers"),
}
GRADES: dict[str, Text] = {
    "good": lazy("Good"),
    "fair": lazy("Fair"),
    "average": lazy("Average"),
    "poor": lazy("Poor"),
}
CLASSES: dict[str, Text] = {
    "excellent": lazy("Excellent"),
    "good": lazy("Good"),
    "completed": lazy("Completed"),
    "not_completed": lazy("Not completed"),
}


def _fraction(value: dict[str, Any]) -> str:
    part = (value["numerator"], value["denominator"])
    words = {(1, 2): _("half"), (2, 3): _("two thirds"), (3, 4): _("three quarters")}
    share = words.get(part, f"{part[0]}/{part[1]}")
    return (_("more than %s") if value["strict"] else _("at least %s")) % share


def _minutes(value: int) -> str:
    return ngettext("%d minute", "%d minutes", value) % value


def _hours(value: int) -> str:
    return ngettext("%d hour", "%d hours", value) % value


def _days(value: int) -> str:
    return ngettext("%d day", "%d days", value) % value


def _working_days(value: int) -> str:
    return ngettext("%d working day", "%d working days", value) % value


def _months(value: int) -> str:
    return ngettext("%d month", "%d months", value) % value


def _percent(value: float) -> str:
    return f"{localize(value)} %"


def _millimetres(value: float) -> str:
    return f"{localize(value)} mm"


def _points(value: float) -> str:
    return _("%s pt") % localize(value)


def _range(value: list[int]) -> str:
    return _("%(least)s to %(most)s") % {"least": value[0], "most": value[1]}


def _minutes_by_kind(value: dict[str, int]) -> str:
    kinds = dict(MeetingKind.choices)
    return "; ".join(f"{kinds.get(kind, kind)}: {_minutes(least)}" for kind, least in value.items())


def _from_score(names: dict[str, Text]) -> Callable[[dict[str, Any]], str]:
    def words(value: dict[str, Any]) -> str:
        cuts = [
            _("%(name)s: from %(score)s") % {"name": names.get(key, key), "score": localize(least)}
            for key, least in value.items()
        ]
        return "; ".join(cuts)

    return words


def _percent_by_class(value: dict[str, Any]) -> str:
    return "; ".join(f"{CLASSES.get(key, key)}: {_percent(part)}" for key, part in value.items())


def _score_frame(value: dict[str, Any]) -> str:
    return "; ".join(
        ngettext("%(name)s: %(points)s point", "%(name)s: %(points)s points", points)
        % {"name": name, "points": localize(points)}
        for name, points in value.values()
    )


def _names(value: dict[str, str]) -> str:
    return "; ".join(f"{key}: {name}" if name else key for key, name in value.items())


def _restarts(value: str) -> str:
    return {"term": _("with each term"), "year": _("with each year")}.get(value, value)


def plain(value: Any) -> str:
    """Any value legibly, for keys that have no words of their own."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(plain(part) for part in value)
    if isinstance(value, str):
        return f"“{value.strip()}”" if value != value.strip() else value
    return str(localize(value))


Words = Callable[[Any], str]
RULES: dict[str, tuple[Text, Words]] = {
    "meeting.minimum_minutes": (lazy("Shortest duration"), _minutes_by_kind),
    "meeting.periodic_per_month": (lazy("Periodic meetings a month"), plain),
    "meeting.thematic_per_quarter": (lazy("Thematic meetings a quarter"), plain),
    "meeting.default_minutes": (lazy("Duration first proposed"), _minutes),
    "notice.documents_ahead_days": (lazy("Documents reach members ahead by"), _days),
    "attendance.target_percent": (lazy("Attendance to reach"), _percent),
    "attendance.excused_streak": (lazy("Absences in a row that call for a talk"), plain),
    "vote.adopt": (lazy("Votes that adopt a resolution"), _fraction),
    "vote.two_thirds": (lazy("Votes for admission and discipline"), _fraction),
    "vote.congress_attendance": (lazy("Attendance that makes a congress valid"), _fraction),
    "minutes.filed_within_days": (lazy("Minutes are filed within"), _days),
    "task.due_soon_days": (lazy("A task is due soon when left"), _days),
    "reminder.meeting_hours_ahead": (lazy("Reminder before a meeting"), _hours),
    "reminder.unread_hours": (lazy("Reminder of a notice not read after"), _hours),
    "branch.minimum_official": (lazy("Fewest official members of a branch"), plain),
    "committee.required_from": (lazy("Members from which a committee is elected"), plain),
    "committee.seats": (lazy("Seats of a branch committee"), _range),
    "cell.eligible_from": (lazy("Members from which cells may meet"), plain),
    "term.ending_days_ahead": (lazy("The end of a term is shown ahead by"), _days),
    "post.ending_days_ahead": (lazy("The end of a post is shown ahead by"), _days),
    "transfer.start_within_working_days": (lazy("A transfer begins within"), _working_days),
    "transfer.present_within_working_days": (lazy("Papers are handed in within"), _working_days),
    "transfer.remind_working_days_left": (lazy("Reminder of a transfer when left"), _working_days),
    "account.invitation_days": (lazy("An invitation to an account holds for"), _days),
    "commitment.topics": (lazy("Topics of the yearly commitment"), plain),
    "probation.months": (lazy("Length of probation"), _months),
    "removal.months_without_reason": (
        lazy("Absence before it may be proposed"),
        _months,
    ),
    "grade.cuts": (lazy("Grades by points"), _from_score(GRADES)),
    "score.frame": (lazy("Points by criterion"), _score_frame),
    "classification.cuts": (lazy("Classes by points"), _from_score(CLASSES)),
    "classification.on_time_percent": (lazy("Tasks done on time"), _percent_by_class),
    "classification.exceeded_percent": (lazy("Tasks done beyond plan, for excellent"), _percent),
    "classification.excellent_cap_percent": (lazy("At most excellent of those good"), _percent),
    "document.branch_types": (lazy("Types of paper a branch issues"), plain),
    "document.number_restarts": (lazy("Numbers begin again"), _restarts),
    "paper.page_width_mm": (lazy("Page width"), _millimetres),
    "paper.page_height_mm": (lazy("Page height"), _millimetres),
    "paper.margin_top_mm": (lazy("Top margin"), _millimetres),
    "paper.margin_bottom_mm": (lazy("Bottom margin"), _millimetres),
    "paper.margin_left_mm": (lazy("Left margin"), _millimetres),
    "paper.margin_right_mm": (lazy("Right margin"), _millimetres),
    "paper.page_number_from_top_mm": (lazy("Page number from the top"), _millimetres),
    "paper.page_number_size_pt": (lazy("Size of the page number"), _points),
    "paper.party_name": (lazy("Name of the Party"), plain),
    "paper.party_name_size_pt": (lazy("Size of the Party's name"), _points),
    "paper.superior_prefix": (lazy("Words before the superior's name"), plain),
    "paper.superior_size_pt": (lazy("Size of the superior's name"), _points),
    "paper.issuer_size_pt": (lazy("Size of the issuer's name"), _points),
    "paper.issuer_mark": (lazy("Mark under the issuer"), plain),
    "paper.number_pattern": (lazy("Number and symbol"), plain),
    "paper.number_digits": (lazy("Digits of the number, at least"), plain),
    "paper.number_size_pt": (lazy("Size of the number"), _points),
    "paper.place_date_pattern": (lazy("Place and date"), plain),
    "paper.place_date_size_pt": (lazy("Size of place and date"), _points),
    "paper.zero_day_below": (lazy("Days get a zero in front below"), plain),
    "paper.zero_month_below": (lazy("Months get a zero in front below"), plain),
    "paper.type_names": (lazy("Names of the types"), _names),
    "paper.type_name_size_pt": (lazy("Size of the type's name"), _points),
    "paper.abstract_size_pt": (lazy("Size of the abstract"), _points),
    "paper.abstract_rule": (lazy("Line under the abstract"), plain),
    "paper.body_size_pt": (lazy("Size of the text"), _points),
    "paper.line_spacing_pt": (lazy("Line spacing"), _points),
    "paper.space_before_pt": (lazy("Space before a paragraph"), _points),
    "paper.first_line_mm": (lazy("First line indented by"), _millimetres),
    "paper.table_size_pt": (lazy("Size in tables"), _points),
    "paper.heading_patterns": (lazy("Numbers of headings"), plain),
    "paper.authority": (lazy("Signed on behalf of"), plain),
    "paper.authority_bold": (lazy("“On behalf of” in bold"), plain),
    "paper.position_bold": (lazy("Signer's post in bold"), plain),
    "paper.signature_size_pt": (lazy("Size of the signature block"), _points),
    "paper.signature_gap_mm": (lazy("Room for the signature"), _millimetres),
    "paper.recipients_label": (lazy("Words before the recipients"), plain),
    "paper.recipients_label_size_pt": (lazy("Size of these words"), _points),
    "paper.recipients_size_pt": (lazy("Size of the recipients"), _points),
    "paper.last_recipient": (lazy("Last recipient"), plain),
    "paper.minutes_recorder_label": (lazy("Over the recorder's signature"), plain),
    "paper.minutes_chair_label": (lazy("Over the chair's signature"), plain),
    "paper.draft_label": (lazy("Mark of a draft"), plain),
    "paper.tone_placement": (lazy("Where the tone mark stands"), plain),
}


def label_of(key: str) -> Text:
    return RULES[key][0] if key in RULES else key


def value_in_words(key: str, value: Any) -> str:
    """The value as people say it; a shape that does not fit its key is shown as it is."""
    words = RULES[key][1] if key in RULES else plain
    try:
        return words(value)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return plain(value)


def group_of(key: str) -> Text:
    prefix = key.partition(".")[0]
    return GROUPS.get(prefix, prefix)
