"""The roll as a spreadsheet: who takes what away stands in the log."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from members.models import Member, User
from members.models.member import MemberQuerySet
from papers.xlsx import Cell, Column, Kind, Sheet, write_workbook

from .audit import record

# What one machine writes in ten seconds; more is asked for district by district.
MOST = 50_000
CHUNK = 2000
MASK = "•••••••••"


@transaction.atomic
def export_members(
    *,
    members: MemberQuerySet,
    places: Sequence[Organization],
    filters: Sequence[str],
    by: User,
    now: datetime,
) -> BinaryIO:
    """An open file with one line a member, as `listing.with_details` gives them. `places`: whose
    roll it is; the log of each says that it was taken away, how many lines, how filtered."""
    if members[: MOST + 1].count() > MOST:
        raise ValidationError(
            _("These are more than %(most)s members. Choose an organisation below first.")
            % {"most": f"{MOST:,}".replace(",", ".")}
        )
    name = by.get_full_name() or by.get_username()
    moment = timezone.localtime(now)
    title = _("Members: %(places)s") % {"places": ", ".join(place.name for place in places)}
    made = _("As of %(day)s; made by %(name)s at %(time)s.") % {
        "day": f"{moment:%d/%m/%Y}",
        "name": name,
        "time": f"{moment:%H:%M}",
    }
    sheet = Sheet(
        name=_("Members"),
        title=title,
        lines=[made, *filters],
        columns=_columns(),
        rows=_rows(members),
    )
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # the caller closes it
    try:
        count = write_workbook(file, [sheet], author=name)
    except BaseException:
        file.close()
        raise
    subject = _("%(count)s members") % {"count": count}
    for place in places:
        record(
            verb="export_members",
            subject=subject,
            organization=place,
            by=by,
            now=now,
            reason="; ".join(filters),
        )
    return file


def _columns() -> list[Column]:
    return [
        Column(title=_("No."), kind=Kind.NUMBER, width=6),
        Column(title=_("Full name"), width=28),
        Column(title=_("Date of birth"), kind=Kind.DAY, width=13),
        Column(title=_("Sex"), width=8),
        Column(title=_("Standing"), width=22),
        Column(title=_("Branch"), width=30),
        Column(title=_("Party cell"), width=20),
        Column(title=_("Posts"), width=30),
        Column(title=_("Admitted on"), kind=Kind.DAY, width=13),
        Column(title=_("Party card"), width=16),
        Column(title=_("Telephone"), width=14),
        Column(title=_("E-mail"), width=26),
        Column(title=_("Identity number, last three digits"), width=15),
    ]


def _rows(members: MemberQuerySet) -> Iterator[list[Cell]]:
    for number, member in enumerate(members.iterator(chunk_size=CHUNK), start=1):
        yield [
            number,
            member.full_name,
            member.birth_date,
            member.get_sex_display(),
            _standing(member),
            str(member.home or ""),
            str(member.cell or ""),
            "; ".join(str(post) for post in member.posts_today),  # type: ignore[attr-defined]  # prefetched
            member.admitted_on,
            member.card_number,
            member.phone,
            member.email,
            f"{MASK}{member.identity_tail}" if member.identity_tail else "",
        ]


def _standing(member: Member) -> str:
    words = [_("Official") if member.is_official else _("Probationary")]
    words += [_("Exempt")] * member.is_exempt + [_("Suspended")] * member.is_suspended
    return ", ".join(words)
