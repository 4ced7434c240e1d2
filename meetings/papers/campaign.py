"""The report of a campaign: how far the branches are, by grassroots organisation, and what each
branch reported where they are few enough for paper."""

from datetime import datetime

from django.utils import timezone

from branches.models import Organization
from branches.rules import rules_for
from meetings.campaigns import Figures, Part, Step, figures_of, groups_of, is_grouped, tracked
from meetings.models import Campaign, CampaignTarget
from members.models import Post, PostKind
from papers import documents as paper
from papers.pdf import render

from . import style_of
from .heading import identity

REPORT_NAME = "Báo cáo"
# About ten pages; the rows of more branches are in the spreadsheet.
MOST_BRANCHES = 200
KIND_WORDS = {
    Campaign.Kind.TOPIC: "chuyên đề",
    Campaign.Kind.DOCUMENT: "văn bản",
    Campaign.Kind.TASK: "nhiệm vụ",
}
STEP_WORDS = {
    Step.SENT: "Chưa mở",
    Step.RECEIVED: "Đã nhận",
    Step.PLACED: "Đã đưa vào chương trình",
    Step.HELD: "Đã sinh hoạt",
    Step.REPORTED: "Đã báo cáo",
}
RECIPIENTS = ("Các tổ chức đảng trực thuộc",)
SIGNERS = {PostKind.SECRETARY: "BÍ THƯ", PostKind.DEPUTY_SECRETARY: "PHÓ BÍ THƯ"}


def draw_report(part: Part, *, now: datetime) -> bytes:
    """The PDF as of now, issued by the committee whose part it is. PaperFailed when it cannot be
    drawn."""
    return render(campaign_paper(part, now=now), style_of(part.committee, timezone.localdate(now)))


def campaign_paper(part: Part, *, now: datetime) -> paper.CampaignPaper:
    campaign, today = part.campaign, timezone.localdate(now)
    figures = figures_of(part, today)
    groups = groups_of(part, today) if is_grouped(part) else []
    rows = tracked(part) if figures.total <= MOST_BRANCHES else []
    issuer = part.committee
    version = issuer.version_on(today)
    above = version.parent if version else issuer.parent
    return paper.CampaignPaper(
        identity=identity(_identifier(part), now),
        heading=paper.Heading(
            superior=above.name_on(today) if above else "",
            issuer=version.name if version else issuer.name,
            type_code=REPORT_NAME,
            symbol="",
            number=None,
            place=issuer.place,
            dated_on=today,
            abstract=_abstract(part),
        ),
        sent_on=timezone.localdate(campaign.sent_at),
        due_on=campaign.due_on,
        expected=campaign.expected,
        counted_at=now,
        is_over=campaign.due_on < today,
        total=_line("Tổng số", figures),
        groups=tuple(_line(group.organization.name, group.figures) for group in groups),
        branches=tuple(_branch(target) for target in rows),
        recipients=RECIPIENTS if part.is_whole else (campaign.organization.name, *RECIPIENTS),
        signature=_signature(issuer, now),
    )


def _identifier(part: Part) -> str:
    campaign = part.campaign
    whole = f"campaign:{campaign.public_id}:{campaign.version}"
    return whole if part.is_whole else f"{whole}:{part.committee.public_id}"


def _abstract(part: Part) -> str:
    campaign = part.campaign
    words = f"kết quả triển khai {KIND_WORDS[Campaign.Kind(campaign.kind)]} “{campaign.title}”"
    return words if part.is_whole else f"{words} theo yêu cầu của {campaign.organization.name}"


def _line(name: str, figures: Figures) -> paper.CampaignLine:
    names = ("total", "received", "placed", "held", "reported", "behind")
    return paper.CampaignLine(name=name, **{one: getattr(figures, one) for one in names})


def _branch(target: CampaignTarget) -> paper.CampaignBranch:
    meeting = target.item.meeting if target.item else None
    return paper.CampaignBranch(
        name=target.organization.name,
        above=target.grassroots.name if target.grassroots else "",
        step=STEP_WORDS[Step(target.step)],  # type: ignore[attr-defined]  # annotated by `tracked`
        met_on=timezone.localdate(meeting.starts_at) if meeting else None,
        reported_on=timezone.localdate(target.reported_at) if target.reported_at else None,
        report="\n".join(text for text in (target.report, target.explanation) if text),
    )


def _signature(issuer: Organization, now: datetime) -> paper.Signature:
    """Whoever leads the committee; without either, room for the hand."""
    today = timezone.localdate(now)
    posts = Post.objects.in_force(today).filter(organization=issuer, kind__in=SIGNERS)
    held = {post.kind: post.member.full_name for post in posts.select_related("member")}
    kind = next((kind for kind in SIGNERS if kind in held), None)
    return paper.Signature(
        authority=rules_for(issuer, today)["paper.authority"],
        position=SIGNERS[kind] if kind else "",
        name=held[kind] if kind else "",
    )
