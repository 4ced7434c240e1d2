"""Forms of the evening: what was said under an item, the heading, votes, the end."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, MinutesEntry, Vote
from meetings.services.minutes import ContributionLine
from meetings.services.vote import MAJORITIES
from members.models import Member

from .moments import end_of_evening
from .people import ShortSelect
from .prose import ProseField

MAJORITY_LABELS = {"adopt": _("More than half"), "two_thirds": _("At least two thirds")}


def people_on_roll(meeting: Meeting) -> list[tuple[int, str]]:
    """(member id, name) in given-name order; one query for all the selects of a page."""
    rows = meeting.attendances.order_by("member__sort_key", "member_id")
    return list(rows.values_list("member_id", "member__full_name"))


class EntryForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = ProseField(
        label=_("What was reported and said"),
        rows=4,
    )
    conclusion = ProseField(
        label=_("Conclusion of the chair"),
        rows=2,
    )

    is_internal = forms.BooleanField(
        label=_("Keep this item inside the branch"),
        required=False,
        help_text=_("It is left out of the copy that goes to the committees above or to others."),
    )

    def __init__(self, data: Any = None, *, entry: MinutesEntry) -> None:
        initial = {
            "version": entry.version,
            "text": entry.text,
            "conclusion": entry.conclusion,
            "is_internal": entry.item.is_internal,
        }
        super().__init__(data, initial=initial, auto_id=f"id_item{entry.item_id}_%s")


class ContributionForm(forms.Form):
    speaker = forms.TypedChoiceField(
        label=_("Who spoke"), coerce=int, empty_value=None, required=False, widget=ShortSelect
    )
    guest_name = forms.CharField(label=_("or a guest"), max_length=80, required=False)
    text = ProseField(
        label=_("Opinion"),
        rows=2,
        tools=False,
    )
    is_internal = forms.BooleanField(label=_("Keep inside the branch"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [("", "———"), *people]  # type: ignore[attr-defined]  # a choice field


ContributionFormSet = forms.formset_factory(
    ContributionForm, extra=1, can_delete=True, can_order=True, max_num=200
)


def contributions_initial(entry: MinutesEntry) -> list[dict[str, Any]]:
    return [
        {
            "speaker": row.speaker_id,
            "guest_name": row.guest_name,
            "text": row.text,
            "is_internal": row.is_internal,
        }
        for row in entry.contributions.all()
    ]


def contribution_lines(formset: Any) -> list[ContributionLine]:
    """The lines that stay, in the order chosen."""
    kept = [form.cleaned_data for form in formset.ordered_forms]
    return [
        ContributionLine(
            data.get("speaker"),
            data.get("guest_name", ""),
            data.get("text", ""),
            data.get("is_internal", False),
        )
        for data in kept
    ]


class HeadingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    began_at = forms.TimeField(label=_("Began at"))
    chair = forms.ModelChoiceField(Member.objects.none(), label=_("Chair"), widget=ShortSelect)
    recorder = forms.ModelChoiceField(
        Member.objects.none(), label=_("Recorder"), widget=ShortSelect
    )
    fee_note = forms.CharField(
        label=_("Fee payment"),
        max_length=300,
        required=False,
        help_text=_("For example: 28 of 30 have paid until this month."),
    )
    reserved_opinions = ProseField(
        label=_("Reserved opinions"),
        help_text=_("Who keeps a minority opinion, and which; it is reported upward."),
        rows=2,
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        self.meeting = meeting
        minutes = meeting.minutes
        initial = {
            "version": minutes.version,
            "began_at": timezone.localtime(meeting.began_at).time() if meeting.began_at else None,
            "chair": meeting.chair_id,
            "recorder": meeting.recorder_id,
            "fee_note": minutes.fee_note,
            "reserved_opinions": minutes.reserved_opinions,
        }
        super().__init__(data, initial=initial, auto_id="id_heading_%s")
        on_roll = Member.objects.filter(attendances__meeting=meeting).by_given_name()
        for name in ("chair", "recorder"):
            self.fields[name].queryset = on_roll  # type: ignore[attr-defined]  # a model choice field

    def clean_began_at(self) -> datetime:
        return on_the_day(self.meeting, self.cleaned_data["began_at"])


class VoteForm(forms.Form):
    question = forms.CharField(label=_("Question put"), max_length=500)
    method = forms.ChoiceField(label=_("Form"), choices=Vote.Method.choices)
    majority = forms.ChoiceField(
        label=_("Carried by"), choices=[(name, MAJORITY_LABELS[name]) for name in MAJORITIES]
    )
    votes_for = forms.IntegerField(label=_("For"), min_value=0, max_value=9999)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=9999, initial=0)
    votes_abstain = forms.IntegerField(
        label=_("Abstaining"), min_value=0, max_value=9999, initial=0
    )


class CloseForm(forms.Form):
    ended_at = forms.TimeField(label=_("Ended at"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, **kwargs)

    def clean_ended_at(self) -> datetime:
        began_at = self.meeting.began_at or self.meeting.starts_at
        return end_of_evening(began_at, self.cleaned_data["ended_at"])


class ReadBackForm(forms.Form):
    adoption_note = forms.CharField(
        label=_("How the minutes were adopted"),
        max_length=300,
        help_text=_("Printed at the end of the minutes."),
    )


def on_the_day(meeting: Meeting, time: Any) -> datetime:
    """A time of day as a moment of the meeting's own day."""
    day = timezone.localdate(meeting.starts_at)
    return timezone.make_aware(datetime.combine(day, time))


class ItemForm(forms.Form):
    title = forms.CharField(label=_("A further item"), max_length=300)
