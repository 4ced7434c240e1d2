"""Forms of the page that runs the evening: who speaks, what is put to the vote."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Contribution, MinutesEntry, Vote
from meetings.services.minutes import ContributionLine, entry_body
from meetings.services.presence import Movement
from papers.text import LONGEST_KEY, whole_number

from .minutes import VoteForm
from .prose import ProseField

GUEST = "guest:"


class FloorEntryForm(forms.Form):
    """The words of whoever spoke last under the item, its conclusion, and who speaks now. Speakers
    before the last are changed in the minutes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # Whose words these are: someone else may have added a speaker since the page was shown.
    whose = forms.CharField(max_length=110, required=False, widget=forms.HiddenInput)
    words = ProseField(label=_("Opinion"), rows=3, tools=False)
    conclusion = ProseField(label=_("Conclusion of the chair"), rows=3, tools=False)
    speaker = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, entry: MinutesEntry) -> None:
        self.entry = entry
        contributions = list(entry.contributions.all())
        self.last: Contribution | None = contributions[-1] if contributions else None
        initial = {
            "version": entry.version,
            "whose": _name_of(len(contributions) - 1, self.last) if self.last else "",
            "words": self.last.text if self.last else "",
            "conclusion": entry.conclusion,
        }
        super().__init__(data, initial=initial, auto_id="id_floor_%s")
        if self.last:
            self.fields["words"].label = _("Words of %(name)s (may be left empty)") % {
                "name": self.last
            }

    def lines(self) -> list[ContributionLine]:
        """All contributions of the item as they should be now. Who is noted twice without a word
        in between was tapped twice."""
        lines = [ContributionLine(**row) for row in entry_body(self.entry)["contributions"]]
        place, _colon, whose = self.cleaned_data["whose"].partition(":")
        words = self.cleaned_data.get("words", "")
        number = whole_number(place)
        at = len(lines) if number is None else number
        if at < len(lines) and _value_of(lines[at]) == whose:
            lines[at] = replace(lines[at], text=words)
        elif words.strip() and (speaker := _line(whose)):
            lines.append(replace(speaker, text=words))
        speaker = _line(self.cleaned_data["speaker"])
        if speaker and speaker != next(reversed(lines), None):
            lines.append(speaker)
        return lines


def _line(value: str) -> ContributionLine | None:
    """Somebody who speaks, as `Speaker.value` names them, without a word yet."""
    if value.startswith(GUEST):
        return ContributionLine(None, value.removeprefix(GUEST)[:80], "")
    pk = whole_number(value, digits=LONGEST_KEY)
    return ContributionLine(pk, "", "") if pk else None


def _value_of(line: ContributionLine | Contribution) -> str:
    return str(line.speaker_id) if line.speaker_id else f"{GUEST}{line.guest_name}"


def _name_of(place: int, contribution: Contribution) -> str:
    return f"{place}:{_value_of(contribution)}"


class QuestionForm(forms.Form):
    """The question alone, shown to the room before hands are raised; empty takes it away."""

    question = forms.CharField(label=_("Question put"), max_length=500, required=False)


class FloorVoteForm(VoteForm):
    """With what is before the room as first values."""

    def __init__(self, data: Any = None, *, question: str = "") -> None:
        super().__init__(
            data,
            initial={"question": question, "method": Vote.Method.OPEN},
            auto_id="id_floor_vote_%s",
        )


class MovementForm(forms.Form):
    member = forms.IntegerField()
    movement = forms.TypedChoiceField(choices=Movement.choices, coerce=Movement)
