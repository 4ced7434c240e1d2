"""What members bring along: an opinion under an item, an answer to a request to speak."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem, Meeting, Opinion, SpeakerRole
from meetings.speakers import Turn
from meetings.suggestions import Person
from members.models import Member

from .people import PersonField

LONGEST_OPINION = 4000


class OpinionForm(forms.Form):
    kind = forms.ChoiceField(choices=Opinion.Kind.choices, initial=Opinion.Kind.OPINION)
    text = forms.CharField(
        label=_("Your opinion or question"),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your opinion or question.")},
    )


class OpinionChangeForm(OpinionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """Who shall speak to which item; the members come in the order of the rota."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Item"), to_field_name="public_id", empty_label=None
    )
    member = forms.ChoiceField(
        label=_("Who"), help_text=_("Those who have been silent longest come first.")
    )

    def __init__(
        self, data: Any = None, *, meeting: Meeting, rota: Sequence[Turn], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._members = {str(turn.member.public_id): turn.member for turn in rota}
        self.fields["item"].queryset = meeting.items.all()  # type: ignore[attr-defined]  # a model choice field
        self.fields["member"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(turn.member.public_id), in_words(turn)) for turn in rota
        ]

    def clean_member(self) -> Member:
        return self._members[self.cleaned_data["member"]]


def in_words(turn: Turn) -> str:
    """A member and how long they have been silent."""
    since: str | Promise
    if turn.last_on is None:
        since = _("not heard yet")
    else:
        since = _("last on %(day)s") % {"day": date_format(turn.last_on, "d/m/Y")}
    return f"{turn.member.full_name} – {since}"


class AnswerAskedForm(forms.Form):
    """Accepting takes one press; handing over, a reason."""

    answer = forms.ChoiceField(choices=[("accept", _("I accept")), ("hand", _("I hand over"))])
    note = forms.CharField(
        label=_("Why you hand over"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    handed_to = PersonField(label=_("Whom you propose"))

    def __init__(self, data: Any = None, *, role: SpeakerRole, people: Sequence[Member]) -> None:
        super().__init__(data, auto_id=f"id_role{role.pk}_%s")
        others = [Person(member) for member in people if member.pk != role.member_id]
        self.fields["handed_to"].offer(others)  # type: ignore[attr-defined]  # a PersonField
