"""Sixty people check in, and sixty screens follow: real requests, several at once.

They pass through every middleware of the app in this process; a server in front of it is left out.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from demo.timing import in_words, statements
from meetings.models import CheckIn, Floor
from meetings.services.checkin import code_at
from members.models import User

from .room import Room, furnish
from .scratch import crowd, inside, scratch_database

PEOPLE = 60
THREADS = 8  # as many as a small server answers at once
SECONDS = 5
TOKEN = "bench1st" * 4  # as long as a token against forged forms is


@dataclass(frozen=True)
class Answer:
    """How long it took in ms, and what came."""

    took: float
    status: int
    size: int


class App:
    """The app as a server calls it."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.factory = RequestFactory()

    def ask(self, path: str, session: str = "", form: dict[str, str] | None = None) -> Answer:
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        given = "; ".join(f"{name}={value}" for name, value in cookies.items() if session)
        if form is None:
            request = self.factory.get(path, HTTP_COOKIE=given)
        else:
            body = urlencode(form | {"csrfmiddlewaretoken": TOKEN})
            kind = "application/x-www-form-urlencoded"
            request = self.factory.post(path, body, kind, HTTP_COOKIE=given)
        start = time.perf_counter()
        response = self.handler.get_response(request)
        took = (time.perf_counter() - start) * 1000
        # An answer in pieces is a file; none is asked for.
        shown = response.content if isinstance(response, HttpResponse) else b""
        return Answer(took, response.status_code, len(shown))


def crowd_lines() -> Iterator[str]:
    with scratch_database() as name:
        room, sessions = inside(name, _gather)
        yield _check_ins(name, room, sessions)
        yield from _screens(name, room, sessions[0])


def _gather() -> tuple[Room, list[str]]:
    room = furnish(PEOPLE, now=timezone.now())
    return room, [_session(user) for user in room.accounts]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _check_ins(name: str, room: Room, sessions: list[str]) -> str:
    """All press within the same seconds: the code is sent, then the page that says so is asked."""
    app, address = App(), reverse("meetings:checkin", args=[room.meeting.public_id])
    floor = inside(name, lambda: Floor.objects.get(meeting=room.meeting))

    def press(session: str) -> list[Answer]:
        sent = {"code": code_at(floor, timezone.now())}
        return [app.ask(address, session, sent), app.ask(address, session)]

    with crowd(name, THREADS) as pool:
        start = time.perf_counter()
        answers = [answer for both in pool.map(press, sessions) for answer in both]
        wall = time.perf_counter() - start
    present = inside(name, CheckIn.objects.count)
    good = [answer for answer in answers if answer.status in (200, 302)]
    return (
        f"{len(sessions)} check-ins at once, {THREADS} threads: {present} present after "
        f"{wall:.1f} s (budget 60), {len(answers) / wall:.0f} requests/s, "
        f"{in_words([answer.took for answer in answers])}, {len(answers) - len(good)} errors"
    )


def _screens(name: str, room: Room, session: str) -> Iterator[str]:
    """Each asks at its own beat whether anything is new; nothing is."""
    app, page = App(), reverse("meetings:projection", args=[room.meeting.public_id])
    html = inside(name, lambda: _text(page, session))
    found = [re.search(rf'data-{word}="([^"]+)"', html) for word in ("ticket", "revision", "every")]
    if None in found:
        raise CommandError(f"{page} does not say how a screen asks.")
    ticket, revision, every = (match[1] for match in found if match)
    question = urlencode({"ticket": ticket, "seen": revision})
    poll = f"{reverse('meetings:projection_state')}?{question}"
    count = inside(name, lambda: statements(lambda: app.ask(poll))[0])
    answers, share = _paced(name, lambda: app.ask(poll), float(every) / 1000)
    sizes = {answer.size for answer in answers}
    other = sum(answer.status != 204 for answer in answers)
    times = in_words([answer.took for answer in answers])
    yield (
        f"{PEOPLE} screens asking every {every} ms: {count} statements and {max(sizes)} bytes of "
        f"body a question, {times}, {other} other than “nothing new”; "
        f"{share:.0%} of one processor"
    )


def _text(page: str, session: str) -> str:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client.get(page).content.decode()


def _paced(name: str, ask: Callable[[], Answer], every: float) -> tuple[list[Answer], float]:
    """The screens spread evenly over the beat; the share of a processor that our side needs, with
    the waiting for a free thread counted into each answer."""
    start = time.perf_counter() + 0.5
    dues = [start + number * every / PEOPLE for number in range(int(SECONDS / every * PEOPLE))]

    def one(due: float) -> Answer:
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = ask()
        waited = (time.perf_counter() - due) * 1000
        return Answer(waited, answer.status, answer.size)

    with crowd(name, THREADS) as pool:
        busy = time.process_time()
        answers = list(pool.map(one, dues))
        busy = time.process_time() - busy
    return answers, busy / (time.perf_counter() - start)
