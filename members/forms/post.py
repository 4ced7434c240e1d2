"""Forms of posts and terms of office."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Term, Tier
from members.models import Member, Post
from members.services.posts import Outcome, posts_at

from .days import DayField

REASON = {"required": _("Say why; it is kept in the log.")}


class HolderField(forms.ModelChoiceField):
    """Who may hold a post. Of a committee, people come from many branches: these are named."""

    names_home = False

    def to_python(self, value: Any) -> Member | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            # Also what is no id at all.
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None

    def label_from_instance(self, member: Member) -> str:
        return f"{member} – {member.home}" if self.names_home else str(member)


class PostForm(forms.Form):
    """`offered`: all who may hold a post there. A branch shows them all; a committee shows `found`,
    those its search has found."""

    kind = forms.ChoiceField(label=_("Post"))
    member = HolderField(
        Member.objects.none(),
        label=_("Who holds it"),
        to_field_name="public_id",
        empty_label=_("Choose the member"),
        error_messages={
            "required": _("Choose the member who holds the post."),
            "invalid_choice": _("This member is not on the roll here; choose another one."),
        },
    )
    on = DayField(label=_("Since"))
    until = DayField(
        label=_("Until (not including)"),
        required=False,
        help_text=_("Leave it empty when the end is not known."),
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=Post.AppointmentMode.choices, widget=forms.RadioSelect
    )
    decision = forms.CharField(
        label=_("By which decision"),
        max_length=200,
        required=False,
        help_text=_("For example: minutes of the congress, or decision 15-QĐ/ĐU of 03/02/2026."),
    )
    replaces = forms.BooleanField(
        label=_("Who holds it until then ends it on that day"),
        required=False,
        help_text=_("For a handover, and when the same person is elected again."),
    )

    def __init__(
        self,
        data: Any,
        *,
        organization: Organization,
        offered: Any,
        found: Sequence[Member] | None,
        today: date,
    ) -> None:
        initial = {"on": today, "mode": Post.AppointmentMode.ELECTED}
        super().__init__(data, initial=initial)
        kinds = posts_at(organization)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # a choice field
        field = self.fields["member"]
        field.names_home = organization.kind.tier < Tier.BRANCH  # type: ignore[attr-defined]  # a HolderField
        field.queryset = offered  # type: ignore[attr-defined]  # as above
        if found is not None:
            field.widget = forms.RadioSelect()
            field.widget.choices = [
                (str(member.public_id), field.label_from_instance(member))  # type: ignore[attr-defined]  # as above
                for member in found
            ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        is_appointed = typed.get("mode") == Post.AppointmentMode.APPOINTED
        if is_appointed and not typed.get("decision"):
            self.add_error("decision", _("Say by which decision the post was given."))
        return typed


class PostRenewForm(forms.Form):
    """One question for each post of the term before."""

    on = DayField(label=_("Day of the congress"))
    decision = forms.CharField(
        label=_("By which decision"),
        max_length=200,
        help_text=_("For example: minutes of the congress of 03/02/2026."),
        error_messages={"required": _("Say by which decision, or where it is written.")},
    )

    def __init__(self, data: Any, *, posts: Sequence[Post], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.posts = {f"p-{post.public_id}": post for post in posts}
        for name, post in self.posts.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{post.get_kind_display()}: {post.member}",
                choices=Outcome.choices,
                widget=forms.RadioSelect,
                initial=Outcome.STAY,
                error_messages={"required": _("Choose what becomes of this post.")},
            )

    @property
    def outcomes(self) -> dict[Post, str]:
        return {post: self.cleaned_data[name] for name, post in self.posts.items()}


class PostEndForm(forms.Form):
    on = DayField(
        label=_("Ends on"), help_text=_("The first day on which the member does not hold it.")
    )
    reason = forms.CharField(
        label=_("Why, or by which decision"),
        max_length=200,
        error_messages={"required": _("Say why the post ends, or by which decision.")},
    )


class PostCorrectForm(forms.Form):
    on = DayField(label=_("Since"))
    until = DayField(label=_("Until (not including)"), required=False)
    mode = forms.ChoiceField(
        label=_("How"), choices=Post.AppointmentMode.choices, widget=forms.RadioSelect
    )
    decision = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("What was wrong"), max_length=200, required=True, error_messages=REASON
    )

    def __init__(self, data: Any, *, post: Post) -> None:
        initial = {
            "on": post.valid_from,
            "until": post.valid_to,
            "mode": post.appointment_mode,
            "decision": post.decision,
        }
        super().__init__(data, initial=initial)


class EraseForm(forms.Form):
    reason = forms.CharField(label=_("Why it was never so"), max_length=200, error_messages=REASON)


class TermForm(forms.Form):
    ordinal = forms.IntegerField(
        label=_("Number of the congress"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "field-short"}),
        error_messages={"required": _("Type the number of the congress, for example 12.")},
    )
    on = DayField(label=_("From"), help_text=_("The day of the congress."))
    until = DayField(
        label=_("Until (not including)"),
        required=False,
        help_text=_("When the next congress is expected; it can be corrected."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty to be called by its years, for example 2025–2030."),
    )


class TermCorrectForm(TermForm):
    reason = forms.CharField(label=_("What was wrong"), max_length=200, error_messages=REASON)

    def __init__(self, data: Any, *, term: Term) -> None:
        initial = {
            "ordinal": term.ordinal,
            "name": term.name,
            "on": term.valid_from,
            "until": term.valid_to,
        }
        super().__init__(data, initial=initial)
