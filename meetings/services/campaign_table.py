"""The table of a campaign as a spreadsheet: who takes it away stands in the log."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.campaigns import (
    Figures,
    Part,
    Step,
    figures_of,
    groups_of,
    is_behind,
    is_grouped,
    tracked,
)
from meetings.models import CampaignTarget
from members.models import User
from members.services.audit import record
from papers.xlsx import Cell, Column, Kind, Sheet, write_workbook

CHUNK = 2000


@transaction.atomic
def export_campaign(*, part: Part, by: User, now: datetime) -> BinaryIO:
    """An open file: the branches row by row, and a sheet by grassroots organisation."""
    campaign, today = part.campaign, timezone.localdate(now)
    name = by.get_full_name() or by.get_username()
    moment = timezone.localtime(now)
    made = _("As of %(day)s; made by %(name)s at %(time)s.") % {
        "day": f"{moment:%d/%m/%Y}",
        "name": name,
        "time": f"{moment:%H:%M}",
    }
    lines = [f"{campaign.organization} · {campaign.due_on:%d/%m/%Y} · {campaign.expected}", made]
    if not part.is_whole:
        lines.insert(1, _("Only the branches of %(name)s.") % {"name": part.committee.name})
    sheets = [
        Sheet(
            name=_("Branches"),
            title=campaign.title,
            lines=lines,
            columns=_columns(),
            rows=_rows(part, today),
        )
    ]
    if is_grouped(part):
        groups = [(group.organization.name, group.figures) for group in groups_of(part, today)]
        total = [(_("All"), figures_of(part, today))]
        sheets.append(
            Sheet(
                name=_("By organisation"),
                title=campaign.title,
                lines=lines,
                columns=_group_columns(),
                rows=[_group_row(*line) for line in groups + total],
            )
        )
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # the caller closes it
    try:
        write_workbook(file, sheets, author=name)
    except BaseException:
        file.close()
        raise
    record(
        verb="export_campaign",
        subject=campaign.title,
        organization=part.committee,
        by=by,
        now=now,
    )
    return file


def _columns() -> list[Column]:
    return [
        Column(title=_("No."), kind=Kind.NUMBER, width=6),
        Column(title=_("Branch"), width=34),
        Column(title=_("Grassroots organisation"), width=30),
        Column(title=_("Step"), width=20),
        Column(title=_("Behind"), width=10),
        Column(title=_("Meeting"), kind=Kind.DAY, width=13),
        Column(title=_("Reported on"), kind=Kind.DAY, width=13),
        Column(title=_("What the branch did"), width=60),
        Column(title=_("How it was done without a meeting"), width=40),
    ]


def _rows(part: Part, today: date) -> Iterator[list[Cell]]:
    late = set(
        part.targets.filter(is_behind(part.campaign, today)).order_by().values_list("pk", flat=True)
    )
    for number, target in enumerate(tracked(part).iterator(chunk_size=CHUNK), start=1):
        yield [
            number,
            target.organization.name,
            target.grassroots.name if target.grassroots else "",
            str(Step(target.step).label),  # type: ignore[attr-defined]  # annotated by `tracked`
            _("yes") if target.pk in late else "",
            _met_on(target),
            timezone.localdate(target.reported_at) if target.reported_at else None,
            target.report,
            target.explanation,
        ]


def _met_on(target: CampaignTarget) -> date | None:
    return timezone.localdate(target.item.meeting.starts_at) if target.item else None


def _group_columns() -> list[Column]:
    steps = [Step.RECEIVED, Step.PLACED, Step.HELD, Step.REPORTED]
    numbers = [_("Branches"), *(str(step.label) for step in steps), _("Behind")]
    return [
        Column(title=_("Grassroots organisation"), width=40),
        *(Column(title=title, kind=Kind.NUMBER, width=14) for title in numbers),
    ]


def _group_row(name: str, figures: Figures) -> list[Cell]:
    counts = [count for _step, _label, count in figures.steps]
    return [name, figures.total, *counts, figures.behind]
