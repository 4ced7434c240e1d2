"""The field for what people write at length."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from papers.markup import MAX_BYTES, TextTooLarge, to_html
from papers.text import normalize


class ProseField(forms.CharField):
    """Text in the Markdown subset, within the limits a paper can carry; `tools`: with buttons for
    its marks (static/js/prose.js)."""

    def __init__(self, *, rows: int, tools: bool = True, **kwargs: Any) -> None:
        attrs = {"rows": rows} | ({"data-prose": ""} if tools else {})
        super().__init__(
            widget=forms.Textarea(attrs=attrs),
            required=False,
            strip=False,
            max_length=MAX_BYTES,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = normalize(super().clean(value))
        try:
            to_html(text)
        except TextTooLarge as error:
            raise ValidationError(str(error.message)) from error
        return text
