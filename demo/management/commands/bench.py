"""Times the main pages on the data that is there, as ratios within one run.

Absolute times say more of the machine than of the app; what is compared is a page with the
emptiest one, a long list with a short one, page 500 with page 1, a summary with what it sums up,
the evening of a branch with the bare writing of its rows. Nothing that is made for it stays.
"""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, Tier
from demo.evening.crowd import crowd_lines
from demo.evening.papers import paper_lines
from demo.evening.room import for_a_while
from demo.evening.writing import write_lines
from demo.timing import alternate, in_words, once, page, replayed, statement, statements
from meetings.models import BranchMonth
from members.listing import PAGE_SIZE
from members.models import Member, Post, PostKind, User
from papers.text import fold

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
# What the tree of the city cannot do with less.
MEMBERS_BY_HOME = """
    SELECT home_id, count(*) FILTER (WHERE is_official), count(*) FILTER (WHERE NOT is_official),
        count(*) FILTER (WHERE is_exempt), count(*) FILTER (WHERE is_suspended)
    FROM members_member WHERE home_id IS NOT NULL GROUP BY home_id
"""
SEARCHED = 25  # people whose names are searched for in four ways each
FAR = 500
SHORT = 20
PEOPLE = 100  # on the roll of the evening
PAPER_PEOPLE = 40
PARTS = ("pages", "lists", "searches", "lengths", "statements", "evening")


class Command(BaseCommand):
    help = "Times the main pages and statements on the data that is there, as ratios in one run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "parts", nargs="*", metavar="PART", help=f"Of {', '.join(PARTS)}; none: all."
        )
        parser.add_argument("--rounds", type=int, default=20, help="How often each is timed.")

    def handle(self, *args: Any, rounds: int, parts: list[str], **options: Any) -> None:
        if unknown := set(parts) - set(PARTS):
            raise CommandError(f"No such part: {', '.join(sorted(unknown))}.")
        secretary, reviewer = _someone(Tier.BRANCH), _someone(Tier.SUPERIOR)
        if secretary is None or reviewer is None:
            raise CommandError("No data to time. Make some first: python3 dev.py demo")
        # A small city has nobody above the superior.
        city = _someone(Tier.PROVINCE) or reviewer
        self.stdout.write(
            f"{Organization.objects.count():,} organisations, {Member.objects.count():,} members, "
            f"{BranchMonth.objects.count():,} branch months; median of {rounds} rounds\n\n"
        )
        works = {
            "pages": lambda: self._pages(rounds, secretary, reviewer, city),
            "lists": lambda: self._lists(rounds, secretary, reviewer, city),
            "searches": lambda: self._searches(city),
            "lengths": lambda: self._lengths(rounds, city),
            "statements": lambda: self._statements(rounds, reviewer),
            "evening": lambda: self._evening(rounds),
        }
        for part in parts or PARTS:
            works[part]()

    def _pages(self, rounds: int, secretary: Post, reviewer: Post, city: Post) -> None:
        """Each page, in turn with the emptiest one."""
        plain = page(None, reverse("healthz"))
        self.stdout.write(f"{'page':34}{'ms':>8}{'× bare':>8}{'SQL':>6}{'SQL ms':>8}\n")
        addresses = _own_pages(secretary) + _district_pages(reviewer) + _city_pages(city)
        for name, post, address in addresses:
            work = page(_account(post), address)
            own, bare = alternate(rounds, work, plain)
            count, in_sql = statements(work)
            self.stdout.write(f"{name:34}{own:8.1f}{own / bare:8.1f}{count:6}{in_sql:8.1f}\n")

    def _lists(self, rounds: int, secretary: Post, reviewer: Post, city: Post) -> None:
        """Whole lists against the same statements through the bare driver, and the roll of the city
        against that of a fiftieth of it."""
        members, meetings = reverse("members:member_list"), reverse("meetings:meeting_list")
        self.stdout.write("\n")
        for name, post, address in (
            ("roll of a branch", secretary, members),
            ("roll of a district", reviewer, members),
            ("roll of the city", city, members),
            ("meetings of a branch", secretary, meetings),
            ("meetings of a district", reviewer, meetings),
        ):
            work = page(_account(post), address)
            own, bare = alternate(rounds, work, replayed(work))
            self.stdout.write(
                f"{name}: {own:.1f} ms, {own / bare:.1f} × its statements through the driver\n"
            )
        works = (page(_account(post), members) for post in (city, reviewer))
        whole, part = alternate(rounds, *works)
        self.stdout.write(f"roll of the city: {whole / part:.2f} × that of a district\n")

    def _searches(self, city: Post) -> None:
        """Parts of the names of people spread over the whole roll, each a request of its own."""
        user, roll = _account(city), reverse("members:member_list")
        works = [page(user, f"{roll}?q={words}") for words in _parts_of_names()]
        for work in works:
            work()
        in_sql = [statements(work)[1] for work in works]
        whole = [once(work) for work in works]
        self.stdout.write(
            f"\nSearch among all members by {len(works)} parts of names: {in_words(whole)}; "
            f"of it SQL: {in_words(in_sql)}\n"
        )

    def _lengths(self, rounds: int, city: Post) -> None:
        """A long list against a short one, and what lies far back against the first page."""
        pairs = [
            (f"page {FAR} of all members", "page 2", _after(FAR - 1), _after(1)),
            *_short_and_long(city),
        ]
        for name, other, address, against in pairs:
            far, near = (page(_account(city), each) for each in (address, against))
            long, short = alternate(rounds, far, near)
            self.stdout.write(
                f"{name}: {long:.0f} ms, {long / short:.2f} × {other}; "
                f"{statements(far)[0]} and {statements(near)[0]} statements\n"
            )

        tree, counting = alternate(
            rounds,
            page(_account(city), reverse("reports:organization_tree")),
            statement(MEMBERS_BY_HOME, []),
        )
        self.stdout.write(
            f"tree of the city: {tree:.0f} ms, "
            f"{tree / counting:.1f} × the bare count of its members by home\n"
        )

    def _statements(self, rounds: int, reviewer: Post) -> None:
        """The figures of a district's year from the summary, and from the attendance rows."""
        since = (timezone.localdate() - timedelta(days=365)).replace(day=1)
        scope = [reviewer.organization_id, since]
        rows, summary = alternate(
            rounds, statement(FROM_ROWS, scope), statement(FROM_SUMMARY, scope)
        )
        self.stdout.write(
            f"A year of a district: {summary:.2f} ms from the summary, {rows:.2f} ms from the "
            f"rows: {rows / summary:.0f} times faster\n"
        )

    def _evening(self, rounds: int) -> None:
        """The hour by which a secretary judges us; each room is taken back when it was timed."""
        self.stdout.write("\n")
        with for_a_while(PEOPLE) as room:
            for line in write_lines(room, rounds):
                self.stdout.write(f"{line}\n")
        with for_a_while(PAPER_PEOPLE) as room:
            for line in paper_lines(room, rounds):
                self.stdout.write(f"{line}\n")
        for line in crowd_lines():
            self.stdout.write(f"{line}\n")


