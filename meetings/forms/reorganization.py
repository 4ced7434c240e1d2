"""The one form of a reorganisation: its kind says which fields it has. The parts of a split are
assigned on a page of their own (`forms.split`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from branches.models import BranchKind, Organization, OrganizationKind, Tier
from branches.reorganizing.plan import Kind, Numbering, Part, Posts, ReorganizationPlan
from papers.text import fold

from .moments import DayField

SHOWN = 20
# {kind: its fields, in the order of the page}; the decision comes first in all of them.
DECISION = ("decision_number", "decision_on", "effective_on")
NEW = ("name", "organization_kind", "parent", "code", "place")
SERIES = ("numbering", "ordinal", "term_name")
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.ESTABLISH: (*NEW, "branch_kind", "term_name"),
    Kind.MERGE: ("sources", *NEW, *SERIES, "posts"),
    Kind.ABSORB: ("sources", "target", "posts"),
    Kind.SPLIT: ("source", "goes_on", "part_names", *SERIES),
    Kind.MOVE: ("source", "parent"),
    Kind.RENAME: ("source", "name"),
    Kind.CHANGE_KIND: ("source", "organization_kind", "branch_kind"),
    Kind.DISSOLVE: ("source",),
}
# The plan's words → the fields in which people type them.
FIELD_NAMES = {"parts": "part_names"}


@dataclass(frozen=True)
class Option:
    public_id: str
    name: str
    detail: str
    is_chosen: bool


class OrganizationField(forms.Field):
    """Organisations found by words: those chosen stay on the page, the search offers more. `clean`
    gives the organisation, or a tuple of them for `many`."""

    def __init__(self, *, many: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=forms.SelectMultiple if many else forms.Select, **kwargs)
        self.many = many
        self.offered = Organization.objects.none()
        self.options: list[Option] = []
        self.has_more = False

    def offer(self, offered: Any, chosen: Any, words: str) -> None:
        self.offered = offered
        ids = {str(each) for each in _uuids(chosen)}
        found = offered.select_related("kind", "parent").order_by("kind__tier", "sort_key", "pk")
        matching = found
        for word in fold(words).split():
            matching = matching.filter(
                Q(search_key__contains=word) | Q(parent__search_key__contains=word)
            )
        rows = list(matching.exclude(public_id__in=ids)[: SHOWN + 1])
        self.has_more = len(rows) > SHOWN
        self.options = [
            Option(
                public_id=str(row.public_id),
                name=row.name,
                detail=f"{row.kind} · {row.parent}" if row.parent else str(row.kind),
                is_chosen=str(row.public_id) in ids,
            )
            for row in [*found.filter(public_id__in=ids), *rows[:SHOWN]]
        ]

    def clean(self, value: Any) -> Any:
        ids = _uuids(value)
        chosen = list(self.offered.select_related("kind", "parent__kind").filter(public_id__in=ids))
        if self.required and not chosen:
            raise forms.ValidationError(gettext("Choose from the list; search if it is long."))
        # The first one chosen hands its series of papers on.
        chosen.sort(key=lambda organization: ids.index(organization.public_id))
        return tuple(chosen) if self.many else (chosen[0] if chosen else None)


def _uuids(value: Any) -> list[UUID]:
    values = value if isinstance(value, list | tuple) else [value] if value else []
    found = []
    for each in values:
        try:
            found.append(each if isinstance(each, UUID) else UUID(str(each)))
        except ValueError:
            continue
    return found


class ReorganizationForm(forms.Form):
    """`within`: the organisation below which everything lies; the right there was asked."""

    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60)
    decision_on = DayField(label=_("Date of the decision"))
    effective_on = DayField(
        label=_("In effect from"),
        help_text=_("A day to come takes effect by itself, a minute after midnight."),
    )
    sources = OrganizationField(many=True, label=_("Organisations that end"))
    source = OrganizationField(label=_("Organisation"))
    target = OrganizationField(label=_("Organisation that absorbs them"))
    name = forms.CharField(label=_("New name"), max_length=200)
    organization_kind = forms.ModelChoiceField(
        OrganizationKind.objects.all(), to_field_name="code", label=_("Kind of organisation")
    )
    parent = OrganizationField(label=_("Belongs to"))
    code = forms.CharField(label=_("Code"), max_length=20, required=False)
    place = forms.CharField(
        label=_("Place on papers"),
        max_length=60,
        required=False,
        help_text=_("Empty: that of the superior."),
    )
    branch_kind = forms.ChoiceField(
        label=_("Kind of unit"), choices=[("", "–"), *BranchKind.choices], required=False
    )
    goes_on = forms.BooleanField(
        label=_("The organisation goes on as one of the parts"), required=False
    )
    part_names = forms.CharField(
        label=_("New organisations, one name a line"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    numbering = forms.ChoiceField(label=_("Numbers of papers"), choices=Numbering.choices)
    ordinal = forms.IntegerField(
        label=_("Number of the congress"),
        min_value=1,
        max_value=200,
        required=False,
        help_text=_("Empty: goes on, or begins at 1, as the numbers of papers do."),
    )
    term_name = forms.CharField(
        label=_("Name of the term"),
        max_length=40,
        required=False,
        help_text=_("For example 2025–2030. Empty: as before."),
    )
    posts = forms.ChoiceField(label=_("Posts"), choices=Posts.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, kind: str, within: Organization, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind, self.within = kind, within
        kept = (*DECISION, *FIELDS[kind], "note")
        self.fields = {name: self.fields[name] for name in kept}
        standing = Organization.objects.under([within.path]).filter(dissolved_on__isnull=True)
        # The top of the tree has nobody above who could rename it.
        below = standing.exclude(pk=within.pk) if within.parent_id else standing
        for name, field in self.fields.items():
            if isinstance(field, OrganizationField):
                offered = standing.filter(kind__tier__lt=Tier.CELL) if name == "parent" else below
                field.offer(offered, self._chosen(name), str(self._raw(f"{name}_q") or ""))
        if kind == Kind.CHANGE_KIND:
            self.fields["branch_kind"].help_text = _("Empty: as it is.")
        if "name" in self.fields and kind in (Kind.ESTABLISH, Kind.MERGE):
            self.fields["name"].label = _("Name")

    def _raw(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _chosen(self, name: str) -> Any:
        values: Any = self.data
        return values.getlist(name) if self.is_bound else self.initial.get(name)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: each field, and the words searched for where it offers organisations."""
        return [
            {
                "field": self[name],
                "is_search": isinstance(field, OrganizationField),
                "words": self._raw(f"{name}_q") or "",
            }
            for name, field in self.fields.items()
        ]

    def clean_part_names(self) -> list[str]:
        """Empty lines say nothing."""
        lines: list[str] = self.cleaned_data["part_names"].splitlines()
        return [line.strip()[:200] for line in lines if line.strip()]

    def plan(self, parts: tuple[Part, ...] = ()) -> ReorganizationPlan:
        """What was typed, as the verbs want it."""
        typed: Mapping[str, Any] = self.cleaned_data
        source = typed.get("source")
        same = {
            name: typed[name]
            for name in (*DECISION, *FIELDS[self.kind], "note")
            if name not in ("sources", "source", "goes_on", "part_names")
        }
        return ReorganizationPlan(
            kind=self.kind,
            sources=(source,) if source else typed.get("sources", ()),
            parts=parts,
            **same,
        )
