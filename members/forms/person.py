"""What is held about a person, as it is typed on the register and mended later."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.models import Member, StandingStatus
from members.services.contact import clean_phone
from members.services.identity import clean_identity_number, said_by
from members.services.person import EDITED, clean_name, known_as, namesakes

from .days import DayField

YOUNGEST = 18  # on the day of admission; younger is asked about, never refused
CHECKED = "is_checked"


class PersonForm(forms.Form):
    """Personal data. What is unlikely but possible is asked about once: a tick saves it all the
    same."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the name.")},
    )
    birth_date = DayField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[*Member.Sex.choices, ("", _("Not stated"))],
        widget=forms.RadioSelect,
    )
    admitted_on = DayField(label=_("Admitted to the Party on"), required=False)
    card_number = forms.CharField(
        label=_("Party card"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "field-medium"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "off",
                "class": "field-medium",
                "placeholder": "0912 345 678",
            }
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is not an e-mail address; it looks like an@gmail.com.")},
    )
    identity_number = forms.CharField(
        label=_("Citizen identity number"),
        max_length=30,
        required=False,
        help_text=_("12 digits. It is kept sealed; lists and papers show the last three."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "field-medium", "inputmode": "numeric"}
        ),
    )

    def __init__(
        self, data: Any, *, today: date, member: Member | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.today, self.member = today, member
        for name in ("birth_date", "admitted_on"):
            self.fields[name].latest = today  # type: ignore[attr-defined]  # a DayField
        if data is not None and CHECKED in data:
            self._ask_to_check()

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_identity_number(self) -> str:
        return clean_identity_number(self.cleaned_data["identity_number"], today=self.today)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        is_checked = data.pop(CHECKED, False)
        born, admitted = data.get("birth_date"), data.get("admitted_on")
        if born and admitted and admitted <= born:
            self.add_error("admitted_on", _("The admission comes after the birth."))
        elif not is_checked and not self.errors:
            doubts = list(self._doubts())
            if doubts:
                self._ask_to_check()
                self.add_error(None, doubts)
                self.add_error(CHECKED, gettext("Tick this if it is right all the same."))
        return data

    def _ask_to_check(self) -> None:
        self.fields[CHECKED] = forms.BooleanField(
            label=_("I have checked this; save it all the same"), required=False
        )

    def _doubts(self) -> Any:
        data = self.cleaned_data
        name, born = data["full_name"], data.get("birth_date")
        for other in namesakes(name, born, but=self.member):
            yield gettext("On the register already: %(who)s.") % {"who": known_as(other)}
        if born and data.get("admitted_on"):
            age = _years_between(born, data["admitted_on"])
            if age < YOUNGEST:
                yield gettext("By these days the member was admitted at the age of %(age)s.") % {
                    "age": age
                }
        said = said_by(data.get("identity_number") or "")
        if said and born and said.birth_year != born.year:
            yield gettext("By the identity number the member is born in %(year)s.") % {
                "year": said.birth_year
            }
        if said and data.get("sex") and said.sex != data["sex"]:
            yield gettext("By the identity number the member is: %(sex)s.") % {
                "sex": Member.Sex(said.sex).label
            }


class RegisterForm(PersonForm):
    """A person, and how they enter the roll."""

    on = DayField(
        label=_("On the roll of the branch from"),
        help_text=_("The day the member is admitted here or arrives."),
    )
    status = forms.ChoiceField(
        label=_("Standing"),
        choices=[
            (StandingStatus.OFFICIAL.value, StandingStatus.OFFICIAL.label),
            (StandingStatus.PROBATIONARY.value, StandingStatus.PROBATIONARY.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the standing.")},
    )
    since = DayField(
        label=_("In this standing since"),
        required=False,
        help_text=_("If it is not the same day: an official member's day of recognition."),
    )
    decision = forms.CharField(
        label=_("Decision"),
        max_length=200,
        required=False,
        help_text=_("Number, day and who decided, for example 12-QĐ/ĐU, 03/02/2026."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    cell = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Party cell"),
        required=False,
        to_field_name="public_id",
        empty_label=_("None"),
        error_messages={"invalid_choice": _("This cell does not exist any more.")},
    )

    field_order = [
        *("full_name", "birth_date", "sex", "admitted_on"),
        *("status", "since", "on", "decision", "cell"),
    ]

    def __init__(
        self, data: Any, *, today: date, cells: Sequence[Organization], cell: Organization | None
    ) -> None:
        initial = {"on": today, "cell": cell.public_id if cell else None}
        super().__init__(data, today=today, initial=initial)
        if not cells:
            del self.fields["cell"]
            return
        field = self.fields["cell"]
        field.queryset = Organization.objects.filter(pk__in=[c.pk for c in cells])  # type: ignore[attr-defined]  # a model choice field


class EditForm(PersonForm):
    """Personal data of a member; an identity number that is held is not shown, but can be typed
    anew or forgotten."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    forget_identity = forms.BooleanField(
        label=_("Forget the identity number that is held"), required=False
    )

    def __init__(self, data: Any, *, today: date, member: Member) -> None:
        shown = {name: getattr(member, name) for name in (*EDITED, "version")}
        super().__init__(data, today=today, member=member, initial=shown)
        if member.identity_tail:
            self.fields["identity_number"].help_text = gettext(
                "One that ends in %(tail)s is held. Leave this empty to keep it."
            ) % {"tail": member.identity_tail}
        else:
            del self.fields["forget_identity"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        forgets = data.pop("forget_identity", False)
        if forgets and data.get("identity_number"):
            raise ValidationError(
                {"forget_identity": gettext("Either type a new number or forget the old one.")}
            )
        if not forgets:
            data["identity_number"] = data.get("identity_number") or None
        return data


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("What is the whole number needed for?"),
        max_length=200,
        help_text=_("The member reads this in their own record."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what the number is needed for.")},
    )


def _years_between(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
