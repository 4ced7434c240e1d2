"""Writing the minutes and calling the roll, against the bare writing of the same rows."""

import itertools
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.timing import Work, alternate, page, profile, statements
from meetings.models import AttendanceStatus, Contribution, MinutesEntry, MinutesRevision
from meetings.services.minutes import ContributionLine, save_entry
from meetings.services.month import refresh_branch_month
from meetings.services.rollcall import Mark, save_roll

from .room import Room

AUTOSAVE = {"X-Requested-With": "autosave"}
SPEAKERS = 3
# How much a secretary has written under one item.
PARAGRAPH = "Chi bộ thảo luận và thống nhất đánh giá: " + "nhiệm vụ tháng qua đạt kế hoạch; " * 12
BUDGET = 1.5


def write_lines(room: Room, rounds: int) -> Iterator[str]:
    """What each measure says, a line each."""
    yield from _minutes(room, rounds)
    yield from _roll(room, rounds)
    yield from _opening(room, rounds)


def _minutes(room: Room, rounds: int) -> Iterator[str]:
    """An autosave by the view, its verb, and the rows of it alone: the text, three opinions and the
    revision that keeps them."""
    entries = list(room.meeting.minutes.entries.select_related("item")[:3])
    if len(entries) < 3:
        raise CommandError("The standard agenda of a branch has too few items to be timed.")
    by_view, by_verb = _by_view(room, entries[0]), _by_verb(room, entries[1])
    view, verb, bare = alternate(rounds, by_view, by_verb, _bare(room, entries[2]))
    yield (
        f"saving an item of the minutes: {verb:.1f} ms, {verb / bare:.2f} × the bare rows "
        f"(budget {BUDGET}); the whole request {view:.1f} ms, {statements(by_view)[0]} statements"
    )
    if verb / bare > BUDGET:
        yield from profile(by_verb)


def _by_view(room: Room, entry: MinutesEntry) -> Work:
    client, numbers = _client(room), itertools.count(1)
    address = reverse("meetings:entry_save", args=[entry.item.public_id])
    versions = [entry.version]

    def save() -> None:
        sent = _typed(room, entry, next(numbers)) | {"version": versions[-1]}
        versions.append(_answer(client, address, sent))

    return save


def _typed(room: Room, entry: MinutesEntry, number: int) -> dict[str, Any]:
    """The fields of an item's form, something new each time."""
    prefix = f"c{entry.item_id}"
    sent: dict[str, Any] = {
        "text": f"{PARAGRAPH} {number}",
        "conclusion": f"Thống nhất lần {number}.",
        f"{prefix}-TOTAL_FORMS": SPEAKERS,
        f"{prefix}-INITIAL_FORMS": 0,
    }
    for place, line in enumerate(_lines(room, number)):
        sent |= {
            f"{prefix}-{place}-speaker": line.speaker_id,
            f"{prefix}-{place}-text": line.text,
            f"{prefix}-{place}-ORDER": place + 1,
        }
    return sent


def _lines(room: Room, number: int) -> list[ContributionLine]:
    return [
        ContributionLine(user.member_id, "", f"{PARAGRAPH} {number}")
        for user in room.accounts[:SPEAKERS]
    ]


def _by_verb(room: Room, entry: MinutesEntry) -> Work:
    numbers, minutes = itertools.count(1), entry.minutes

    def save() -> None:
        nonlocal entry
        number, entry.minutes = next(numbers), minutes  # as the view has fetched them
        entry = save_entry(
            entry=entry,
            version=entry.version,
            text=f"{PARAGRAPH} {number}",
            conclusion=f"Thống nhất lần {number}.",
            contributions=_lines(room, number),
            by=room.secretary,
            now=timezone.now(),
        )

    return save


def _bare(room: Room, entry: MinutesEntry) -> Work:
    """The same rows, written by somebody who asks nothing and trusts everything."""
    numbers = itertools.count(1)

    @transaction.atomic
    def save() -> None:
        number, lines = next(numbers), _lines(room, 0)
        entry.text, entry.conclusion = f"{PARAGRAPH} {number}", f"Thống nhất lần {number}."
        entry.version += 1
        entry.save(update_fields=["text", "conclusion", "version"])
        entry.contributions.all().delete()
        Contribution.objects.bulk_create(
            Contribution(entry=entry, position=position, **asdict(line))
            for position, line in enumerate(lines, start=1)
        )
        MinutesRevision.objects.create(
            meeting=room.meeting,
            part=f"item:{entry.item_id}",
            version=entry.version,
            body={"text": entry.text, "contributions": [asdict(line) for line in lines]},
            saved_at=timezone.now(),
            saved_by=room.secretary,
        )

    return save


