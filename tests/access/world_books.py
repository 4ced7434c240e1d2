"""A finished year book and a ready phrase in each place."""

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.models import Phrase, YearBook

from .canaries import token


def year_book(place, made):
    organization = made["organization"]
    made["yearbook"] = YearBook.objects.create(
        organization=organization,
        superior_id=organization.superior_id,
        grassroots_id=organization.grassroots_id,
        branch_id=organization.branch_id,
        year=2025,
        revision="x",
        state=YearBook.State.READY,
        file=ContentFile(f"%PDF-1.7 {token(place, 'draft')}".encode(), name="so.pdf"),
        sha256="0" * 64,
        requested_at=timezone.now(),
        made_at=timezone.now(),
    )
    made["phrase"] = Phrase.objects.create(
        organization=organization, text=f"Nhất trí {token(place, 'draft')}."
    )
