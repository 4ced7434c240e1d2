"""The year ahead in the showcase ward: fixed days with their meetings, and topics by quarter."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from branches.models import Organization
from meetings.models import AgendaItem, Meeting, MeetingKind, Schedule, Topic, TopicComment
from meetings.models.meeting import COUNTS_AS_THEMATIC
from meetings.services.schedule import coming_meetings
from meetings.services.template import agenda_of, template_for
from members.models import Member

from .chance import Dice, dice
from .tree import Unit

THEMATIC_MONTHS = [2, 5, 8, 11]
OTHER_MONTHS = [month for month in range(1, 13) if month not in THEMATIC_MONTHS]
# A committee's list of the year; nothing of it is anybody's real text.
OFFERED = [
    ("Nâng cao chất lượng sinh hoạt chi bộ ở khu dân cư", "Vì sao còn hình thức; làm gì để mỗi"
     " buổi có một việc được bàn đến nơi đến chốn."),
    ("Đảng viên gương mẫu trong giữ gìn vệ sinh, mỹ quan ngõ phố", "Mỗi đảng viên một việc cụ thể"
     " ở nơi mình ở."),
    ("Chuyển đổi số bắt đầu từ chi bộ", "Những việc đảng viên lớn tuổi làm được trên điện thoại."),
]  # fmt: skip
PAPER = """Thực trạng: nhiều ngõ hẹp, xe đỗ kín lối, dây điện chằng chịt; ít nhà có bình chữa cháy.

Giải pháp:

1. Mỗi gia đình đảng viên có một bình chữa cháy và một lối thoát thứ hai.
2. Chi bộ cùng tổ dân phố kẻ vạch, không đỗ xe ở đoạn hẹp nhất.
3. Mỗi quý một buổi tập dùng bình chữa cháy."""
COMMENTS = [
    "Nên thêm số liệu của từng ngõ để bà con thấy việc của mình.",
    "Đồng ý. Đề nghị giao rõ ai đi đo đoạn đường hẹp, xong trước ngày nào.",
]


def plan_years(ward: Unit, *, seed: int, now: datetime) -> None:
    """For each branch of the ward; without months of the past there are no years ahead either."""
    for table in (Schedule, Topic):
        count_from_one(table._meta.db_table)
    committee = Organization.objects.get(pk=ward.id)
    branches = Organization.objects.branches().filter(grassroots=committee).order_by("pk")
    offered = _offer(committee, dice(seed, "topics", committee.code), now)
    for branch in branches.select_related("kind"):
        chance = dice(seed, "years", branch.code)
        _fix_days(branch, chance, now)
        _plan_topics(branch, offered, chance, now)


def count_from_one(table: str) -> None:
    """Ids that a build before this one was taken back with are given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 - our own tables
            f'(SELECT coalesce(max(id), 0) + 1 FROM "{table}"), false)'
        )


def _offer(committee: Organization, chance: Dice, now: datetime) -> list[Topic]:
    return Topic.objects.bulk_create(
        Topic(
            public_id=chance.uuid(), organization=committee, **committee.scope_keys,
            year=year, state=Topic.State.OFFERED, title=title, summary=summary, created_at=now,
        )
        for year in (now.year, now.year + 1)
        for title, summary in OFFERED
    )  # fmt: skip


def _fix_days(branch: Organization, chance: Dice, now: datetime) -> None:
    last = branch.meetings.filter(kind=MeetingKind.PERIODIC).order_by("-month").first()
    if last is None:
        return
    usual = branch.meetings.filter(kind=MeetingKind.PERIODIC).order_by("month").first() or last
    day = timezone.localdate(usual.starts_at).day
    clock = timezone.localtime(usual.starts_at).time().replace(second=0)
    for kind, months, minutes in (
        (MeetingKind.PERIODIC, OTHER_MONTHS, 120),
        (MeetingKind.COMBINED, THEMATIC_MONTHS, 150),
    ):
        schedule = Schedule.objects.create(
            public_id=chance.uuid(), organization=branch, kind=kind, pattern="day", day=day,
            months=months, time=clock, minutes=minutes, place=last.place, created_at=now,
            valid_from=timezone.localdate(now),
        )  # fmt: skip
        _fill(schedule, chance, now)


def _fill(schedule: Schedule, chance: Dice, now: datetime) -> None:
    meetings = coming_meetings(schedule, now=now, by=None)
    for meeting in meetings:
        meeting.public_id = chance.uuid()
    Meeting.objects.bulk_create(meetings)
    items: list[AgendaItem] = []
    for meeting in meetings:
        template = template_for(schedule.organization, schedule.kind, meeting.month)
        items += agenda_of(meeting, template)
    for item in items:
        item.public_id = chance.uuid()
    AgendaItem.objects.bulk_create(items)


def _plan_topics(
    branch: Organization, offered: Sequence[Topic], chance: Dice, now: datetime
) -> None:
    """What its thematic meetings of this year were about; this quarter's paper open for comments;
    the next quarter's chosen from the committee's list."""
    people = list(branch.members.filter(is_suspended=False).order_by("pk")[:6])
    if not people:
        return
    quarters: dict[int, Meeting] = {}
    held = branch.meetings.filter(kind__in=COUNTS_AS_THEMATIC, month__year=now.year)
    for meeting in held.order_by("starts_at"):
        if meeting.took_place:
            quarters[(meeting.month.month + 2) // 3] = meeting
    for quarter, meeting in quarters.items():
        title = meeting.title.partition(": ")[2] or meeting.title
        _topic(
            branch, chance, now, year=now.year, quarter=quarter, title=title, meeting=meeting,
            writer=chance.pick(people), state=Topic.State.APPROVED, text=PAPER,
            approved_at=meeting.starts_at - timedelta(days=3),
        )  # fmt: skip
    this = (now.month + 2) // 3
    if this not in quarters:
        topic = _topic(
            branch, chance, now, year=now.year, quarter=this, title="An toàn cháy nổ trong ngõ nhỏ",
            writer=chance.pick(people), state=Topic.State.DRAFTED, text=PAPER,
        )  # fmt: skip
        _comment(topic, people, now)
    year, quarter = (now.year, this + 1) if this < 4 else (now.year + 1, 1)
    source = next(one for one in offered if one.year == year)
    _topic(
        branch, chance, now, year=year, quarter=quarter, title=source.title, summary=source.summary,
        source=source, writer=chance.pick(people), state=Topic.State.PLANNED,
    )  # fmt: skip


def _topic(branch: Organization, chance: Dice, now: datetime, **values: object) -> Topic:
    return Topic.objects.create(
        public_id=chance.uuid(), organization=branch, **branch.scope_keys, created_at=now, **values
    )


def _comment(topic: Topic, people: Sequence[Member], now: datetime) -> None:
    evening = timezone.make_aware(datetime.combine(now.date() - timedelta(days=1), time(20)))
    TopicComment.objects.bulk_create(
        TopicComment(topic=topic, author=author, text=text, written_at=evening)
        for author, text in zip(people[1:], COMMENTS, strict=False)
    )
