"""What a verb refused, on the fields people see."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

# How forms call the ends of a dated fact.
DATED = {"valid_from": "on", "valid_to": "until"}


def add_errors(
    form: forms.Form, error: ValidationError, names: Mapping[str, str] | None = None
) -> None:
    """Puts the errors of a verb on the fields of the form; `names` leads from the verb's words to
    the form's where they differ, besides `DATED`. What has no field stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = (DATED | dict(names or {})).get(name, name)
        is_shown = field in form.fields and field != NON_FIELD_ERRORS
        form.add_error(field if is_shown else None, errors)