def _someone(tier: Tier) -> Post | None:
    """A secretary or reviewer with an account at an organisation of the tier."""
    posts = Post.objects.in_force(timezone.localdate()).filter(
        organization__kind__tier=tier,
        kind__in=[PostKind.SECRETARY, PostKind.REVIEWER],
        member__user__isnull=False,
    )
    post: Post | None = posts.select_related("organization").order_by("pk").first()
    return post


def _account(post: Post) -> User:
    return User.objects.get(member=post.member_id)


Address = tuple[str, Post, str]


def _own_pages(post: Post) -> list[Address]:
    members = reverse("members:member_list")
    return [
        ("first page, secretary", post, reverse("home")),
        ("meetings, secretary", post, reverse("meetings:meeting_list")),
        ("members of the branch", post, members),
        ("search in the branch", post, f"{members}?q=nguyen+van"),
        ("the branch", post, _of("reports:organization_detail", post)),
    ]


def _district_pages(post: Post) -> list[Address]:
    return [
        ("first page, district", post, reverse("home")),
        ("month of the district", post, _of("reports:committee_month", post)),
        ("search in the district", post, f"{reverse('members:member_list')}?q=tran+thi+lan"),
        ("the district", post, _of("reports:organization_detail", post)),
        ("tree of the district", post, reverse("reports:organization_tree")),
    ]


def _city_pages(post: Post) -> list[Address]:
    tree, members = reverse("reports:organization_tree"), reverse("members:member_list")
    last_year = f"{timezone.localdate() - timedelta(days=365):%d/%m/%Y}"
    district = post.organization.children.order_by("pk").first() or post.organization
    level = reverse("reports:organization_below", args=[district.public_id])
    return [
        ("the city", post, _of("reports:organization_detail", post)),
        ("all members", post, members),
        ("tree of the city", post, tree),
        ("tree of the city a year ago", post, f"{tree}?on={last_year}"),
        ("a district in the tree", post, level),
        ("a district in it a year ago", post, f"{level}?on={last_year}"),
        ("search in the tree, few", post, f"{tree}?q=to+dan+pho+so+12"),
        ("search in the tree, many", post, f"{tree}?q=chi+bo"),
        ("search in the tree a year ago", post, f"{tree}?q=chi+bo&on={last_year}"),
    ]


def _of(view: str, post: Post) -> str:
    return reverse(view, args=[post.organization.public_id])


def _parts_of_names() -> list[str]:
    """Given name, the last two words, the middle of the name, initials."""
    ids = Member.objects.order_by("pk").values_list("pk", flat=True)
    names = Member.objects.filter(pk__in=ids[:: max(1, ids.count() // SEARCHED)])
    found = []
    for name in names.values_list("full_name", flat=True):
        words = fold(name).split()
        middle = len(name) // 2
        found += [
            words[-1],
            "+".join(words[-2:]),
            fold(name)[middle - 2 : middle + 2].strip().replace(" ", "+"),
            "".join(word[0] for word in words),
        ]
    return found


def _after(pages: int) -> str:
    """The page of the roll of all that begins after so many."""
    listed = Member.objects.filter(home__isnull=False).by_given_name()
    end = pages * PAGE_SIZE
    last = listed[end - 1 : end].first() or listed.last()
    return f"{reverse('members:member_list')}?after={last.public_id}" if last else "/"


def _short_and_long(city: Post) -> list[tuple[str, str, str, str]]:
    """The longest level of the tree against one of twenty rows or fewer."""
    sizes = (
        Organization.objects.under([city.organization.path])
        .committees()
        .annotate(size=Count("children"))
        .order_by("-size", "pk")
    )
    longest, shorter = sizes.first(), sizes.filter(size__gte=1, size__lte=SHORT).first()
    if not longest or not shorter:
        return []
    far, near = (
        reverse("reports:organization_below", args=[each.public_id]) for each in (longest, shorter)
    )
    return [(f"tree, level of {longest.size}", f"that of {shorter.size}", far, near)]
