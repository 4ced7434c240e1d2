"""The roll as one form: a mark, a reason and two times for each person, and the guests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import (
    Answer,
    Attendance,
    AttendanceStatus,
    CheckIn,
    Exclusion,
    Guest,
    Meeting,
    Reply,
)
from meetings.models.rollcall import (
    IN_ATTENDANCE_BASE,
    IN_VOTING_BASE,
    IN_VOTING_BASE_WHEN_PRESENT,
)
from meetings.services.rollcall import Mark

# What can be chosen for a person, in the order of the keys 1 to 5; values are words, so that the
# page and its script read alike.
CHOICES = [
    ("present", AttendanceStatus.PRESENT, _("Present")),
    ("online", AttendanceStatus.ONLINE, _("Online")),
    ("excused", AttendanceStatus.EXCUSED, _("With reason")),
    ("unexcused", AttendanceStatus.UNEXCUSED, _("No reason")),
]
EXEMPT_CHOICE = ("exempt", AttendanceStatus.EXEMPT, _("Exempt"))
NOT_REQUIRED_CHOICE = ("not_required", AttendanceStatus.NOT_REQUIRED, _("Not required"))
NUMBER = re.compile("[0-9]{1,4}")
WRONG_NUMBER = _("Write numbers that stand on the sheet, with commas between them.")
STATUS_OF = {word: status for word, status, _label in CHOICES} | {
    EXEMPT_CHOICE[0]: EXEMPT_CHOICE[1],
    NOT_REQUIRED_CHOICE[0]: NOT_REQUIRED_CHOICE[1],
}
WORD_OF = {status: word for word, status in STATUS_OF.items()}


def choices_for(exclusion: int) -> list[tuple[str, Any]]:
    """Who is exempt or not required may stay away, or come; the others are called by name."""
    if exclusion in (Exclusion.EXEMPT, Exclusion.EXEMPT_PROBATIONARY):
        offered = [CHOICES[0], CHOICES[1], EXEMPT_CHOICE]
    elif exclusion in (Exclusion.SUSPENDED, Exclusion.TEMPORARILY_AWAY):
        offered = [CHOICES[0], CHOICES[1], NOT_REQUIRED_CHOICE]
    else:
        offered = CHOICES
    return [(word, label) for word, _status, label in offered]


def _control(widget: type[forms.Widget]) -> forms.Widget:
    return widget(attrs={"class": "form-control"})


@dataclass(frozen=True)
class RollRow:
    """One person as the page shows it."""

    attendance: Attendance
    choices: list[tuple[str, Any]]
    status: forms.BoundField
    reason: forms.BoundField
    late_at: forms.BoundField
    left_at: forms.BoundField
    point: forms.BoundField | None = None
    # The answer to the notice.
    reply: Reply | None = None
    checked_in: CheckIn | None = None

    @property
    def more_fields(self) -> list[forms.BoundField]:
        fields = [self.reason, self.late_at, self.left_at]
        return [*fields, self.point] if self.point else fields

    @property
    def leave(self) -> Reply | None:
        """The leave the person asked for, with what was said to it."""
        return self.reply if self.reply and self.reply.answer == Answer.LEAVE else None

    @property
    def is_in_attendance_base(self) -> bool:
        return self.attendance.exclusion in IN_ATTENDANCE_BASE

    @property
    def vote(self) -> str:
        """Whether the person is in the voting base: "always", "present" (only when there), "no"."""
        if self.attendance.exclusion in IN_VOTING_BASE:
            return "always"
        return "present" if self.attendance.exclusion in IN_VOTING_BASE_WHEN_PRESENT else "no"


class RollForm(forms.Form):
    """Sent with `all=present`, whoever has no mark yet is present: the way without a script."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The last check-in this page knows of; later ones are not corrected by it.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Entered afterwards from the signed sheet, which has the same numbers; read with `all` alone.
    missing = forms.CharField(
        label=_("From the signed sheet: the numbers of those who did not sign"),
        max_length=400,
        required=False,
        help_text=_("For example: 3, 7, 12. Then press the button; the reasons come after."),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "data-text-wrong": WRONG_NUMBER,
            }
        ),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendances = list(
            meeting.attendances.select_related("member").order_by("member__sort_key", "member_id")
        )
        notes = {note.member_id: note for note in meeting.attendance_notes.all()}
        self.replies = {reply.member_id: reply for reply in meeting.replies.all()}
        self.check_ins = {row.member_id: row for row in meeting.check_ins.all()}
        self.points = [(point.pk, point.name) for point in meeting.points.all()]
        self.initial["version"] = meeting.version
        self.initial["seen"] = max((row.pk for row in self.check_ins.values()), default=0)
        for row in self.attendances:
            note = notes.get(row.member_id)
            pk = row.member_id
            self.fields[f"status-{pk}"] = forms.ChoiceField(
                label=row.member.full_name, choices=choices_for(row.exclusion), required=False
            )
            self.fields[f"reason-{pk}"] = forms.CharField(
                label=_("Reason"), max_length=300, required=False, widget=_control(forms.TextInput)
            )
            for name, label in (("late_at", _("Came at")), ("left_at", _("Left at"))):
                self.fields[f"{name}-{pk}"] = forms.TimeField(
                    label=label, required=False, widget=_control(forms.TimeInput)
                )
            if self.points:
                self.fields[f"point-{pk}"] = forms.TypedChoiceField(
                    label=_("Where"),
                    choices=[("", _("Not said")), *self.points],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
            self.initial[f"status-{pk}"] = WORD_OF.get(AttendanceStatus(row.status), "")
            if note:
                self.initial[f"reason-{pk}"] = note.reason
                self.initial[f"late_at-{pk}"] = note.late_at
                self.initial[f"left_at-{pk}"] = note.left_at
                self.initial[f"point-{pk}"] = note.point_id

    def clean_missing(self) -> set[int]:
        """The members who did not sign, by their place on the sheet."""
        typed = re.findall(r"[^\s,;.]+", self.cleaned_data["missing"])
        if "all" not in self.data or not typed:
            return set()
        places = {int(one) if NUMBER.fullmatch(one) else 0 for one in typed}
        if not places <= set(range(1, len(self.attendances) + 1)):
            raise forms.ValidationError(WRONG_NUMBER)
        return {self.attendances[place - 1].member_id for place in places}

    def rows(self) -> Iterator[RollRow]:
        for row in self.attendances:
            pk = row.member_id
            yield RollRow(
                attendance=row,
                choices=choices_for(row.exclusion),
                status=self[f"status-{pk}"],
                reason=self[f"reason-{pk}"],
                late_at=self[f"late_at-{pk}"],
                left_at=self[f"left_at-{pk}"],
                point=self[f"point-{pk}"] if self.points else None,
                reply=self.replies.get(pk),
                checked_in=self.check_ins.get(pk),
            )

    def marks(self) -> dict[int, Mark]:
        """{member id: mark} of a valid form; a person without a choice stays uncalled."""
        data = self.cleaned_data
        others = STATUS_OF.get(self.data.get("all", ""), AttendanceStatus.UNKNOWN)
        uncalled = dict.fromkeys(data["missing"], AttendanceStatus.UNEXCUSED)
        return {
            row.member_id: Mark(
                status=STATUS_OF.get(
                    data[f"status-{row.member_id}"], uncalled.get(row.member_id, others)
                ),
                point_id=data.get(f"point-{row.member_id}"),
                reason=data[f"reason-{row.member_id}"],
                late_at=data[f"late_at-{row.member_id}"],
                left_at=data[f"left_at-{row.member_id}"],
            )
            for row in self.attendances
        }


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    office = forms.CharField(label=_("Office"), max_length=200, required=False)


GuestFormSet = forms.formset_factory(GuestForm, extra=1, can_delete=True, max_num=50)


def guests_initial(meeting: Meeting) -> list[dict[str, str]]:
    guests: list[Guest] = list(meeting.guests.all())
    return [{"name": guest.name, "office": guest.office} for guest in guests]


def guest_lines(formset: Any) -> list[tuple[str, str]]:
    """(name, office) of the guests that stay."""
    return [
        (data.get("name", ""), data.get("office", ""))
        for data in formset.cleaned_data
        if data and not data.get("DELETE")
    ]
