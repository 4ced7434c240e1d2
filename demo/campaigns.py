"""Campaigns of the showcase committees at various stages: one whose day has passed, one under way,
one still being written; each branch as far as its own meetings have brought it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from branches.models import Organization
from meetings.campaigns import HAS_MET
from meetings.models import (
    AgendaItem,
    Campaign,
    CampaignTarget,
    Category,
    Meeting,
    MeetingState,
    Section,
)

from .chance import Dice, dice
from .tree import Unit
from .years import count_from_one

REPORTS = [
    "Chi bộ đã đọc và thảo luận tại buổi sinh hoạt; thống nhất một việc làm ngay trong tháng.",
    "100% đảng viên dự sinh hoạt được quán triệt; phân công hai đồng chí theo dõi thực hiện.",
    "Đã bàn kỹ, ba đồng chí phát biểu; đưa nội dung vào nghị quyết tháng của chi bộ.",
]
WITHOUT_MEETING = "Chi bộ nghỉ sinh hoạt do mưa bão; đã gửi tài liệu và lấy ý kiến qua các tổ đảng."
SHARE_OPENED, SHARE_PLACED, SHARE_REPORTED, SHARE_WITHOUT = 0.8, 0.7, 0.9, 0.3


@dataclass(frozen=True)
class Sent:
    """A campaign as invented; `sent` and `due` are days from today."""

    kind: str
    title: str
    body: str
    expected: str
    sent: int
    due: int


PAST = Sent(
    Campaign.Kind.DOCUMENT,
    "Học tập quy định mới về sinh hoạt chi bộ",
    "Đọc phần tóm tắt ở buổi sinh hoạt gần nhất, bàn một việc của chi bộ cần làm khác đi.",
    "Số đảng viên dự, một việc chi bộ thống nhất làm",
    sent=-75,
    due=-12,
)
UNDER_WAY = Sent(
    Campaign.Kind.TASK,
    "Rà soát điểm nguy cơ cháy nổ trong khu dân cư",
    "Mỗi chi bộ cùng tổ dân phố rà soát từng ngõ, lập danh sách điểm nguy cơ và người theo dõi.",
    "Số điểm nguy cơ, số hộ đã nhắc, việc cần cấp trên giúp",
    sent=-9,
    due=24,
)
OF_THE_WARD = Sent(
    Campaign.Kind.DOCUMENT,
    "Lấy ý kiến về quy ước tổ dân phố",
    "Đọc dự thảo quy ước, ghi ý kiến của đảng viên.",
    "Ý kiến của chi bộ, mỗi ý một dòng",
    sent=-4,
    due=26,
)


def send_campaigns(superior: Unit, ward: Unit, *, seed: int, now: datetime) -> None:
    """Without months of the past there is nothing to follow, and nothing is sent."""
    if not Meeting.objects.filter(superior_id=superior.id).exists():
        return
    for model in (Campaign, CampaignTarget):
        count_from_one(model._meta.db_table)
    for unit, sent in ((superior, PAST), (superior, UNDER_WAY), (ward, OF_THE_WARD)):
        _send(Organization.objects.get(pk=unit.id), sent, dice(seed, sent.title, unit.code), now)
    committee = Organization.objects.get(pk=superior.id)
    _campaign(
        committee, dice(seed, "draft campaign"), now, kind=Campaign.Kind.TOPIC,
        title="Chuyển đổi số bắt đầu từ chi bộ", due_on=_day(now, 45), created_at=now,
        expected="Việc đảng viên lớn tuổi đã làm được trên điện thoại",
    )  # fmt: skip


def _day(now: datetime, days: int) -> date:
    return timezone.localdate(now) + timedelta(days=days)


def _campaign(committee: Organization, chance: Dice, now: datetime, **values: object) -> Campaign:
    return Campaign.objects.create(
        public_id=chance.uuid(), organization=committee, **committee.scope_keys, **values
    )


def _send(committee: Organization, sent: Sent, chance: Dice, now: datetime) -> None:
    at = now + timedelta(days=sent.sent)
    campaign = _campaign(
        committee, chance, now, kind=sent.kind, title=sent.title, body=sent.body,
        expected=sent.expected, due_on=_day(now, sent.due), sent_at=at,
        created_at=at - timedelta(days=1),
    )  # fmt: skip
    branches = Organization.objects.under([committee.path]).branches()
    meetings = _meetings(committee, campaign, now)
    items: list[AgendaItem] = []
    targets = [
        _target(campaign, branch, meetings.get(branch.pk), items, chance, now)
        for branch in branches.order_by("pk")
    ]
    AgendaItem.objects.bulk_create(items)
    CampaignTarget.objects.bulk_create(targets)


def _meetings(committee: Organization, campaign: Campaign, now: datetime) -> dict[int, Meeting]:
    """{branch: its first meeting from the sending to the day}, past ones before planned ones."""
    assert campaign.sent_at is not None  # noqa: S101 - sent a few lines above
    found = Meeting.objects.filter(
        organization__path__startswith=committee.path,
        kind__in=["periodic", "combined"],
        state__in=[*HAS_MET, MeetingState.PLANNED, MeetingState.CALLED],
        starts_at__gt=campaign.sent_at,
        starts_at__date__lte=campaign.due_on,
    )
    return {meeting.branch_id: meeting for meeting in found.order_by("-starts_at", "-pk")}


def _target(
    campaign: Campaign,
    branch: Organization,
    meeting: Meeting | None,
    items: list[AgendaItem],
    chance: Dice,
    now: datetime,
) -> CampaignTarget:
    assert campaign.sent_at is not None  # noqa: S101 - as above
    target = CampaignTarget(
        public_id=chance.uuid(), campaign=campaign, organization=branch, **branch.scope_keys
    )
    if not chance.happens(SHARE_OPENED):
        return target
    target.opened_at = campaign.sent_at + timedelta(hours=chance.number(2, 70))
    if meeting and meeting.state in HAS_MET:
        target.item = _dealt_with(meeting)
    elif meeting and chance.happens(SHARE_PLACED):
        target.item = _new_item(meeting, campaign, chance)
        items.append(target.item)
    if target.item:
        target.placed_at = min(target.opened_at + timedelta(hours=1), now)
    is_over = campaign.due_on < timezone.localdate(now)
    was_held = target.item is not None and target.item.meeting.state in HAS_MET
    if was_held and chance.happens(SHARE_REPORTED):
        _report(target, chance, min(target.item.meeting.ends_at + timedelta(days=2), now))  # type: ignore[union-attr]  # held
    elif is_over and not was_held and chance.happens(SHARE_WITHOUT):
        target.explanation = WITHOUT_MEETING
        _report(target, chance, now - timedelta(days=13))
    return target


def _report(target: CampaignTarget, chance: Dice, at: datetime) -> None:
    target.report, target.reported_at = chance.pick(REPORTS), at


def _dealt_with(meeting: Meeting) -> AgendaItem | None:
    """The item of the standard agenda under which documents are made known, if it is free."""
    free: Iterable[AgendaItem] = meeting.items.filter(
        campaign_target=None, section=Section.CONTENT
    ).order_by("position")
    return next(iter(free), None)


def _new_item(meeting: Meeting, campaign: Campaign, chance: Dice) -> AgendaItem:
    return AgendaItem(
        public_id=chance.uuid(), meeting=meeting, position=meeting.items.count() + 1,
        section=Section.CONTENT, title=campaign.title, category=Category.PARTY_BUILDING,
        planned_minutes=15, hint=campaign.body, presenter_id=meeting.chair_id,
    )  # fmt: skip
