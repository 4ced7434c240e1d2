"""Campaigns: what is sent, to which branches, which rows are looked at, what comes back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from branches.models import BranchKind, Organization
from meetings.aims import Aim
from meetings.campaigns import BEHIND, Step
from meetings.models import Campaign, CampaignTarget, Directive, Meeting, Topic
from meetings.services.campaign import CampaignPlan

from .moments import DayField

LONGEST_TEXT = 4000
BROUGHT = ("kind", "topic", "directive")


class CampaignForm(forms.Form):
    """A draft, or the words and the day of one that was sent."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("What is sent"), choices=Campaign.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It becomes the item of the agenda."),
        error_messages={"required": _("Write what the campaign is about.")},
    )
    body = forms.CharField(
        label=_("What the branches are asked to do"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    expected = forms.CharField(
        label=_("What is expected back"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: how many took part, what was resolved, one good example."),
        error_messages={"required": _("Write what the branches are to report back.")},
    )
    due_on = DayField(label=_("By which day"))
    topic = forms.ChoiceField(label=_("A topic of the committee's list"), required=False)
    directive = forms.ChoiceField(label=_("A document of the register"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        topics: Iterable[Topic] = (),
        directives: Iterable[Directive] = (),
        campaign: Campaign | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(campaign))
        self.campaign = campaign if campaign and campaign.sent_at else None
        self.topics = {str(topic.public_id): topic for topic in topics}
        self.directives = {str(one.public_id): one for one in directives}
        self._offer("topic", self.topics, _("None"))
        self._offer("directive", self.directives, _("None"))
        if self.campaign:
            # What was sent with it stays; only the words and the day may be mended.
            for name in BROUGHT:
                self.fields.pop(name, None)

    def _offer(self, name: str, offered: dict[str, Any], empty: Any) -> None:
        if not offered:
            del self.fields[name]
            return
        titles = [(key, str(one)) for key, one in offered.items()]
        self.fields[name].choices = [("", empty), *titles]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def plan(self) -> CampaignPlan:
        data, sent = self.cleaned_data, self.campaign
        return CampaignPlan(
            kind=sent.kind if sent else data["kind"],
            topic=sent.topic if sent else self.topics.get(data.get("topic", "")),
            directive=sent.directive if sent else self.directives.get(data.get("directive", "")),
            **{name: data[name] for name in ("title", "body", "expected", "due_on")},
        )


def _initial(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {"kind": Campaign.Kind.DOCUMENT}
    return saved_of(campaign)


def saved_of(campaign: Campaign) -> dict[str, Any]:
    """What is saved, as the form shows it."""
    names = ("version", "kind", "title", "body", "expected", "due_on")
    return {name: getattr(campaign, name) for name in names} | {
        "topic": str(campaign.topic.public_id) if campaign.topic else "",
        "directive": str(campaign.directive.public_id) if campaign.directive else "",
    }


class AimForm(forms.Form):
    """Which branches. Nothing chosen: all below."""

    place = forms.MultipleChoiceField(
        label=_("Only in these"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of the organisations is not below this one.")},
    )
    kind = forms.MultipleChoiceField(
        label=_("Only of these kinds of unit"),
        required=False,
        choices=BranchKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    at_least = forms.IntegerField(
        label=_("With at least so many members"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "field-short"}),
    )
    at_most = forms.IntegerField(
        label=_("With at most so many members"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "field-short"}),
    )
    q = forms.CharField(
        label=_("Find a branch or committee by name"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )

    def __init__(self, data: Any = None, *, places: Iterable[Organization]) -> None:
        super().__init__(data)
        self.places = {str(place.public_id): place for place in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, place.name) for key, place in self.places.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("at_least"), cleaned.get("at_most")
        if least is not None and most is not None and most < least:
            raise ValidationError(
                {"at_most": _("This is less than the smallest number of members.")}
            )
        return cleaned

    @property
    def aim(self) -> Aim:
        data = self.cleaned_data
        return Aim(
            places=[self.places[key] for key in data["place"]],
            kinds=data["kind"],
            at_least=data["at_least"],
            at_most=data["at_most"],
        )


class RowsForm(forms.Form):
    """GET parameters of a campaign's page; a wrong value filters nothing."""

    step = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All branches")),
            (BEHIND, _("Those behind")),
            (Step.SENT.value, Step.SENT.label),
            (Step.RECEIVED.value, _("Received, and beyond")),
            (Step.PLACED.value, _("On an agenda, or held")),
            (Step.HELD.value, Step.HELD.label),
            (Step.REPORTED.value, Step.REPORTED.label),
        ],
    )
    q = forms.CharField(
        label=_("Branch"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    place = forms.UUIDField(required=False, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Onto which meeting's agenda; `back` names the page that asked."""

    meeting = forms.ChoiceField(
        error_messages={
            "required": _("Choose a meeting of this branch."),
            "invalid_choice": _("The agenda of this meeting cannot take it any more."),
        }
    )
    back = forms.ChoiceField(required=False, choices=[("meeting", ""), ("agenda", "")])

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting]) -> None:
        super().__init__(data)
        self.meetings = {str(meeting.public_id): meeting for meeting in meetings}
        self.fields["meeting"].choices = [(key, key) for key in self.meetings]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> Meeting:
        return self.meetings[self.cleaned_data["meeting"]]


class ReportForm(forms.Form):
    """What the branch did; how, where no meeting was held about it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    report = forms.CharField(
        label=_("What the branch did"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the branch did.")},
    )
    explanation = forms.CharField(
        label=_("How it was done without a meeting"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "No meeting was held about it yet. If it was done in another way, say how and why."
        ),
    )

    def __init__(
        self, data: Any = None, *, target: CampaignTarget, was_held: bool, draft: str = ""
    ) -> None:
        initial = {
            "version": target.version,
            "report": target.report or draft,
            "explanation": target.explanation,
        }
        super().__init__(data, initial=initial)
        if was_held:
            del self.fields["explanation"]
