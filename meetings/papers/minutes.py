"""The minutes of a meeting."""

from django.db.models import Q
from django.utils import timezone

from meetings.models import Meeting, Minutes, MinutesEntry, PaperKind
from papers import documents as paper

from .cells import cells_items
from .heading import heading, identity, kind_and_month
from .sitting import previous_results, sitting, task_lines, vote_result
from .wording import wording_for
from .words import MINUTES_CODE


def _entry(entry: MinutesEntry, *, is_copy: bool) -> paper.MinutesItem:
    """In a copy, what is internal leaves a visible gap."""
    if is_copy and entry.item.is_internal:
        return paper.MinutesItem(title="", is_left_out=True)
    said = list(entry.contributions.all())
    shown = [row for row in said if not (is_copy and row.is_internal)]
    return paper.MinutesItem(
        title=entry.item.title,
        presenter=entry.item.presenter.full_name if entry.item.presenter else "",
        text=entry.text,
        contributions=tuple(
            paper.Contribution(
                speaker=row.speaker.full_name if row.speaker else row.guest_name,
                text=row.text,
                by_guest=row.speaker is None,
            )
            for row in shown
        ),
        opinions_left_out=len(said) - len(shown),
        conclusion=entry.conclusion,
        votes=tuple(vote_result(vote) for vote in entry.votes.all()),
    )


def has_internal(meeting: Meeting) -> bool:
    """Whether anything in the minutes is marked internal."""
    entries = MinutesEntry.objects.filter(minutes__meeting=meeting)
    return entries.filter(Q(item__is_internal=True) | Q(contributions__is_internal=True)).exists()


def minutes_paper(meeting: Meeting, *, is_copy: bool = False) -> paper.MinutesPaper:
    minutes = Minutes.objects.select_related("number").get(meeting=meeting)
    entries = minutes.entries.select_related("item__presenter").prefetch_related(
        "contributions__speaker", "votes"
    )
    items = [_entry(entry, is_copy=is_copy) for entry in entries]
    items += cells_items(meeting)
    if minutes.reserved_opinions:
        items.append(paper.MinutesItem(title="Ý kiến bảo lưu", text=minutes.reserved_opinions))
    resolutions = list(meeting.resolutions.select_related("number"))
    held_on = timezone.localdate(meeting.began_at or meeting.starts_at)
    latest = meeting.revisions.order_by("-saved_at").values_list("saved_at", flat=True).first()
    return paper.MinutesPaper(
        identity=identity(
            f"{'copy' if is_copy else 'minutes'}:{meeting.public_id}",
            meeting.approved_at or latest or meeting.opened_at or meeting.created_at,
        ),
        wording=wording_for(meeting, PaperKind.MINUTES, held_on),
        heading=heading(
            meeting,
            type_code=MINUTES_CODE,
            number=minutes.number.number if minutes.number else None,
            dated_on=held_on,
            abstract=kind_and_month(meeting),
        ),
        sitting=sitting(meeting),
        items=tuple(items),
        is_copy=is_copy,
        guests=tuple(
            paper.Person(name=guest.name, office=guest.office) for guest in meeting.guests.all()
        ),
        fee_note=minutes.fee_note,
        previous_tasks=previous_results(meeting),
        resolution_reference="; ".join(row.abstract for row in resolutions),
        tasks=tuple(
            line for row in resolutions for line in task_lines(row.tasks.select_related("owner"))
        ),
        adoption=minutes.adoption_note,
        attachments=tuple(
            meeting.attachments.filter(removed_at=None).values_list("name", flat=True)
        ),
    )
