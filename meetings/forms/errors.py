"""What a verb refused, on the fields people see; what was saved beside what they typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from members.forms.errors import add_errors

__all__ = ["Difference", "add_errors", "conflict_of", "differences"]


@dataclass(frozen=True)
class Difference:
    """One field on which the saved text and the typed one differ, in words people can compare."""

    label: str
    saved: str
    typed: str


def conflict_of(form: forms.Form, saved: Mapping[str, Any]) -> list[Difference]:
    """For a form that came too late: what differs, and the version of what is saved now, so that
    saving again is a decision. What was typed stays in the form."""
    found = differences(form, saved)
    form.data = {**form.data.dict(), form.add_prefix("version"): str(saved["version"])}  # type: ignore[attr-defined]  # a QueryDict
    return found


def differences(form: forms.Form, saved: Mapping[str, Any]) -> list[Difference]:
    """The visible fields of a valid form whose saved value is not the typed one; both as the form
    shows them, so that 5/12/26 and 05/12/2026 are the same day."""
    found = []
    for bound in form.visible_fields():
        before = _shown(bound.field, saved.get(bound.name))
        after = _shown(bound.field, form.cleaned_data.get(bound.name))
        if before != after:
            found.append(Difference(str(bound.label), before, after))
    return found


def _shown(field: forms.Field, value: Any) -> str:
    text = field.prepare_value(value)
    text = "" if text is None else str(text)
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for key, label in _flat(field.choices) if str(key) == text), "")
    return text.replace("\r\n", "\n").strip()


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(key, label)]
    return flat
