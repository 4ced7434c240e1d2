"""Runs inside the virtual environment: a web process killed while secretaries save (R5)."""

import contextlib
import http.client
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import sleep
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, OrganizationKind
from branches.services import establish_organization
from members.models import Affiliation, Member, Post, PostKind, User

from .killing import Killer
from .scenarios import Row, timed
from .stage import Stage

SECRETARIES = 4
TRIES = 200
# A web process needs longer than a worker to come back: it is killed again after so many answers.
ANSWERS_A_KILL = 20
BREATH = 0.2
EVENINGS_A_DAY = 40
TOKEN = "r5" * 16

# One meeting for each evening that was asked for, each with the whole of its standard agenda, and
# one entry in the log.
KEPT = """
    SELECT m.starts_at, (SELECT count(*) FROM meetings_agendaitem i WHERE i.meeting_id = m.id)
    FROM meetings_meeting m WHERE m.organization_id = %s
"""
LOGGED = """
    SELECT count(*) FROM members_auditentry WHERE organization_id = %s AND verb = 'plan_meeting'
"""


@dataclass(frozen=True)
class Secretary:
    """One who is logged in, and presses the same button again when nothing comes back."""

    stage: Stage
    branch: Organization
    session: str
    answers: list[int]

    def plan(self, starts_at: datetime) -> int:
        """Returns how often it had to be sent."""
        form = urlencode(_typed(starts_at) | {"csrfmiddlewaretoken": TOKEN})
        for tries in range(1, TRIES + 1):
            with contextlib.suppress(OSError, http.client.HTTPException):
                # 302: saved; 200: the page says that this evening is taken, by the first try.
                if (status := self._post(form)) in (200, 302):
                    self.answers.append(status)
                    return tries
            sleep(BREATH)
        raise RuntimeError(f"{starts_at} could not be planned")

    def _post(self, form: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=30)
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: TOKEN}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        address = reverse("meetings:meeting_create", args=[self.branch.public_id])
        try:
            connection.request("POST", address, form, headers)
            return connection.getresponse().status
        finally:
            connection.close()


def r5_web_killed_while_saving(stage: Stage, share: float) -> Row:
    n = max(40, round(2000 * share))
    secretary = _secretary(stage)
    evenings = [_evening(number) for number in range(n)]
    with timed() as taken, stage.web() as web:
        killer = Killer(
            lambda: web.process.pid,
            stage.chance,
            is_right=lambda: len(secretary.answers) > killer.kills * ANSWERS_A_KILL,
        )
        with killer, ThreadPoolExecutor(SECRETARIES) as pool:
            tries = sum(pool.map(secretary.plan, evenings))
    kept = stage.audit.run(KEPT, secretary.branch.pk)
    whole = max((items for _at, items in kept), default=0)
    good = {at for at, items in kept if items == whole > 0}
    lost, doubled = len(set(evenings) - good), len(kept) - n
    logged = stage.audit.run(LOGGED, secretary.branch.pk)[0][0]
    note = f"{killer.kills} kills, {tries - n} sent again, {logged} log entries"
    is_good = lost == 0 and doubled == 0 and logged == n and killer.kills > 0
    return Row("R5", "web killed while saving", n, lost, doubled, taken[0], note, is_good)


def _secretary(stage: Stage) -> Secretary:
    """Of a branch made for this run: the evenings of an earlier one are taken."""
    today = timezone.localdate()
    parent = Organization.objects.get(name="Bench")
    kind = OrganizationKind.objects.get(code="grassroots_branch")
    name = f"Bench {timezone.now():%Y%m%d%H%M%S}"
    branch = establish_organization(name=name, kind=kind, parent=parent, on=today)
    # Not one of the cast, whose names begin with the bench.
    full_name = f"Secretary of {name}"
    person = Member.objects.create(
        full_name=full_name,
        search_key=full_name.lower(),
        sort_key=full_name.lower(),
        home=branch,
    )
    belonging = {"member": person, "organization": branch, "valid_from": today}
    Affiliation.objects.create(kind=Affiliation.Kind.HOME, **belonging)
    Post.objects.create(kind=PostKind.SECRETARY, **belonging)
    client = Client()
    client.force_login(User.objects.create(username=name.replace(" ", "-"), member=person))
    return Secretary(stage, branch, client.cookies[settings.SESSION_COOKIE_NAME].value, [])


def _evening(number: int) -> datetime:
    """A half hour of its own for each."""
    days, place = divmod(number, EVENINGS_A_DAY)
    day = timezone.localdate() + timedelta(days=2 + days)
    begins = datetime.combine(day, time()) + timedelta(minutes=30 * place)
    return timezone.make_aware(begins)


def _typed(starts_at: datetime) -> dict[str, str]:
    local = timezone.localtime(starts_at)
    month: date = local.date().replace(day=1)
    return {
        "kind": "extraordinary",
        "month": month.isoformat(),
        "day": f"{local:%d/%m/%Y}",
        "begins": f"{local:%H:%M}",
        "ends": f"{local + timedelta(minutes=25):%H:%M}",
        "form": "in_person",
        "place": "Phòng họp",
    }
