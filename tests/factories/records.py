"""What a meeting leaves: minutes, votes, resolutions, tasks, papers, the figures of its month."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.models import (
    BranchMonth,
    Contribution,
    IssuedNumber,
    Minutes,
    MinutesEntry,
    Paper,
    PaperKind,
    Resolution,
    Task,
    TaskState,
    Vote,
)

from .basics import numbers, scope_of
from .organizations import term


def minutes(meeting, **kwargs):
    return Minutes.objects.create(meeting=meeting, **kwargs)


def entry(minutes, item, *, text="Đồng chí bí thư nêu tình hình.", **kwargs):
    return MinutesEntry.objects.create(minutes=minutes, item=item, text=text, **kwargs)


def contribution(entry, *, speaker=None, guest_name="", text="Nhất trí.", position=1, **kwargs):
    return Contribution.objects.create(
        entry=entry,
        speaker=speaker,
        guest_name=guest_name,
        text=text,
        position=position,
        **kwargs,
    )


def vote(entry, *, question="Thông qua nghị quyết", base=20, votes_for=20, **kwargs):
    majority = {"majority": "adopt", "numerator": 1, "denominator": 2, "is_strict": True}
    return Vote.objects.create(
        entry=entry, question=question, base=base, votes_for=votes_for, **majority | kwargs
    )


def issued_number(organization, *, document_type="NQ", number=1):
    found = organization.terms.first() or term(organization)
    return IssuedNumber.objects.create(
        organization=organization,
        term=found,
        document_type=document_type,
        number=number,
        issued_on=timezone.localdate(),
    )


def resolution(meeting, *, abstract="về nhiệm vụ tháng tới", published=False, **kwargs):
    if published:
        number = kwargs.pop("number", None) or issued_number(meeting.organization)
        kwargs |= {"published_at": timezone.now(), "number": number}
    return Resolution.objects.create(meeting=meeting, abstract=abstract, **kwargs)


def task(organization, owner, *, description="Thăm gia đình chính sách", assigned=True, **kwargs):
    today = timezone.localdate()
    defaults = {
        "due_on": today + timedelta(days=10),
        "is_assigned": assigned,
        "assigned_on": today if assigned else None,
        "state": TaskState.OPEN,
    }
    return Task.objects.create(
        organization=organization,
        owner=owner,
        description=description,
        **scope_of(organization),
        **defaults | kwargs,
    )


def paper(meeting, *, kind=PaperKind.NOTICE, draft=False, content=b"%PDF-1.7 giay", **kwargs):
    """A finished paper with a file."""
    now = timezone.now()
    defaults = {
        "revision": str(next(numbers)),
        "state": Paper.State.READY,
        "sha256": "0" * 64,
        "requested_at": now,
        "made_at": now,
    }
    return Paper.objects.create(
        meeting=meeting,
        kind=kind,
        is_draft=draft,
        file=ContentFile(content, name="paper.pdf"),
        **defaults | kwargs,
    )


def branch_month(branch, *, month=None, **figures):
    return BranchMonth.objects.create(
        branch=branch,
        month=month or timezone.localdate().replace(day=1),
        superior_id=branch.superior_id,
        grassroots_id=branch.grassroots_id,
        **figures,
    )
