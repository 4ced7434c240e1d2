"""The documents that go with a notice."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Attachment, AttachmentReading, Meeting, PaperKind
from meetings.models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN, MeetingState
from members.models import Member, User
from members.services.audit import record

from .states import locked, require_state
from .telling import tell_of_change
from .uploads import checked_upload


@transaction.atomic
def attach_document(
    *, meeting: Meeting, item: AgendaItem | None, upload: UploadedFile, by: User, now: datetime
) -> Attachment:
    """Keeps a document with the meeting. ValidationError says what is wrong with the file."""
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL | MINUTES_BEING_WRITTEN)
    if item and item.meeting_id != meeting.pk:
        raise ValidationError(_("One of the items belongs to another meeting."))
    checked = checked_upload(upload, meeting=meeting)
    attachment = Attachment.objects.create(
        meeting=meeting,
        item=item,
        name=checked.name,
        file=checked.file,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_at=now,
        uploaded_by=by,
    )
    _tell(meeting, by, now)
    record(
        verb="attach_document",
        subject=checked.name,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Takes a document off the meeting; `restore_attachment` brings it back."""
    _set_removed(attachment, now, "remove_attachment", by, now)


@transaction.atomic
def restore_attachment(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Undoes `remove_attachment`."""
    _set_removed(attachment, None, "restore_attachment", by, now)


def mark_read(*, attachment: Attachment, member: Member, now: datetime) -> None:
    """The member has opened the document, or says to have read it; the first time counts."""
    AttachmentReading.objects.bulk_create(
        [AttachmentReading(attachment=attachment, member=member, read_at=now)],
        ignore_conflicts=True,
    )


def _set_removed(
    attachment: Attachment, removed_at: datetime | None, verb: str, by: User, now: datetime
) -> None:
    meeting = locked(attachment.meeting)
    require_state(meeting, BEFORE_ROLL_CALL | MINUTES_BEING_WRITTEN)
    is_news = (attachment.removed_at is None) != (removed_at is None)
    attachment.removed_at = removed_at
    attachment.save(update_fields=["removed_at"])
    if is_news:
        _forget_packs(meeting)
        _tell(meeting, by, now)
    record(verb=verb, subject=attachment.name, organization=meeting.organization, by=by, now=now)


def _forget_packs(meeting: Meeting) -> None:
    """A pack has copies of the documents: none stays of one that was taken off."""
    packs = list(meeting.papers.filter(kind=PaperKind.AGENDA_PACK))
    for pack in packs:
        pack.delete()
        if pack.file and pack.file.name:
            transaction.on_commit(partial(pack.file.storage.delete, pack.file.name), robust=True)


def _tell(meeting: Meeting, by: User, now: datetime) -> None:
    """Those who have the notice hear of its documents, of several that come together once."""
    if meeting.state == MeetingState.CALLED and meeting.starts_at > now:
        tell_of_change(meeting, ["documents"], by, now)
        meeting.save(update_fields=["notice_revision"])
