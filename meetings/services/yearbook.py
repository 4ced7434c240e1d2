"""Asking for a year book; the worker makes it after commit."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from branches.models import Organization
from meetings.models import YearBook
from meetings.papers.yearbook import minutes_of_year, revision_of_year
from meetings.tasks import make_year_book
from members.models import User
from members.services.audit import record

logger = logging.getLogger(__name__)


@transaction.atomic
def request_year_book(
    *, organization: Organization, year: int, by: User, now: datetime
) -> YearBook:
    """The book of what is approved now: the one already made when nothing was approved since, else
    a new one. A failed one is tried again. ValidationError for a year without approved minutes."""
    total = minutes_of_year(organization, year).count()
    if not total:
        raise ValidationError(
            {
                "year": _("No minutes of %(year)s are approved; choose another year.")
                % {"year": year}
            }
        )
    book, is_new = YearBook.objects.get_or_create(
        organization=organization,
        year=year,
        revision=revision_of_year(organization, year),
        defaults={
            "superior_id": organization.superior_id,
            "grassroots_id": organization.grassroots_id,
            "branch_id": organization.branch_id,
            "total": total,
            "requested_at": now,
            "requested_by": by,
        },
    )
    if book.state == YearBook.State.FAILED:
        book.state, book.failure, book.requested_at = YearBook.State.WAITING, "", now
        book.save(update_fields=["state", "failure", "requested_at"])
        is_new = True
    if is_new:
        record(
            verb="request_year_book", subject=str(year), organization=organization, by=by, now=now
        )
        transaction.on_commit(lambda: _wake(book.pk), robust=True)
    return book


def _wake(book_id: int) -> None:
    try:
        make_year_book.apply_async([book_id], retry=False)
    except (BrokerError, OSError):
        logger.warning("The broker is away; year book %s is made by the next beat.", book_id)
