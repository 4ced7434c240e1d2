"""Runs inside the virtual environment: the notice of a whole capital, planned and delivered while
people read pages (R10). Every branch meets tomorrow evening; every member hears of it."""

import threading
import time
from datetime import timedelta
from statistics import quantiles
from typing import Any

import redis
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, OrganizationKind
from branches.services import establish_organization
from meetings.reminders import plan_due_reminders
from members.models import Announcement, Member, Message, Occasion, User
from members.services.messages import announce

from .scenarios import PATIENCE, Row
from .stage import Stage

BRANCHES, MEMBERS = 17_980, 481_406
# Not a name of the cast: the other scenarios speak to theirs alone.
NAME = "Capital"
KEYS = "meeting_tomorrow:meeting:%"
IDLE_SECONDS = 15
LONGEST_SECONDS = 300

PLANT = """
    WITH made AS (
        INSERT INTO branches_organization (public_id, name, kind_id, parent_id, path, superior_id,
            branch_kind, place, document_symbol, established_on, search_key, sort_key)
        SELECT gen_random_uuid(), %(name)s || ' ' || n, %(kind)s, %(parent)s, '', %(parent)s,
            '', '', '', current_date, '', '' FROM generate_series(1, %(branches)s) AS n
        RETURNING id
    )
    SELECT count(*) FROM made
"""
# Paths and keys name the row itself, so they come second.
PLACE = """
    UPDATE branches_organization SET grassroots_id = id, branch_id = id,
        path = %(path)s || lpad(id::text, 7, '0') || '/'
    WHERE parent_id = %(parent)s
"""
PEOPLE = """
    WITH places AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS number
        FROM branches_organization WHERE parent_id = %(parent)s
    ), made AS (
        INSERT INTO members_member (public_id, full_name, sex, phone, email, home_id, is_official,
            is_exempt, is_suspended, search_key, sort_key)
        SELECT gen_random_uuid(), %(name)s || ' ' || n, '', '', '', places.id, true,
            false, false, '', ''
        FROM generate_series(1, %(members)s) AS n
        JOIN places ON places.number = n %% %(branches)s
        RETURNING id, home_id
    )
    INSERT INTO members_affiliation (member_id, organization_id, kind, decision, valid_from)
    SELECT id, home_id, 'home', '', current_date FROM made
"""
CALL = """
    INSERT INTO meetings_meeting (public_id, organization_id, superior_id, grassroots_id, branch_id,
        kind, state, month, title, starts_at, ends_at, form, place, link, notice_text,
        notice_revision, version, created_at, called_at, cancel_reason, present_count,
        present_in_base, excused_count, unexcused_count)
    SELECT gen_random_uuid(), o.id, o.superior_id, o.id, o.id, 'extraordinary', 'called',
        date_trunc('month', %(at)s::date), 'Sinh hoạt chi bộ', %(at)s,
        %(at)s::timestamptz + interval '90 minutes', 'in_person', 'Nhà văn hoá', '', '', 1, 1,
        now(), now(), '', 0, 0, 0, 0
    FROM branches_organization o WHERE o.parent_id = %(parent)s
"""
# Who is meant, from where people belong; who has it, from the outbox.
MEANT = """
    SELECT count(*) FROM members_affiliation a
    JOIN branches_organization o ON o.id = a.organization_id WHERE o.parent_id = %s
"""
HAVE_IT = """
    SELECT count(DISTINCT m.recipient_id) FROM members_message m
    JOIN members_announcement a ON a.id = m.announcement_id
    WHERE a.key LIKE %s AND m.channel = 1 AND m.state = 2
"""


class Reader(threading.Thread):
    """Opens two pages in turn, one after the other, until it is stopped."""

    def __init__(self, stage: Stage, session: str) -> None:
        super().__init__(daemon=True)
        self.stage, self.cookie = stage, f"{settings.SESSION_COOKIE_NAME}={session}"
        self.times: list[float] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.05):
            for path in (reverse("members:login"), reverse("members:inbox")):
                start = time.monotonic()
                self.stage.fetch(path, self.cookie)
                self.times.append(time.monotonic() - start)

    def __enter__(self) -> "Reader":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopped.set()
        self.join()

    @property
    def slowest(self) -> float:
        """Of twenty pages one took longer, in milliseconds."""
        return quantiles(self.times, n=20)[-1] * 1000


