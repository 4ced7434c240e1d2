"""Registering a document from above, finding it again, and putting it under an item."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem
from meetings.services.directive import DirectiveWords
from meetings.services.secrecy import GRADES, graded_refused
from meetings.services.uploads import accepted_extensions
from members.forms.days import DayField


class DirectiveFilter(forms.Form):
    """GET parameters of the register. A wrong value filters nothing: nobody typed it."""

    q = forms.CharField(
        label=_("Number, issuer or words of the abstract"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "data-search": "", "enterkeyhint": "search"}
        ),
    )
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    issuer = forms.ChoiceField(label=_("Issued by"), required=False)

    def __init__(self, data: Any, *, years: Sequence[int], issuers: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("All years")), *((n, str(n)) for n in years)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["issuer"].choices = [("", _("All issuers")), *((n, n) for n in issuers)]  # type: ignore[attr-defined]  # a ChoiceField


class DirectiveForm(forms.Form):
    """The question about secrecy has no answer chosen beforehand: it must be thought of."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        help_text=_("As on the document, for example 12-CT/TU."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number and symbol of the document.")},
    )
    issued_on = DayField(label=_("Dated"))
    issuer = forms.CharField(
        label=_("Issued by"),
        max_length=200,
        error_messages={"required": _("Write who issued the document.")},
    )
    abstract = forms.CharField(
        label=_("Abstract"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the document is about, as its heading says."),
        error_messages={"required": _("Write what the document is about.")},
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ",".join(accepted_extensions()), "class": "form-control"}
        ),
    )
    grade = forms.ChoiceField(
        label=_("Degree of secrecy of this document"),
        choices=[("none", _("None: a document without a degree of secrecy")), *GRADES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the document has a degree of secrecy.")},
    )
    tells_below = forms.BooleanField(
        label=_("Tell the secretaries of the branches below"), required=False
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, may_tell: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["issued_on"].latest = timezone.localdate()  # type: ignore[attr-defined]  # a DayField
        if not may_tell:
            del self.fields["tells_below"]
        if kwargs.get("initial"):
            # Asked again when there is a new file.
            self.fields["grade"].required = False

    def clean_grade(self) -> str:
        grade: str = self.cleaned_data["grade"]
        if grade not in ("none", ""):
            raise graded_refused()
        return grade

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("upload") and cleaned.get("grade") == "":
            self.add_error("grade", self.fields["grade"].error_messages["required"])
        return cleaned

    @property
    def words(self) -> DirectiveWords:
        names = ("number", "issuer", "issued_on", "abstract", "upload")
        return DirectiveWords(**{name: self.cleaned_data[name] for name in names})

    @property
    def tells(self) -> bool:
        return bool(self.cleaned_data.get("tells_below"))


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is taken out"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the document is taken out.")},
    )


class PutForm(forms.Form):
    """Which document goes under which item, or comes off it."""

    item = forms.ChoiceField(error_messages={"invalid_choice": _("Choose an item of the agenda.")})
    directive = forms.UUIDField(error_messages={"invalid": _("Choose a document.")})
    act = forms.ChoiceField(choices=[("put", ""), ("off", "")], required=False)

    def __init__(self, data: Any, *, items: Iterable[AgendaItem]) -> None:
        super().__init__(data)
        self.items = {str(item.public_id): item for item in items}
        self.fields["item"].choices = [(key, key) for key in self.items]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> AgendaItem:
        return self.items[self.cleaned_data["item"]]
