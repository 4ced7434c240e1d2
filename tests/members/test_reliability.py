"""Workers killed with `kill -9` while they deliver, in short; `dev.py bench reliability` has all of
it. The rows are audited by SQL of its own, the letters by the mail server's own list."""

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from devkit.reliability.audit import EMAIL, IN_APP, Audit
from devkit.reliability.killing import Killer, children_of, wait_until
from devkit.reliability.sinks import BUSY, REFUSED, TAKEN, SmtpSink
from members.models import Member, Occasion
from members.services.messages import announce
from members.tasks import WAKING
from papers.text import fold

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc"),
]
PEOPLE, SAYINGS = 40, 3
MOST_KILLS = 12
SECONDS = 60


def address():
    """The test's own database, as another process names it."""
    found = connection.settings_dict
    place = f"{found['HOST'] or '127.0.0.1'}:{found['PORT'] or 5432}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{place}/{found['NAME']}"


@pytest.fixture
def people(branch):
    names = [f"Người Số {number}" for number in range(PEOPLE)]
    return Member.objects.bulk_create(
        Member(
            full_name=name,
            search_key=fold(name),
            sort_key=name,
            email=f"p{number}@sink.invalid",
        )
        for number, name in enumerate(names)
    )


@pytest.fixture
def say(branch, people):
    def said():
        # As if a wake-up waited in the queue: the workers find the rows by themselves.
        cache.set(WAKING, 1)
        for number in range(SAYINGS):
            announce(
                key=f"kill:{number}",
                occasion=Occasion.TASK_DUE_SOON,
                organization=branch,
                path="/",
                params={"description": "Thăm hộ", "due_on": "03/02/2026", "branch": "CB"},
                recipients=Member.objects.filter(email__endswith="@sink.invalid"),
                by=None,
                now=timezone.now(),
            )

    return said


@contextmanager
def pool(sink, order=""):
    command = [sys.executable, "-m", "devkit.reliability.pool", "2", *filter(None, [order])]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": address(),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "LOG_LEVEL": "CRITICAL",
    }
    process = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        assert wait_until(lambda: len(children_of(process.pid)) == 2, SECONDS)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def fire_at(process, audit, done, is_right=lambda: True):
    """Kills workers until everything is delivered; leases of the dead are cut short."""
    chance = random.Random(1)  # noqa: S311 - a repeatable run
    with Killer(lambda: process.pid, chance, most=MOST_KILLS, is_right=is_right) as killer:

        def is_done():
            audit.run(
                "UPDATE members_message SET leased_until = NULL WHERE leased_until < now()"
                " + interval '58 seconds' AND state = 1"
            )
            return done()

        assert wait_until(is_done, SECONDS)
    return killer.kills


def test_nothing_is_lost_when_workers_are_killed(say):
    with SmtpSink() as sink, Audit(address()) as audit, pool(sink) as process:
        say()
        kills = fire_at(process, audit, lambda: audit.waiting("kill:%") == 0)

        assert kills > 0
        for channel in (IN_APP, EMAIL):
            count = audit.count(channel, "kill:%")
            assert (count.created, count.delivered) == (PEOPLE * SAYINGS, PEOPLE * SAYINGS)
        assert audit.in_app_twice("kill:%") == 0
        assert audit.mail_lost("kill:%", "%@sink.invalid", sink) == 0
        assert sink.doubles <= kills


def test_the_audit_sees_what_marking_before_sending_loses(say):
    """Else finding nothing lost would prove nothing. The moment that loses a letter is shorter than
    a busy machine's chance to hit it; so the mail server hesitates, and only then is fired."""
    with SmtpSink() as sink, Audit(address()) as audit, pool(sink, "mark-first") as process:
        sink.hesitates = 0.1  # shorter than any pause between two kills: nobody dead is waited for
        say()
        fire_at(process, audit, lambda: audit.waiting("kill:%") == 0, lambda: sink.waiting > 0)

        assert audit.count(EMAIL, "kill:%").delivered == PEOPLE * SAYINGS
        assert audit.mail_lost("kill:%", "%@sink.invalid", sink) > 0


def test_what_a_mail_server_refuses_waits_and_is_found_again(say):
    answers = {"p1@sink.invalid": BUSY, "p2@sink.invalid": REFUSED}
    with SmtpSink(lambda to: answers.get(to, TAKEN)) as sink, Audit(address()) as audit:
        with pool(sink):
            say()
            assert wait_until(lambda: audit.waiting("kill:%") == 2 * SAYINGS, SECONDS)
        count = audit.count(EMAIL, "kill:%")
        reasons = {row[0] for row in audit.run("SELECT failure FROM members_message")}

    assert (count.delivered, count.waiting) == ((PEOPLE - 2) * SAYINGS, 2 * SAYINGS)
    assert reasons == {"", "451 try again later", "550 no such person"}
