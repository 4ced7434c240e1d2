"""Choosing one person: post holders first, then everyone by given name."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from meetings.suggestions import Person
from members.models import Member


class ShortSelect(forms.Select):
    """A select that writes its options itself. The page of the minutes has one with everybody in it
    for each opinion: a template for each name took most of the time of that page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (one, SafeString(" selected" if str(one) == chosen else ""), label)
                for one, label in self.choices
            ),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), options)


class PersonField(forms.ChoiceField):
    """A select whose value is the public id; `clean` gives the member, or None for nobody."""

    def __init__(self, **kwargs: Any) -> None:
        self._members: dict[str, Member] = {}
        super().__init__(required=False, **kwargs)

    def offer(self, people: Sequence[Person], *, always: Member | None = None) -> None:
        """The people to choose from; `always` is in it even when no longer one of them."""
        offered = list(people)
        if always and all(person.member.pk != always.pk for person in offered):
            offered.append(Person(always))
        self._members = {str(person.member.public_id): person.member for person in offered}
        names = Counter(person.member.full_name for person in offered)

        def choice(person: Person) -> tuple[str, str]:
            return str(person.member.public_id), _label(person, names[person.member.full_name])

        groups = [
            (_("With a post"), [choice(person) for person in offered if person.post]),
            (_("Members"), [choice(person) for person in offered if not person.post]),
        ]
        self.choices = [("", _("Nobody chosen")), *[group for group in groups if group[1]]]

    def prepare_value(self, value: Any) -> Any:
        return str(value.public_id) if isinstance(value, Member) else value

    def clean(self, value: Any) -> Member | None:
        return self._members.get(super().clean(value))


def _label(person: Person, same_name: int) -> str:
    """Two of one name are told apart by their year of birth."""
    label = person.member.full_name
    if same_name > 1 and person.member.birth_date:
        label = f"{label} ({person.member.birth_date.year})"
    return f"{label} – {person.post}" if person.post else label
