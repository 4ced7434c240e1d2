"""What the page that runs the evening shows: time used, who has spoken, what is before the room."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from .models import (
    AgendaItem,
    Attendance,
    Category,
    Contribution,
    Floor,
    Meeting,
    MinutesEntry,
)
from .models.rollcall import PRESENT_STATUSES
from .queries import away_at, seconds_used


@dataclass(frozen=True)
class ItemLine:
    """One item with the seconds the room has spent on it until now."""

    item: AgendaItem
    number: int
    used: int
    is_current: bool

    @property
    def used_minutes(self) -> int:
        return round(self.used / 60)


@dataclass
class CategoryTime:
    label: str | Promise
    planned: int = 0
    used: int = 0

    @property
    def used_minutes(self) -> int:
        return round(self.used / 60)


@dataclass(frozen=True)
class Speaker:
    """Somebody in the room, a member by id or a guest by name, and how often they spoke."""

    name: str
    times: int
    member_id: int | None = None

    @property
    def value(self) -> str:
        """As the button that notes them sends it."""
        return f"guest:{self.name}" if self.member_id is None else str(self.member_id)


@dataclass
class Room:
    """Those in the room by whether they have spoken; members who left, or are not here, apart."""

    silent: list[Speaker] = field(default_factory=list)
    spoken: list[Speaker] = field(default_factory=list)
    left: list[Attendance] = field(default_factory=list)
    missing: list[Attendance] = field(default_factory=list)
    present: list[Attendance] = field(default_factory=list)


def item_lines(meeting: Meeting, floor: Floor, now: datetime) -> list[ItemLine]:
    items = meeting.items.select_related("presenter").prefetch_related("spans")
    return [
        ItemLine(item, number, seconds_used(item, now), item.pk == floor.item_id)
        for number, item in enumerate(items, start=1)
    ]


def time_by_category(lines: list[ItemLine]) -> list[CategoryTime]:
    """Planned and used; professional matters crowd out Party building unless somebody looks."""
    found = {category: CategoryTime(category.label) for category in Category}
    for line in lines:
        time = found[Category(line.item.category)]
        time.planned += line.item.planned_minutes
        time.used += line.used
    return [time for time in found.values() if time.planned or time.used]


def current_line(lines: list[ItemLine]) -> ItemLine | None:
    return next((line for line in lines if line.is_current), None)


def neighbours(lines: list[ItemLine]) -> tuple[ItemLine | None, ItemLine | None]:
    """The items before and after the one before the room; at the beginning, the first is next."""
    at = next((index for index, line in enumerate(lines) if line.is_current), -1)
    before = lines[at - 1] if at > 0 else None
    after = lines[at + 1] if at + 1 < len(lines) else None
    return before, after


def entry_before_the_room(floor: Floor) -> MinutesEntry | None:
    return (
        MinutesEntry.objects.filter(item=floor.item_id)
        .select_related("item__presenter")
        .prefetch_related("contributions__speaker", "votes", "item__opinions__author")
        .first()
    )


def room_of(meeting: Meeting, now: datetime) -> Room:
    spoke = Contribution.objects.filter(entry__minutes__meeting=meeting)
    pairs = list(spoke.values_list("speaker_id", "guest_name"))
    members, guests = Counter(pk for pk, _name in pairs), Counter(name for _pk, name in pairs)
    away = away_at(meeting, now)
    room = Room()
    rows = meeting.attendances.select_related("member").order_by("member__sort_key", "member_id")
    for row in rows:
        if row.status not in PRESENT_STATUSES:
            room.missing.append(row)
        elif row.member_id in away:
            room.left.append(row)
        else:
            room.present.append(row)
            _seat(room, Speaker(row.member.full_name, members[row.member_id], row.member_id))
    for guest in meeting.guests.all():
        _seat(room, Speaker(guest.name, guests[guest.name]))
    return room


def _seat(room: Room, speaker: Speaker) -> None:
    (room.spoken if speaker.times else room.silent).append(speaker)
