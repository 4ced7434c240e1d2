"""The sentences a branch writes again and again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.models import Phrase
from members.models import User
from members.services.audit import record
from papers.text import normalize

MOST = 100


@transaction.atomic
def add_phrase(*, organization: Organization, text: str, by: User, now: datetime) -> Phrase:
    """Keeps a sentence for all who write the minutes there; the same one twice is kept once."""
    text = " ".join(normalize(text).split())
    found = organization.phrases.filter(text=text).first()
    if found:
        return found
    if organization.phrases.count() >= MOST:
        raise ValidationError({"text": _("There are many phrases already; take one away first.")})
    phrase = Phrase(organization=organization, text=text)
    phrase.full_clean()
    phrase.save()
    record(verb="add_phrase", subject=text[:80], organization=organization, by=by, now=now)
    return phrase


@transaction.atomic
def remove_phrase(*, phrase: Phrase, by: User, now: datetime) -> None:
    phrase.delete()
    record(
        verb="remove_phrase",
        subject=phrase.text[:80],
        organization=phrase.organization,
        by=by,
        now=now,
    )
