"""Topics of thematic meetings: what they are, their papers, and comments on them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Topic
from meetings.services.topic import TopicPlan
from meetings.suggestions import Person

from .people import PersonField
from .prose import ProseField

QUARTERS = [(number, _("Quarter %(n)s") % {"n": number}) for number in range(1, 5)]
LONGEST_TITLE = 250


class OfferForm(forms.Form):
    """A topic on a committee's list."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Topic"),
        max_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what the topic is.")},
    )
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    quarter = forms.TypedChoiceField(
        label=_("For the quarter"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any = None, *, year: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.year = year
        self.fields["quarter"].choices = [("", _("Any quarter")), *QUARTERS]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def plan(self) -> TopicPlan:
        names = ("title", "summary", "quarter")
        return TopicPlan(self.year, **{name: self.cleaned_data[name] for name in names})


class TopicForm(OfferForm):
    """A topic of the branch's own year: one offered by a superior, or its own words."""

    source = forms.ChoiceField(label=_("From the lists of the committees above"), required=False)
    writer = PersonField(label=_("Who writes the paper"))
    field_order = ["version", "source", "title", "quarter", "writer", "summary"]

    def __init__(
        self,
        data: Any = None,
        *,
        offered: Iterable[Topic] = (),
        people: Sequence[Person],
        writer: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.offered = {str(topic.public_id): topic for topic in offered}
        self.fields["quarter"].choices = QUARTERS  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["quarter"].required = True
        self.fields["writer"].offer(people, always=writer)  # type: ignore[attr-defined]  # a PersonField
        if self.offered:
            titles = [(key, topic.title) for key, topic in self.offered.items()]
            self.fields["source"].choices = [("", _("A topic of our own")), *titles]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Empty: the words of the topic chosen above.")
        else:
            del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source = self.offered.get(cleaned.get("source", ""))
        if source:
            cleaned["title"] = cleaned.get("title") or source.title
            cleaned["summary"] = cleaned.get("summary") or source.summary
        if not cleaned.get("title") and "title" not in self.errors:
            raise ValidationError({"title": _("Write what the topic is.")})
        return cleaned

    @property
    def plan(self) -> TopicPlan:
        data = self.cleaned_data
        names = ("title", "summary", "quarter", "writer")
        return TopicPlan(
            self.year,
            source=self.offered.get(data.get("source", "")),
            **{name: data[name] for name in names},
        )


class TopicPaperForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = ProseField(label=_("The paper"), rows=18)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Your comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your comment.")},
    )


class TopicMeetingForm(forms.Form):
    """Which meeting deals with the topic."""

    meeting = forms.ChoiceField(label=_("Meeting"))

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting]) -> None:
        super().__init__(data)
        self.meetings = {str(meeting.public_id): meeting for meeting in meetings}
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, meeting.title) for key, meeting in self.meetings.items()
        ]

    @property
    def chosen(self) -> Meeting:
        return self.meetings[self.cleaned_data["meeting"]]
