"""Whatever verbs are pressed in whatever order, the kept figures are those of the records."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.models import AttendanceStatus, BranchMonth, Meeting, MeetingKind
from meetings.services import approval, meeting, notice, resolution, rollcall
from meetings.services.meeting import MeetingPlan
from meetings.services.month import compare_branch_months
from tests import factories

KINDS = [MeetingKind.PERIODIC, MeetingKind.THEMATIC, MeetingKind.COMBINED, MeetingKind.COMMITTEE]
MARKS = [AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED, AttendanceStatus.UNEXCUSED]
LIKELY = {
    "planned": ["call"] * 5 + ["move", "postpone", "cancel"],
    "called": ["open"] * 5 + ["move", "postpone"],
    "open": ["mark", "resolve", "resolve", "close"],
    "held": ["mark", "resolve", "read_back"],
    "minuted": ["approve"] * 3 + ["reopen"],
    "approved": ["reopen", "mark"],
    "postponed": ["call", "cancel"],
    "cancelled": ["call"],
}
USUAL = {"plan", "call", "open", "mark", "resolve", "close", "read_back", "approve"}
EVERY = sorted({name for names in LIKELY.values() for name in names})


class Storm:
    """Random people who press random buttons; a refused press changes nothing."""

    def __init__(self, seed, places, by):
        self.random = Random(seed)  # noqa: S311  # a repeatable storm, not a secret
        self.places = places
        self.by = by
        self.now = timezone.now()
        self.done = Counter()

    def press(self):
        found = list(Meeting.objects.order_by("pk"))
        live = [each for each in found if each.state not in ("approved", "cancelled")]
        chosen = self.random.choice(
            live if live and self.random.random() < 0.95 else found or [None]
        )
        verb = self.plan
        if len(live) >= 4 and chosen:
            likely = LIKELY[chosen.state]
            name = self.random.choice(likely if self.random.random() < 0.9 else EVERY)
            verb = getattr(self, name)
        try:
            verb(chosen)
        except ValidationError as refusal:
            self.done[type(refusal).__name__] += 1
        else:
            self.done[verb.__name__] += 1
        return verb.__name__

    def _plan(self, kind):
        starts_at = self.now + timedelta(days=self.random.randrange(1, 70))
        return MeetingPlan(
            kind=kind,
            month=timezone.localdate(starts_at).replace(day=1),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place="Nhà văn hoá",
            chair=self.by.member,
            recorder=self.by.member,
        )

    def plan(self, _found):
        place = self.random.choice(self.places)
        kind = self.random.choice(KINDS) if place.is_branch else MeetingKind.CELL
        meeting.plan_meeting(organization=place, plan=self._plan(kind), by=self.by, now=self.now)

    def move(self, found):
        meeting.edit_meeting(
            meeting=found,
            version=found.version,
            plan=self._plan(found.kind),
            by=self.by,
            now=self.now,
        )

    def call(self, found):
        notice.call_meeting(meeting=found, by=self.by, now=self.now)

    def postpone(self, found):
        meeting.postpone_meeting(meeting=found, reason="Bão", by=self.by, now=self.now)

    def cancel(self, found):
        meeting.cancel_meeting(meeting=found, reason="Bão", by=self.by, now=self.now)

    def open(self, found):
        rollcall.open_roll(meeting=found, by=self.by, now=self.now)

    def mark(self, found):
        marks = {
            row.member_id: rollcall.Mark(self.random.choice(MARKS), reason="Ốm")
            for row in found.attendances.all()
        }
        rollcall.save_roll(
            meeting=found, version=found.version, marks=marks, guests=[], by=self.by, now=self.now
        )

    def close(self, found):
        ended_at = self.now + timedelta(hours=1)
        approval.close_meeting(meeting=found, ended_at=ended_at, by=self.by, now=self.now)

    def resolve(self, found):
        entry = found.minutes.entries.first() if hasattr(found, "minutes") else None
        cast = factories.vote(entry) if entry and not found.is_locked else None
        text = resolution.ResolutionText(kind="NQ", abstract="về tháng tới")
        day = timezone.localdate(self.now) + timedelta(days=9)
        lines = [resolution.TaskLine(None, "Việc", self.by.member, day) for _ in range(2)]
        if cast and not found.resolutions.exists():
            resolution.save_resolution(
                meeting=found,
                resolution=None,
                version=0,
                text=text,
                tasks=lines,
                vote=cast,
                by=self.by,
                now=self.now,
            )

    def read_back(self, found):
        approval.read_back_minutes(meeting=found, adoption_note="", by=self.by, now=self.now)

    def reopen(self, found):
        approval.reopen_minutes(meeting=found, by=self.by, now=self.now)

    def approve(self, found):
        approval.approve_minutes(meeting=found, by=self.by, now=self.now)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_verb_keeps_the_figures_true(tree, secretary, seed):
    places = [tree.branch, tree.sibling, tree.cell]
    for place in places:
        for _ in range(3):
            factories.member(home=place.branch, cell=place if place == tree.cell else None)
        factories.term(place)
    storm = Storm(seed, places, secretary)

    for _ in range(160):
        pressed = storm.press()
        assert compare_branch_months() == [], pressed

    assert set(storm.done) >= USUAL, storm.done
    assert BranchMonth.objects.filter(filed__gt=0).exists()
