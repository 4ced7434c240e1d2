"""What is held about a person: cleaned in one way, given to one person only, changed by one writer
at a time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from members.models import AuditEntry, Member, User
from papers.text import fold, name_sort_key, normalize

from .audit import record
from .contact import clean_phone
from .identity import identity_hashes, seal

EDITED = ("full_name", "birth_date", "sex", "admitted_on", "card_number", "phone", "email")
_DIGIT = re.compile(r"\d")
LONGEST_SORT_KEY = Member._meta.get_field("sort_key").max_length or 0
LONGEST_SEARCH_KEY = Member._meta.get_field("search_key").max_length or 0


class PersonChanged(Exception):
    """Saved by somebody else since the form was opened. `saved` is what stands now; `entry` the
    line of the log that says who and when."""

    def __init__(self, saved: Member, entry: AuditEntry | None) -> None:
        super().__init__()
        self.saved, self.entry = saved, entry


def clean_name(text: str) -> str:
    name = " ".join(normalize(text).split())
    if not name:
        raise ValidationError(_("Type the name."), code="required")
    if _DIGIT.search(name):
        raise ValidationError(_("A name has no digits."), code="digits")
    if len(name_sort_key(name)) > LONGEST_SORT_KEY or len(fold(name)) > LONGEST_SEARCH_KEY:
        raise ValidationError(_("This name is too long."), code="length")
    return name


def clean_card(text: str) -> str | None:
    return "".join(normalize(text or "").split()).upper() or None


@sensitive_variables()
def set_person(member: Member, data: Mapping[str, Any]) -> None:
    """Puts what was typed on the row, in its stored form; a field not given stays. Not saved."""
    if unknown := set(data) - {*EDITED, "identity_number"}:
        raise TypeError(f"Not held about a person: {sorted(unknown)}")
    for name in EDITED:
        if name in data:
            setattr(member, name, data[name])
    with _on_field("full_name"):
        member.full_name = clean_name(member.full_name)
    member.search_key = fold(member.full_name)
    member.sort_key = name_sort_key(member.full_name)
    member.card_number = clean_card(member.card_number or "")
    with _on_field("phone"):
        member.phone = clean_phone(member.phone)
    if data.get("identity_number") is not None:
        with _on_field("identity_number"):
            for name, value in seal(data["identity_number"]).items():
                setattr(member, name, value)


@sensitive_variables()
def save_person(member: Member, identity_number: str | None = None) -> None:
    """Saves a row that `set_person` filled; names whom a card or identity number belongs to."""
    refuse_taken(member, identity_number)
    member.full_clean()
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        # Somebody else was a moment quicker: now they are found.
        refuse_taken(member, identity_number)
        raise


@sensitive_variables()
def refuse_taken(member: Member, identity_number: str | None) -> None:
    """A Party card and an identity number belong to one person: says to whom."""
    others = Member.objects.exclude(pk=member.pk).select_related("home")
    errors = {}
    if member.card_number and (owner := others.filter(card_number=member.card_number).first()):
        errors["card_number"] = _("This card belongs to %(who)s.") % {"who": known_as(owner)}
    hashes = identity_hashes(identity_number) if identity_number else []
    if owner := others.filter(identity_hash__in=hashes).first():
        errors["identity_number"] = _("This number belongs to %(who)s.") % {"who": known_as(owner)}
    if errors:
        raise ValidationError(errors)


def namesakes(
    full_name: str, birth_date: date | None, *, but: Member | None = None
) -> Iterable[Member]:
    """Those of the same name, accents apart, born the same day."""
    if not birth_date:
        return []
    found = Member.objects.filter(search_key=fold(full_name), birth_date=birth_date)
    if but and but.pk:
        found = found.exclude(pk=but.pk)
    return found.select_related("home")[:5]


def known_as(member: Member) -> str:
    """Enough to tell people apart: name, year of birth, branch."""
    year = str(member.birth_date.year) if member.birth_date else "?"
    place = member.home.name if member.home else _("on no roll today")
    return _("%(name)s, born %(year)s, %(place)s") % {
        "name": member.full_name,
        "year": year,
        "place": place,
    }


@transaction.atomic
@sensitive_variables()
def edit_member(*, member: Member, version: int, by: User, now: datetime, **data: Any) -> list[str]:
    """Personal data as typed on the form opened at `version`; returns the names of what changed.
    `identity_number` None leaves it, an empty one forgets it. The log says which fields, never
    what stood or stands there."""
    member = Member.objects.select_for_update(of=("self",)).select_related("home").get(pk=member.pk)
    if member.version != version:
        entries = AuditEntry.objects.filter(member=member, verb="edit_member")
        raise PersonChanged(member, entries.select_related("by__member").order_by("-pk").first())
    stored = {name: getattr(member, name) for name in (*EDITED, "identity_hash")}
    set_person(member, data)
    changed = [name for name, value in stored.items() if getattr(member, name) != value]
    if not changed:
        return []
    member.version += 1
    save_person(member, data.get("identity_number"))
    labels = [str(_label(name)) for name in changed]
    if member.home:
        record(
            verb="edit_member",
            subject=f"{member.full_name}: {', '.join(labels)}",
            organization=member.home,
            by=by,
            now=now,
            member=member,
        )
    return labels


def _label(name: str) -> str:
    if name == "identity_hash":
        return _("identity number")
    return str(Member._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation


@contextmanager
def _on_field(name: str) -> Iterator[None]:
    """What goes wrong inside is said at the field."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({name: error.error_list}) from None