def r10_the_whole_city(stage: Stage, share: float) -> Row:
    """Always in full: a smaller city says nothing of a large one. `share` under a hundredth tries
    the scenario itself."""
    branches, members = (BRANCHES, MEMBERS) if share >= 0.01 else (40, 1000)
    city = _city(branches, members)
    _call_all(city)
    session = _reader(city)
    with stage.web(), Reader(stage, session) as idle:
        time.sleep(IDLE_SECONDS)
        idle.stopped.set()
        # Pages are read during both, so that both have the same half of the machine.
        with Reader(stage, session) as busy:
            one_statement = _one_statement(city)
            wakings = _wakings(stage)
            # The workers come after it: what is compared with one statement is the planning alone.
            start = time.monotonic()
            plan_due_reminders(now=timezone.now())
            planned = time.monotonic() - start
            wakings = _wakings(stage) - wakings
            with stage.workers():
                start = time.monotonic()
                stage.settle(KEYS, PATIENCE)
                delivered = time.monotonic() - start
    meant = stage.audit.run(MEANT, city.pk)[0][0]
    lost = meant - stage.audit.run(HAVE_IT, KEYS)[0][0]
    twice = stage.audit.in_app_twice(KEYS)
    note = (
        f"{branches:,} meetings; planned in {planned:.0f} s, {planned / one_statement:.1f} × one "
        f"INSERT … SELECT of {one_statement:.1f} s; delivered in {delivered:.0f} s; "
        f"{wakings} wake-ups; "
        f"pages {busy.slowest:.0f} ms, {busy.slowest / idle.slowest:.1f} × idle (95th of 100)"
    )
    taken = planned + delivered
    is_good = lost == 0 and twice == 0 and taken <= LONGEST_SECONDS and wakings <= branches
    return Row("R10", "notice of a whole city", meant, lost, twice, taken, note, is_good)


def _city(branches: int, members: int) -> Organization:
    """Made once; an earlier run of this size has left it behind."""
    name = f"{NAME} {branches}"
    city = Organization.objects.filter(name=name).first()
    if city:
        return city
    with transaction.atomic(), connection.cursor() as cursor:
        body = OrganizationKind.objects.get(code="superior_body")
        city = establish_organization(name=name, kind=body, parent=None, on=timezone.localdate())
        values: dict[str, Any] = {
            "name": name,
            "kind": OrganizationKind.objects.get(code="grassroots_branch").pk,
            "parent": city.pk,
            "path": city.path,
            "branches": branches,
            "members": members,
        }
        for statement in (PLANT, PLACE, PEOPLE):
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return city


def _call_all(city: Organization) -> None:
    """Every branch meets in twenty hours; what an earlier run said of it is forgotten."""
    at = timezone.now() + timedelta(hours=20)
    with transaction.atomic(), connection.cursor() as cursor:
        said = Announcement.objects.filter(key__startswith=KEYS.rstrip("%"))
        Message.objects.filter(announcement__in=said)._raw_delete("default")
        said._raw_delete("default")
        cursor.execute("DELETE FROM meetings_meeting WHERE superior_id = %s", [city.pk])
        cursor.execute(CALL, {"parent": city.pk, "at": at})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE members_message")


def _reader(city: Organization) -> str:
    """The session of a member of the city."""
    member = Member.objects.filter(home__parent=city).order_by("pk")[:1].get()
    user, _is_new = User.objects.get_or_create(member=member, defaults={"username": "r10"})
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _one_statement(city: Organization) -> float:
    """Seconds to plan the same rows as one announcement, with what a commit checks of them; it is
    then taken back."""
    everybody = Member.objects.filter(home__path__startswith=city.path)
    with transaction.atomic():
        start = time.monotonic()
        announce(
            key="r10:one",
            occasion=Occasion.MEETING_TOMORROW,
            organization=city,
            path="/",
            params={},
            recipients=everybody,
            by=None,
            now=timezone.now(),
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taken = time.monotonic() - start
        transaction.set_rollback(True)
    return taken


def _wakings(stage: Stage) -> int:
    """How many messages the broker was given."""
    found = redis.Redis.from_url(stage.broker_url).info("commandstats")
    return int(found.get("cmdstat_lpush", {}).get("calls", 0))
