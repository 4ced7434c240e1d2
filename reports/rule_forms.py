"""A form for the value of one rule: a field for each of its leaves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from branches.rule_values import Leaf, Path, leaves, with_leaves
from branches.rules import RuleInForce
from meetings.models import MeetingKind
from members.forms.days import DayField

from .rule_labels import CLASSES, GRADES

# What the parts of a value are called; a part without a word of its own is shown as it is.
PART_NAMES: dict[str, Any] = {
    **dict(MeetingKind.choices),
    **GRADES,
    **CLASSES,
    "numerator": _("of the fraction, above"),
    "denominator": _("of the fraction, below"),
    "strict": _("more than, not just as many"),
}


class RuleForm(forms.Form):
    """`value` is what was typed, in the shape of the rule in force."""

    def __init__(self, data: Any = None, *, rule: RuleInForce, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rule = rule
        self.paths: dict[str, Path] = {}
        for number, (path, leaf) in enumerate(leaves(rule.value).items()):
            name = f"value-{number}"
            self.paths[name] = path
            self.fields[name] = _field(leaf, _label(path))
        self.fields["valid_from"] = DayField(
            label=_("From which day"), help_text=_("For example 15/03/2026")
        )
        self.fields["source"] = forms.CharField(
            label=_("By which document"),
            max_length=200,
            help_text=_("Number, date and issuer, as people will read it."),
        )
        self.fields["is_locked"] = forms.BooleanField(
            label=_("Organisations below may not change it"), required=False
        )

    @property
    def value(self) -> Any:
        changed = {path: self.cleaned_data[name] for name, path in self.paths.items()}
        return with_leaves(self.rule.value, changed)


def _label(path: Path) -> Any:
    if not path:
        return _("Value")
    names = [str(PART_NAMES.get(part, part)) for part in path]
    return " – ".join(names)


def _field(leaf: Leaf, label: Any) -> forms.Field:
    if isinstance(leaf, bool):
        return forms.BooleanField(label=label, initial=leaf, required=False)
    if isinstance(leaf, int):
        return forms.IntegerField(label=label, initial=leaf, min_value=0)
    if isinstance(leaf, float):
        return forms.FloatField(label=label, initial=leaf, min_value=0)
    return forms.CharField(label=label, initial=leaf, max_length=300, required=False, strip=False)
