"""The roll as one form: a mark, a reason and two times for each person, and the guests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import (
    Answer,
    Attendance,
    AttendanceStatus,
    Exclusion,
    Guest,
    Meeting,
    Reply,
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
    # The leave the person asked for, and what was said to it.
    leave: Reply | None = None

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self.reason, self.late_at, self.left_at]


class RollForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendances = list(
            meeting.attendances.select_related("member").order_by("member__sort_key", "member_id")
        )
        notes = {note.member_id: note for note in meeting.attendance_notes.all()}
        asked = meeting.replies.filter(answer=Answer.LEAVE)
        self.leaves = {reply.member_id: reply for reply in asked}
        self.initial["version"] = meeting.version
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
            self.initial[f"status-{pk}"] = WORD_OF.get(AttendanceStatus(row.status), "")
            if note:
                self.initial[f"reason-{pk}"] = note.reason
                self.initial[f"late_at-{pk}"] = note.late_at
                self.initial[f"left_at-{pk}"] = note.left_at

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
                leave=self.leaves.get(pk),
            )

    def marks(self) -> dict[int, Mark]:
        """{member id: mark} of a valid form; a person without a choice stays uncalled."""
        data = self.cleaned_data
        return {
            row.member_id: Mark(
                status=STATUS_OF.get(data[f"status-{row.member_id}"], AttendanceStatus.UNKNOWN),
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
