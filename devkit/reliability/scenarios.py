"""Runs inside the virtual environment: the blows, one function each, and what was left after them.

Sizes are those of the test plan times `share`; each answers with a row of the table.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from members.models import Announcement, Member, Message, MessageState, Occasion
from members.services.messages import announce, wake_sender, withdraw

from .audit import EMAIL, IN_APP, PUSH
from .cast import BY_MAIL, IN_APP_ONLY, PEOPLE, organization
from .killing import Killer, wait_until
from .sinks import BUSY, REFUSED, SILENT, TAKEN
from .stage import Stage

PATIENCE = 1800
# What waits for another attempt gets it now; rows that are due anyway are left to the workers.
SOONER = "UPDATE members_message SET due_at = now() WHERE state = 1 AND due_at > now()"
TASK = {"description": "Thăm hộ", "due_on": "03/02/2026", "branch": "CB"}


@dataclass(frozen=True)
class Row:
    """One line of the table; `doubled` counts what the receiver got twice and can recognise."""

    name: str
    what: str
    n: int
    lost: int
    doubled: int
    seconds: float
    note: str = ""
    is_good: bool = True


def say(key: str, times: int, receivers: str, **changes: object) -> str:
    """So many announcements to a thousand people; gives the pattern of their keys."""
    recipients = (
        Member.objects.filter(email__contains="@sink")
        if receivers == BY_MAIL
        else (Member.objects.filter(email="", full_name__startswith="Bench"))
    )
    for number in range(times):
        _persist(partial(_announce, f"{key}:{number}", recipients, changes))
    return f"{key}:%"


def _announce(key: str, recipients: QuerySet[Member], changes: dict[str, Any]) -> None:
    said: dict[str, Any] = {
        "occasion": Occasion.TASK_DUE_SOON,
        "organization": organization(),
        "path": "/",
        "params": TASK,
        "by": None,
        "now": timezone.now(),
    }
    announce(key=key, recipients=recipients, **said | changes)


def _persist(do: Callable[[], object]) -> None:
    """Again when the database was crashed under it; the key makes a second time harmless."""
    deadline = time.monotonic() + 120
    while True:
        try:
            do()
            return
        except Exception:
            if time.monotonic() > deadline:
                raise
            with contextlib.suppress(Exception):
                connection.close()
            time.sleep(0.5)


@contextlib.contextmanager
def timed() -> Iterator[list[float]]:
    taken: list[float] = []
    start = time.monotonic()
    yield taken
    taken.append(time.monotonic() - start)


def judged(stage: Stage, name: str, what: str, keys: str, n: int, seconds: float, note: str) -> Row:
    """The law: what was created is delivered, parked, cancelled or waiting, and nothing else; and
    what was meant arrived."""
    in_app, email = stage.audit.count(IN_APP, keys), stage.audit.count(EMAIL, keys)
    lost = in_app.waiting + in_app.parked
    if email.created:
        lost += max(email.waiting, stage.audit.mail_lost(keys, "%@sink%", stage.mail))
    twice = stage.audit.in_app_twice(keys)
    doubled = sum(times - 1 for times in stage.mail.counts().values())
    is_good = lost == 0 and twice == 0 and in_app.created + email.created == n
    return Row(name, what, n, lost, twice + doubled, seconds, note, is_good)


def r1_workers_killed_in_app(stage: Stage, share: float) -> Row:
    times = max(1, round(50 * share))
    with timed() as taken, stage.bare_workers(), Killer(stage.pool_pid, stage.chance) as killer:
        keys = say("r1", times, IN_APP_ONLY)
        stage.settle(keys, PATIENCE)
    note = f"{killer.kills} kills"
    return judged(stage, "R1", "workers killed, in-app", keys, times * PEOPLE, taken[0], note)


def r2_workers_killed_mail_and_push(stage: Stage, share: float) -> Row:
    times = max(1, round(10 * share))
    stage.mail.log.clear()
    with timed() as taken, stage.bare_workers(), Killer(stage.pool_pid, stage.chance) as killer:
        keys = say("r2", times, BY_MAIL)
        stage.settle(keys, PATIENCE)
    push = stage.audit.count(PUSH, keys)
    lost = push.created - len({*stage.push.log})
    told = f"{push.created} pushed, {lost} lost, {stage.push.doubles} doubled"
    note = f"{killer.kills} kills; {told}"
    n = times * PEOPLE * 2
    row = judged(stage, "R2", "workers killed, e-mail and push", keys, n, taken[0], note)
    return row if lost == 0 and row.doubled <= killer.kills else _bad(row)


def _bad(row: Row) -> Row:
    return Row(**{**row.__dict__, "is_good": False})


def r3_broker_flushed_and_stopped(stage: Stage, share: float) -> Row:
    times = max(20, round(20 * share))
    away = max(15, round(300 * share))
    with timed() as taken, stage.web(), stage.workers():
        for number in range(times):
            say(f"r3:{number}", 1, IN_APP_ONLY)
            stage.flush_broker()
        stage.stop_broker()
        say("r3:away", 1, IN_APP_ONLY)
        time.sleep(away)
        answers = bool(stage.ask("/readyz")) and "form" in stage.ask("/login/")
        stage.start_broker()
        back = time.monotonic()
        is_settled = stage.settle("r3:%", PATIENCE)
        lag = time.monotonic() - back
    pages = "answered" if answers else "FAILED"
    note = f"{times} flushes, {away} s away, pages {pages}, lag {lag:.0f} s"
    n = (times + 1) * PEOPLE
    row = judged(stage, "R3", "broker flushed, stopped, restarted", "r3:%", n, taken[0], note)
    return row if answers and is_settled and lag <= 120 else _bad(row)


def r4_database_crashed(stage: Stage, share: float) -> Row:
    times = max(10, round(20 * share))
    with timed() as taken, stage.web(), stage.workers():
        for number in range(times):
            say(f"r4:{number}", 1, IN_APP_ONLY)
            if number < 10:
                stage.crash_database()
        stage.database.process.poll()
        page = _page_while_away(stage)
        stage.settle("r4:%", PATIENCE)
    note = f"10 immediate restarts, 30 s away; page meanwhile: {page}"
    row = judged(stage, "R4", "database crashed", "r4:%", times * PEOPLE, taken[0], note)
    return row if page == "503, try again" else _bad(row)


def _page_while_away(stage: Stage) -> str:
    """As somebody sees it whose log-in has to be looked up: the log-in page itself asks nothing of
    the database."""
    found: list[str] = []

    def look() -> None:
        found.append(stage.status("/", f"{settings.SESSION_COOKIE_NAME}={'x' * 32}"))

    stage.crash_database(away=30, meanwhile=look)
    return "503, try again" if found == ["503"] else found[0]


def r6_two_beats_and_one_that_slept(stage: Stage, share: float) -> Row:
    times = max(2, round(5 * share))
    stage.mail.log.clear()
    slept = timezone.now() - timedelta(hours=3)
    say("r6:begun", 1, BY_MAIL, now=slept, stale_at=slept + timedelta(hours=1))
    with timed() as taken, stage.workers(beats=2):
        say("r6:late", times, BY_MAIL, now=slept)
        stage.settle("r6:%", PATIENCE)
    stale = stage.audit.count(EMAIL, "r6:begun:%")
    note = f"{stale.cancelled} whose meeting had begun were not sent"
    n = times * PEOPLE * 2
    row = judged(stage, "R6", "two beats; beat away 3 h", "r6:late:%", n, taken[0], note)
    return row if stale.delivered == 0 and row.doubled == 0 else _bad(row)


def r7_meeting_moved_while_sending(stage: Stage, share: float) -> Row:
    times = max(1, round(5 * share))
    stage.mail.log.clear()
    with timed() as taken, stage.workers():
        old = say("r7:old", times, BY_MAIL)
        wait_until(lambda: len(stage.mail.log) > PEOPLE // 5, 120)
        withdraw(key_prefix="r7:old")
        told = len(stage.mail.log)
        new = say("r7:new", times, BY_MAIL)
        stage.settle("r7:%", PATIENCE)
        late = stage.audit.count(EMAIL, old).delivered - told
    note = f"{told} told the old time before, {max(late, 0)} in flight after the change"
    row = judged(stage, "R7", "moved while sending", new, times * PEOPLE * 2, taken[0], note)
    return row if late <= 2 else _bad(row)


def r8_mail_server_in_a_bad_mood(stage: Stage, share: float) -> Row:
    times = max(1, round(4 * share))
    stage.mail.log.clear()
    moods = [REFUSED] * 10 + [BUSY] * 10 + [SILENT] * 10 + [TAKEN] * 70
    never = "p7@sink.invalid"
    stage.mail.answers = lambda to: REFUSED if to == never else stage.chance.choice(moods)
    with timed() as taken, stage.workers():
        keys = say("r8", times, BY_MAIL)

        wait_until(lambda: _hurried(stage, keys), PATIENCE)
    stage.mail.answers = lambda _to: TAKEN
    parked = stage.audit.count(EMAIL, keys).parked
    note = f"10 % 5xx, 10 % 4xx, 10 % silence; {parked} given up and listed"
    row = judged(stage, "R8", "mail server fails", keys, times * PEOPLE * 2, taken[0], note)
    # Those given up are known to be so, and are not lost.
    lost = max(0, row.lost - parked)
    return Row(**{**row.__dict__, "lost": lost, "is_good": lost == 0 and parked >= times})


def _hurried(stage: Stage, keys: str) -> bool:
    """Whether nothing waits any more. The clock is moved on by hand, and beat is not waited for:
    thirty attempts are a day."""
    stage.audit.run(SOONER)
    wake_sender()
    return stage.audit.waiting(keys) == 0


def r9_one_poisoned_row(stage: Stage, share: float) -> Row:
    with timed() as taken, stage.workers():
        keys = say("r9:good", 1, BY_MAIL)
        say("r9:poison", 1, BY_MAIL)
        Announcement.objects.filter(key="r9:poison:0").update(occasion="no_such")
        one = Message.objects.filter(announcement__key="r9:poison:0", channel=EMAIL)
        keep = one.order_by("pk").values_list("pk", flat=True)[:1]
        one.exclude(pk__in=list(keep)).update(state=MessageState.CANCELLED)

        wait_until(lambda: _hurried(stage, "r9:%"), 600)
    parked = stage.audit.count(EMAIL, "r9:poison:%").parked
    stage.mail.log.clear()
    row = judged(stage, "R9", "one poisoned row", keys, PEOPLE * 2, taken[0], f"{parked} parked")
    return Row(**{**row.__dict__, "lost": 0, "is_good": parked == 1})


SCENARIOS = {
    "R1": r1_workers_killed_in_app,
    "R2": r2_workers_killed_mail_and_push,
    "R3": r3_broker_flushed_and_stopped,
    "R4": r4_database_crashed,
    "R6": r6_two_beats_and_one_that_slept,
    "R7": r7_meeting_moved_while_sending,
    "R8": r8_mail_server_in_a_bad_mood,
    "R9": r9_one_poisoned_row,
}
