"""Documents from above under the items of an agenda, and in minutes that open already filled."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Directive, Meeting, Paper, PaperKind
from meetings.models.directive import DirectiveQuerySet
from meetings.models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN, MeetingState
from meetings.papers.directives import in_words
from meetings.queries import received_since_last
from members.models import User
from members.services.audit import record
from papers.text import fold

from .states import locked, require_state
from .telling import tell_of_change

MOST_ON_A_MEETING = 50
# The item of the standard agendas (data/agendas.json) under which new documents are passed on.
NEW_DOCUMENTS = "van ban moi"
RECEIVED = "Văn bản đã nhận từ kỳ họp trước:"
PASSED_ON = "Văn bản được phổ biến:"


@transaction.atomic
def put_directive(*, item: AgendaItem, directive: Directive, by: User, now: datetime) -> None:
    """The document stands under the item from now on, for everyone who reads the agenda. It must be
    in the register of the organisation that meets, or of one above it."""
    meeting = _open_for(item)
    if not Directive.objects.in_register_of(meeting.organization).filter(pk=directive.pk).exists():
        raise ValidationError(_("This document is not in the register of the branch."))
    if item.directives.filter(pk=directive.pk).exists():
        return
    if directives_on(meeting).count() >= MOST_ON_A_MEETING:
        raise ValidationError(
            _("A meeting has at most %(count)s documents from above.")
            % {"count": MOST_ON_A_MEETING}
        )
    item.directives.add(directive)
    _tell(meeting, by, now)
    _note("put_directive", meeting, directive, by, now)


@transaction.atomic
def take_off_directive(*, item: AgendaItem, directive: Directive, by: User, now: datetime) -> None:
    """The document stands under the item no more; it stays in the register."""
    meeting = _open_for(item)
    if not item.directives.filter(pk=directive.pk).exists():
        return
    item.directives.remove(directive)
    _forget(Paper.objects.filter(meeting=meeting, kind=PaperKind.AGENDA_PACK))
    _tell(meeting, by, now)
    _note("take_off_directive", meeting, directive, by, now)


def forget_packs_with(directive: Directive) -> None:
    """A pack has copies of the documents: none stays of one that was taken out or replaced."""
    meetings = AgendaItem.objects.filter(directives=directive).values("meeting")
    _forget(Paper.objects.filter(meeting__in=meetings, kind=PaperKind.AGENDA_PACK))


def texts_of_received(meeting: Meeting) -> dict[int, str]:
    """{item: first text of its minutes}: the documents that stand under it; under the item about
    new documents also the others received since the last meeting."""
    items = list(meeting.items.prefetch_related("directives"))
    on_agenda = {row.pk for item in items for row in item.directives.all()}
    rest = [row for row in received_since_last(meeting) if row.pk not in on_agenda]
    texts = {}
    for item in items:
        own = [row for row in item.directives.all() if row.removed_at is None]
        heading = PASSED_ON
        if rest and NEW_DOCUMENTS in fold(item.title):
            own, rest, heading = [*own, *rest], [], RECEIVED
        if own:
            texts[item.pk] = "\n".join([heading, "", *(f"- {in_words(row)}" for row in own)])
    return texts


def directives_on(meeting: Meeting) -> DirectiveQuerySet:
    """Those that stand under any item of the meeting."""
    return Directive.objects.still_there().filter(agenda_items__meeting=meeting).distinct()


def _open_for(item: AgendaItem) -> Meeting:
    meeting = locked(item.meeting)
    require_state(meeting, BEFORE_ROLL_CALL | MINUTES_BEING_WRITTEN)
    return meeting


def _forget(packs: Iterable[Paper]) -> None:
    for pack in list(packs):
        pack.delete()
        if pack.file:
            name = str(pack.file.name)
            transaction.on_commit(partial(pack.file.storage.delete, name), robust=True)


def _tell(meeting: Meeting, by: User, now: datetime) -> None:
    """Those who have the notice hear of its documents, of several that come together once."""
    if meeting.state == MeetingState.CALLED and meeting.starts_at > now:
        tell_of_change(meeting, ["documents"], by, now)
        meeting.save(update_fields=["notice_revision"])


def _note(verb: str, meeting: Meeting, directive: Directive, by: User, now: datetime) -> None:
    subject = f"{meeting.title}: {directive.number}"
    record(verb=verb, subject=subject, organization=meeting.organization, by=by, now=now)
