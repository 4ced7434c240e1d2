"""Times the main pages on the data that is there, as ratios within one run.

Absolute times say more of the machine than of the app; what is compared is a page with the
statements it makes, a search with a plain list, a summary with the rows it sums up.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, Tier
from meetings.models import BranchMonth
from members.models import Member, Post, PostKind, User

FROM_ROWS = """
    SELECT count(*) FILTER (WHERE a.status IN (1, 2)),
           count(*) FILTER (WHERE a.exclusion IN (0, 1))
    FROM meetings_attendance a JOIN meetings_meeting m ON m.id = a.meeting_id
    WHERE m.superior_id = %s AND m.month >= %s
      AND m.state IN ('open', 'held', 'minuted', 'approved')
"""
FROM_SUMMARY = """
    SELECT sum(present), sum(base) FROM meetings_branchmonth WHERE superior_id = %s AND month >= %s
"""


class Command(BaseCommand):
    help = "Times the main pages and statements on the data that is there, as ratios in one run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=20, help="How often each is timed.")

    def handle(self, *args: Any, rounds: int, **options: Any) -> None:
        secretary, reviewer = _someone(Tier.BRANCH), _someone(Tier.SUPERIOR)
        self.stdout.write(
            f"{Organization.objects.count():,} organisations, {Member.objects.count():,} members, "
            f"{BranchMonth.objects.count():,} branch months; median of {rounds} rounds\n\n"
        )
        self._pages(rounds, secretary, reviewer)
        self._statements(rounds, reviewer)

    def _pages(self, rounds: int, secretary: Post, reviewer: Post) -> None:
        """Each page, in turn with the emptiest one, so that the machine's mood falls on both."""
        plain = _page(None, reverse("healthz"))
        self.stdout.write(f"{'page':34}{'ms':>8}{'× bare':>8}{'SQL':>6}{'SQL ms':>8}\n")
        for name, post, address in _addresses(secretary, reviewer):
            page = _page(User.objects.get(member=post.member_id), address)
            own, bare = _alternate(rounds, page, plain)
            with CaptureQueriesContext(connection) as statements:
                page()
            in_sql = sum(float(each["time"]) for each in statements.captured_queries) * 1000
            self.stdout.write(
                f"{name:34}{own:8.1f}{own / bare:8.1f}{len(statements):6}{in_sql:8.1f}\n"
            )

    def _statements(self, rounds: int, reviewer: Post) -> None:
        """The figures of a district's year from the summary, and from the attendance rows."""
        since = (timezone.localdate() - timedelta(days=365)).replace(day=1)
        scope = [reviewer.organization_id, since]
        rows, summary = _alternate(
            rounds, lambda: _execute(FROM_ROWS, scope), lambda: _execute(FROM_SUMMARY, scope)
        )
        self.stdout.write(
            f"\nA year of a district: {summary:.2f} ms from the summary, {rows:.2f} ms from the "
            f"rows: {rows / summary:.0f} times faster\n"
        )


def _someone(tier: Tier) -> Post:
    """A secretary or reviewer with an account at the largest organisation of the tier."""
    posts = Post.objects.in_force(timezone.localdate()).filter(
        organization__kind__tier=tier,
        kind__in=[PostKind.SECRETARY, PostKind.REVIEWER],
        member__user__isnull=False,
    )
    post: Post | None = posts.select_related("organization").order_by("pk").first()
    if post is None:
        raise CommandError("No data to time. Make some first: python3 dev.py demo")
    return post


def _addresses(secretary: Post, reviewer: Post) -> list[tuple[str, Post, str]]:
    branch, district = secretary.organization.public_id, reviewer.organization.public_id
    members = reverse("members:member_list")
    return [
        ("first page, secretary", secretary, reverse("home")),
        ("meetings, secretary", secretary, reverse("meetings:meeting_list")),
        ("members of the branch", secretary, members),
        ("search in the branch", secretary, f"{members}?q=nguyen+van"),
        ("the branch", secretary, reverse("reports:organization_detail", args=[branch])),
        ("first page, district", reviewer, reverse("home")),
        ("month of the district", reviewer, reverse("reports:committee_month", args=[district])),
        ("search in the district", reviewer, f"{members}?q=tran+thi+lan"),
        ("the district", reviewer, reverse("reports:organization_detail", args=[district])),
    ]


def _page(user: User | None, address: str) -> Callable[[], object]:
    client = Client()
    if user:
        client.force_login(user)

    def get() -> object:
        response = client.get(address, follow=True)
        if response.status_code != 200:
            raise CommandError(f"{address} answered {response.status_code}")
        return response

    return get


def _execute(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.fetchall()


def _alternate(
    rounds: int, first: Callable[[], object], second: Callable[[], object]
) -> tuple[float, float]:
    """Medians in ms of two things done in turn, after one round that is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for kept, do in zip(times, (first, second), strict=True):
            start = time.perf_counter()
            do()
            if number:
                kept.append((time.perf_counter() - start) * 1000)
    return median(times[0]), median(times[1])
