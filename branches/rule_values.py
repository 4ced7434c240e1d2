"""The shape of a rule's value: its leaves, and whether another value may stand in its place.

A value is a number, a word, yes or no, or lists and mappings of these; whoever overrides it may
change the leaves, not the shape.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Leaf = bool | int | float | str
Path = tuple[str, ...]
# The clock reckons days and minutes by these for everybody: one wild number would stop it for all.
LARGEST = 10_000


def leaves(value: Any, path: Path = ()) -> dict[Path, Leaf]:
    """{path: leaf} of a value, in its order; the path of a plain value is empty."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = {str(index): part for index, part in enumerate(value)}.items()
    else:
        return {path: value}
    found: dict[Path, Leaf] = {}
    for name, part in parts:
        found |= leaves(part, (*path, name))
    return found


def with_leaves(value: Any, changed: dict[Path, Leaf], path: Path = ()) -> Any:
    """The value with other leaves, in the same shape."""
    if isinstance(value, dict):
        return {name: with_leaves(part, changed, (*path, name)) for name, part in value.items()}
    if isinstance(value, list):
        return [with_leaves(part, changed, (*path, str(index))) for index, part in enumerate(value)]
    return changed.get(path, value)


def check_value(key: str, value: Any, *, instead_of: Any) -> None:
    """ValidationError when the value cannot stand where the other one does."""
    old, new = leaves(instead_of), leaves(value)
    if old.keys() != new.keys() or any(_kind(new[path]) != _kind(old[path]) for path in old):
        raise ValidationError(_("The value does not have the form this rule needs."))
    numbers = [leaf for leaf in new.values() if _kind(leaf) == "number"]
    if any(isinstance(number, int | float) and number < 0 for number in numbers):
        raise ValidationError(_("A number here cannot be less than 0."))
    if any(isinstance(number, int | float) and number > LARGEST for number in numbers):
        raise ValidationError(_("A number here cannot be more than %(most)s.") % {"most": LARGEST})
    if isinstance(value, dict) and {"numerator", "denominator"} <= value.keys():
        _check_fraction(value)
    if key == "score.frame":
        _check_frame(value)


def _kind(leaf: Leaf) -> str:
    if isinstance(leaf, bool):
        return "yes or no"
    return "number" if isinstance(leaf, int | float) else "word"


def _check_fraction(value: dict[str, Any]) -> None:
    if not 0 < value["numerator"] <= value["denominator"]:
        raise ValidationError(
            _("The first number of the fraction must be at least 1 and not exceed the second.")
        )


def _check_frame(value: dict[str, Any]) -> None:
    """A frame of criteria gives 100 points in all (HD 42-HD/BTCTW)."""
    total = sum(points for _name, points in value.values())
    if total != 100:
        raise ValidationError(
            _("The points add up to %(total)s; a frame must give exactly 100.") % {"total": total}
        )
