"""What committees send down: campaigns and documents."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.models import Campaign, CampaignTarget, Directive
from meetings.services.directive import search_key

from .basics import scope_of


def campaign(organization, *, to=(), title="An toàn cháy nổ", ahead=timedelta(days=20), **kwargs):
    """A draft, or sent `to` branches."""
    now = timezone.now()
    campaign = Campaign.objects.create(
        organization=organization,
        **scope_of(organization),
        **{
            "kind": Campaign.Kind.DOCUMENT,
            "title": title,
            "expected": "Số đảng viên dự",
            "due_on": timezone.localdate(now) + ahead,
            "created_at": now - timedelta(days=3),
            "sent_at": now - timedelta(days=2) if to else None,
        }
        | kwargs,
    )
    for branch in to:
        CampaignTarget.objects.create(campaign=campaign, organization=branch, **scope_of(branch))
    return campaign


def directive(
    organization, *, number="12-CT/TU", content=b"", removed_at=None, issued_on=None, **kwargs
):
    """One document of the register; with `content` it has a file."""
    now = timezone.now()
    row = Directive(
        organization=organization,
        **scope_of(organization),
        number=number,
        registered_at=kwargs.pop("registered_at", now),
        issued_on=issued_on or timezone.localdate(now) - timedelta(days=5),
        removed_at=removed_at,
        **{"issuer": "Ban Thường vụ", "abstract": "về công tác dân vận"} | kwargs,
    )
    if content:
        row.name, row.content_type, row.size = "Chi thi.pdf", "application/pdf", len(content)
        row.file = ContentFile(content, name="chi-thi.pdf")
    row.search_key = search_key(row)
    row.save()
    return row
