"""Answering a notice and a leave, and choosing documents."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from meetings.models import Answer
from meetings.services.secrecy import GRADES, graded_refused
from meetings.services.uploads import accepted_extensions
from members.models import Member
from members.models.member import MemberQuerySet


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer.choices)
    reason = forms.CharField(
        label=_("Why you cannot come"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeaveForm(forms.Form):
    """Whose leave, and what is said to it."""

    member = forms.ModelChoiceField(Member.objects.none(), to_field_name="public_id")
    granted = forms.ChoiceField(choices=[("yes", _("Grant")), ("no", _("Refuse"))])

    def __init__(self, data: Any, *, members: MemberQuerySet) -> None:
        super().__init__(data)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]  # a model choice field


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files; each is looked into by the verb that keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": ",".join(accepted_extensions()), "class": "form-control"}
        super().__init__(widget=ManyFilesInput(attrs=attrs), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        chosen = [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]
        if len(chosen) > settings.UPLOAD_MAX_FILES:
            raise ValidationError(
                _("Choose at most %(count)s files at once.") % {"count": settings.UPLOAD_MAX_FILES}
            )
        return chosen


class AttachmentForm(forms.Form):
    """The question about secrecy has no answer chosen beforehand: it must be thought of."""

    uploads = ManyFilesField(
        label=_("Files"),
        error_messages={"required": _("Choose at least one file.")},
    )
    grade = forms.ChoiceField(
        label=_("Degree of secrecy of these documents"),
        choices=[("none", _("None: documents without a degree of secrecy")), *GRADES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the documents have a degree of secrecy.")},
    )

    def clean_grade(self) -> str:
        grade: str = self.cleaned_data["grade"]
        if grade != "none":
            raise graded_refused()
        return grade
