"""Which paper of a meeting is asked for, and whether one in somebody's hand is genuine."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.models import Paper, PaperKind
from meetings.papers import KINDS


class PaperForm(forms.Form):
    """`part`: which of the meeting's resolutions, items or addenda, where it has several."""

    kind = forms.ChoiceField(choices=PaperKind.choices)
    part = forms.UUIDField(required=False)
    format = forms.ChoiceField(choices=Paper.Format.choices, required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        cleaned["format"] = cleaned.get("format") or Paper.Format.PDF
        kind = KINDS.get(cleaned.get("kind", ""))
        if kind is None or cleaned["format"] not in kind.formats:
            raise ValidationError(_("There is no such paper."))
        return cleaned


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class PaperCheckForm(forms.Form):
    code = forms.CharField(
        label=_("Code printed on the paper"),
        max_length=40,
        help_text=_("Twelve letters and digits at the end of the paper, such as K7QM-2XPA-9RTB."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("The file, if you have it"),
        required=False,
        help_text=_("It is compared with the original and not kept. Only needed for PDF files."),
    )

    def clean_code(self) -> str:
        """As it was issued, however it was typed: small letters, spaces, without hyphens."""
        letters = re.sub(r"[^A-Z0-9]", "", self.cleaned_data["code"].upper())
        if len(letters) != 12:
            raise ValidationError(
                _("A code has twelve letters and digits. Look again at the end of the paper.")
            )
        return "-".join(letters[start : start + 4] for start in (0, 4, 8))
