"""The register of documents from above; putting them on an agenda is `directive_agenda`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, Tier
from branches.services import refuse_dissolved
from meetings.models import Directive, DirectiveReading
from meetings.readers import readers_to_remind, reminder_key
from members.models import Announcement, Member, Occasion, Post, PostKind, User
from members.services.audit import record
from members.services.messages import REMINDER_LASTS, announce, withdraw
from papers.text import fold, normalize

from .directive_agenda import forget_packs_with
from .secrecy import refuse_stamped
from .states import require_version
from .uploads import checked_upload

TYPED = {"number", "issuer", "abstract"}
LEADERS = [PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY]


class AlreadyRegistered(ValidationError):
    """The same number of the same day is in this register; `existing` is it."""

    def __init__(self, existing: Directive) -> None:
        super().__init__(
            {
                "number": _("“%(number)s” of %(day)s is in this register already.")
                % {"number": existing.number, "day": f"{existing.issued_on:%d/%m/%Y}"}
            }
        )
        self.existing = existing


@dataclass(frozen=True)
class DirectiveWords:
    """What a register says of a document, as typed; `upload` None: only on paper, or the file that
    is there stays."""

    number: str
    issuer: str
    issued_on: date
    abstract: str
    upload: UploadedFile | None = None


@transaction.atomic
def register_directive(
    *,
    organization: Organization,
    words: DirectiveWords,
    by: User,
    now: datetime,
    tells_below: bool = False,
) -> Directive:
    """Enters a document in the register; with `tells_below` those who lead the branches below hear
    of it. AlreadyRegistered when it is there."""
    today = timezone.localdate(now)
    refuse_dissolved(organization, today)
    if organization.kind.tier > Tier.BRANCH:
        raise ValidationError(_("Party cells keep no register; their branch does."))
    directive = Directive(
        organization=organization, **organization.scope_keys, registered_at=now, registered_by=by
    )
    _write(directive, words, today)
    _save(directive)
    _note(directive, "register_directive", by, now)
    if tells_below and organization.kind.tier < Tier.BRANCH:
        _tell_below(directive, today, by, now)
    return directive


@transaction.atomic
def edit_directive(
    *, directive: Directive, version: int, words: DirectiveWords, by: User, now: datetime
) -> Directive:
    """Corrects what the register says, and replaces the file when there is a new one. StaleVersion
    when someone else saved in between."""
    directive = _locked(directive)
    require_version(directive.version, version)
    if directive.removed_at:
        raise ValidationError(_("This document was taken out of the register."))
    _write(directive, words, timezone.localdate(now))
    directive.version += 1
    _save(directive)
    if words.upload:
        forget_packs_with(directive)
    _note(directive, "edit_directive", by, now)
    return directive


@transaction.atomic
def remove_directive(*, directive: Directive, reason: str, by: User, now: datetime) -> Directive:
    """Takes a document out of the register; row, file and reason stay, and `restore_directive`
    brings it back."""
    directive = _locked(directive)
    reason = normalize(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Write why the document is taken out.")})
    if directive.removed_at:
        return directive
    directive.removed_at, directive.removed_by, directive.removal_reason = now, by, reason
    directive.version += 1
    directive.save()
    for prefix in (_key(directive), reminder_key(directive)):
        withdraw(key_prefix=prefix)
    forget_packs_with(directive)
    _note(directive, "remove_directive", by, now)
    return directive


@transaction.atomic
def restore_directive(*, directive: Directive, by: User, now: datetime) -> Directive:
    """Undoes `remove_directive`. AlreadyRegistered when it was entered anew meanwhile."""
    directive = _locked(directive)
    if directive.removed_at is None:
        return directive
    directive.removed_at, directive.removed_by, directive.removal_reason = None, None, ""
    directive.version += 1
    _save(directive)
    _note(directive, "restore_directive", by, now)
    return directive


def mark_directive_read(*, directive: Directive, member: Member, now: datetime) -> None:
    """The member has opened the file, or says to have read it; the first time counts. A reminder
    that is still on its way does not go out."""
    DirectiveReading.objects.bulk_create(
        [DirectiveReading(directive=directive, member=member, read_at=now)], ignore_conflicts=True
    )
    withdraw(key_prefix=reminder_key(directive), member=member)


@transaction.atomic
def remind_readers(*, directive: Directive, place: Organization, by: User, now: datetime) -> int:
    """Reminds those of the register's organisation, or below it, who have an account and have not
    read the document: each at most once a day, whoever asks. Returns how many; as many statements
    for a city as for three people."""
    directive = _locked(directive)
    if directive.removed_at:
        raise ValidationError(_("This document was taken out of the register."))
    today = timezone.localdate(now)
    unread = readers_to_remind(place, directive, today)
    if not unread.exists():
        return 0
    # Another register may have reminded its own people of it today.
    prefix = f"{reminder_key(directive)}{today}:"
    number = Announcement.objects.filter(key__startswith=prefix).count() + 1
    reminded = announce(
        key=f"{prefix}{number}",
        occasion=Occasion.DIRECTIVE_UNREAD,
        organization=place,
        path=directive.get_absolute_url(),
        params={**_params(directive), "asked_by": place.name},
        recipients=unread,
        by=by,
        now=now,
        stale_at=now + REMINDER_LASTS,
    )
    record(verb="remind_readers", subject=str(directive), organization=place, by=by, now=now)
    return reminded


def search_key(directive: Directive) -> str:
    return fold(f"{directive.number} {directive.issuer} {directive.abstract}")[:900]


def _write(directive: Directive, words: DirectiveWords, today: date) -> None:
    for name in TYPED:
        setattr(directive, name, " ".join(normalize(getattr(words, name)).split()))
    directive.issued_on = words.issued_on
    if words.issued_on > today:
        raise ValidationError({"issued_on": _("A document cannot be dated in the future.")})
    refuse_stamped([directive.number, directive.issuer, directive.abstract])
    directive.clean_fields(exclude={field.name for field in Directive._meta.fields} - TYPED)
    directive.search_key = search_key(directive)
    if words.upload:
        _keep(directive, words.upload)


def _keep(directive: Directive, upload: UploadedFile) -> None:
    """The file before stays on the disk: the log names it, a backup has it."""
    try:
        checked = checked_upload(upload)
    except ValidationError as error:
        raise ValidationError({"upload": error.messages}) from error
    directive.name, directive.file = checked.name, checked.file
    directive.content_type, directive.size = checked.content_type, checked.size
    directive.sha256 = checked.sha256


def _save(directive: Directive) -> None:
    """The check says it in words; the constraint holds when two save at once."""
    same = Directive.objects.still_there().filter(
        organization=directive.organization,
        number__iexact=directive.number,
        issued_on=directive.issued_on,
    )
    existing = same.exclude(pk=directive.pk).first()
    if existing:
        raise AlreadyRegistered(existing)
    try:
        with transaction.atomic():
            directive.save()
    except IntegrityError:
        raise AlreadyRegistered(same.exclude(pk=directive.pk).get()) from None


def _tell_below(directive: Directive, today: date, by: User, now: datetime) -> None:
    posts = Post.objects.in_force(today).filter(
        kind__in=LEADERS,
        organization__kind__tier=Tier.BRANCH,
        organization__path__startswith=directive.organization.path,
    )
    announce(
        key=_key(directive),
        occasion=Occasion.DIRECTIVE_RECEIVED,
        organization=directive.organization,
        path=directive.get_absolute_url(),
        params=_params(directive),
        recipients=Member.objects.filter(pk__in=posts.values("member")),
        by=by,
        now=now,
    )


def _params(directive: Directive) -> dict[str, Any]:
    return {
        "number": directive.number,
        "day": f"{directive.issued_on:%d/%m/%Y}",
        "issuer": directive.issuer,
        "abstract": directive.abstract,
        "committee": directive.organization.name,
    }


def _key(directive: Directive) -> str:
    return f"{Occasion.DIRECTIVE_RECEIVED}:directive:{directive.pk}:"


def _locked(directive: Directive) -> Directive:
    rows = Directive.objects.select_for_update(of=["self"]).select_related("organization__kind")
    return rows.get(pk=directive.pk)


def _note(directive: Directive, verb: str, by: User, now: datetime) -> None:
    record(verb=verb, subject=str(directive), organization=directive.organization, by=by, now=now)