def _roll(room: Room, rounds: int) -> Iterator[str]:
    """Everybody gets the other mark each time, so that every row of the roll is written."""
    people = len(room.accounts)
    address = reverse("meetings:rollcall_edit", args=[room.meeting.public_id])
    look, healthz = page(room.secretary, address), page(None, reverse("healthz"))
    shown, plain = alternate(rounds, look, healthz)
    yield (
        f"roll call of {people}: page {shown:.1f} ms, {shown / plain:.1f} × the emptiest page, "
        f"{statements(look)[0]} statements"
    )
    by_view = _roll_by_view(room, address)
    works = by_view, _roll_by_verb(room), _bare_roll(room), _figures(room)
    view, verb, bare, figures = alternate(rounds, *works)
    yield (
        f"saving the roll of {people} with all figures kept: {verb:.1f} ms, "
        f"{verb / (verb - figures):.2f} × without the figures (budget {BUDGET}), "
        f"{verb / bare:.2f} × the bare rows; the whole request {view:.1f} ms, "
        f"{statements(by_view)[0]} statements"
    )


def _figures(room: Room) -> Work:
    return lambda: refresh_branch_month(branch=room.meeting.branch, month=room.meeting.month)


def _roll_by_view(room: Room, address: str) -> Work:
    client, turn = _client(room), itertools.cycle(["present", "online"])
    members = [user.member_id for user in room.accounts]

    def save() -> None:
        word = next(turn)
        sent = {f"status-{pk}": word for pk in members} | {"version": room.again().version}
        sent |= {"guests-TOTAL_FORMS": 0, "guests-INITIAL_FORMS": 0}
        _answer(client, address, sent)

    return save


def _roll_by_verb(room: Room) -> Work:
    turn = _marks()

    def save() -> None:
        meeting, mark = room.again(), Mark(next(turn))
        marks = {user.member_id: mark for user in room.accounts if user.member_id}
        save_roll(
            meeting=meeting,
            version=meeting.version,
            marks=marks,
            guests=[],
            by=room.secretary,
            now=timezone.now(),
        )

    return save


def _bare_roll(room: Room) -> Work:
    """A row each, as whoever keeps no figures would save them: read, changed, written back."""
    turn = _marks()

    @transaction.atomic
    def save() -> None:
        meeting, mark = room.again(), next(turn)
        rows = list(meeting.attendances.all())
        for row in rows:
            row.status = mark
        meeting.attendances.filter(member__in=[row.member_id for row in rows]).update(status=mark)
        meeting.version += 1
        meeting.save()

    return save


def _marks() -> Iterator[int]:
    return itertools.cycle([int(AttendanceStatus.PRESENT), int(AttendanceStatus.ONLINE)])


def _opening(room: Room, rounds: int) -> Iterator[str]:
    """The page of the minutes with every item written and the roll named in it."""
    for number, entry in enumerate(room.meeting.minutes.entries.select_related("item")):
        _save_once(room, entry, number, timezone.now())
    look = page(room.secretary, reverse("meetings:minutes_edit", args=[room.meeting.public_id]))
    shown, plain = alternate(rounds, look, page(None, reverse("healthz")))
    count, in_sql = statements(look)
    yield (
        f"opening the minutes filled, {room.meeting.items.count()} items: {shown:.1f} ms, "
        f"{shown / plain:.1f} × the emptiest page, {count} statements of {in_sql:.1f} ms"
    )


def _save_once(room: Room, entry: MinutesEntry, number: int, now: datetime) -> None:
    save_entry(
        entry=entry,
        version=entry.version,
        text=PARAGRAPH,
        conclusion="Thống nhất.",
        contributions=_lines(room, -number),
        by=room.secretary,
        now=now,
    )


def _client(room: Room) -> Client:
    client = Client()
    client.force_login(room.secretary)
    return client


def _answer(client: Client, address: str, sent: dict[str, Any]) -> int:
    """Sends like the autosave of the page; the version that is saved now."""
    answer = client.post(address, sent, headers=AUTOSAVE)
    if answer.status_code != 200:
        raise CommandError(f"{address} answered {answer.status_code}")
    return int(answer.json()["version"])
