"""The introduction letter of a transfer, and the slips with codes of invitations: fills the
documents and has them drawn. Vietnamese, as all papers are."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile
from django.shortcuts import resolve_url
from django.utils import timezone

from branches.rules import rules_for
from papers import documents
from papers.format import RULE_PREFIX, PaperStyle
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed, render

from .models import Invitation, Member, Post, PostKind, Standing, StandingStatus, Transfer
from .models.invitation import in_groups

SIGNERS = {PostKind.SECRETARY: "BÍ THƯ", PostKind.DEPUTY_SECRETARY: "PHÓ BÍ THƯ"}


def draw_letter(transfer: Transfer) -> None:
    """Draws the letter of a released transfer and keeps the file; a failure is kept in words. A
    letter once drawn stays as it was issued."""
    if transfer.letter or transfer.released_on is None:
        return
    rules = rules_for(transfer.from_organization, transfer.released_on)
    style = PaperStyle.from_rules(rules.values(RULE_PREFIX))
    try:
        content = render(letter_of(transfer, transfer.released_on), style)
    except (PaperFailed, TextTooLarge) as error:
        transfer.letter_failure = str(error)[:300]
    else:
        transfer.letter = ContentFile(content, name=f"{transfer.public_id}.pdf")
        transfer.letter_failure = ""
    transfer.save(update_fields=["letter", "letter_failure"])


def letter_of(transfer: Transfer, on: date) -> documents.IntroductionPaper:
    """Names as they were valid on the day of the release."""
    issuer = transfer.from_organization
    version = issuer.version_on(on)
    above = version.parent if version else issuer.parent
    member = transfer.member
    return documents.IntroductionPaper(
        identity=documents.Identity(
            identifier=f"letter:{transfer.public_id}",
            made_at=timezone.make_aware(datetime.combine(on, time.min)),
        ),
        heading=documents.Heading(
            superior=above.name_on(on) if above else "",
            issuer=version.name if version else issuer.name,
            type_code="GGT",
            symbol="",
            number=None,
            place=issuer.place,
            dated_on=on,
            abstract="chuyển sinh hoạt đảng "
            + ("tạm thời" if transfer.kind == Transfer.Kind.TEMPORARY else "chính thức"),
        ),
        letter_number=transfer.letter_number,
        receiver=transfer.to_organization.name_on(on),
        receiver_above=_above(transfer),
        name=member.full_name,
        born_on=member.birth_date,
        admitted_on=member.admitted_on,
        official_on=_official_on(member),
        card_number=member.card_number or "",
        is_official=member.is_official,
        reason=transfer.reason,
        since=transfer.since,
        until=transfer.until,
        show_by=transfer.due_on,
        recipients=(transfer.to_organization.name_on(on), f"Đồng chí {member.full_name}"),
        signature=_signature(transfer, on, rules_for(issuer, on)["paper.authority"]),
    )


def _above(transfer: Transfer) -> str:
    parent = transfer.to_organization.parent
    return parent.name if parent else ""


def _official_on(member: Member) -> date | None:
    first = (
        Standing.objects.filter(member=member, status=StandingStatus.OFFICIAL)
        .order_by("valid_from")
        .first()
    )
    return first.valid_from if first else None


def _signature(transfer: Transfer, on: date, authority: str) -> documents.Signature:
    """Whoever led the branch that day; a branch without either leaves room for the hand."""
    posts = Post.objects.in_force(on).filter(
        organization=transfer.from_organization, kind__in=SIGNERS
    )
    held = {post.kind: post.member for post in posts.select_related("member")}
    for kind, words in SIGNERS.items():
        if kind in held:
            return documents.Signature(
                authority=authority, position=words, name=held[kind].full_name
            )
    return documents.Signature(authority=authority, position="", name="")


def draw_slips(invitations: list[Invitation], *, now: datetime) -> bytes:
    """The PDF of slips for people of one organisation. It has the codes in it: hand it to the
    officer and keep it nowhere."""
    home = invitations[0].member.home
    style = PaperStyle.from_rules(rules_for(home, timezone.localdate(now)).values(RULE_PREFIX))
    page = f"{settings.SITE_URL}{resolve_url('members:activate')}"
    paper = documents.SlipsPaper(
        identity=documents.Identity(identifier=f"slips:{invitations[0].public_id}", made_at=now),
        issuer=str(home),
        address=page.partition("://")[2],
        slips=tuple(_slip(invitation, page) for invitation in invitations),
    )
    return render(paper, style)


def _slip(invitation: Invitation, page: str) -> documents.Slip:
    code = invitation.code()
    return documents.Slip(
        name=invitation.member.full_name,
        branch=str(invitation.member.home),
        code=in_groups(code),
        link=f"{page}?{urlencode({'code': code})}",
        is_reset=hasattr(invitation.member, "user"),
        # The last whole day on which it works.
        valid_until=timezone.localdate(invitation.expires_at) - timedelta(days=1),
    )
