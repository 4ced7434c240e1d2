"""The notice of a meeting."""

from django.utils import timezone

from meetings.models import Form, Meeting, PaperKind
from papers import documents as paper

from .directives import directives_of, in_words
from .heading import heading, identity, kind_and_month, person, signature
from .points import notice_with_points
from .wording import wording_for
from .words import FORM_WORDS


def notice_paper(meeting: Meeting) -> paper.NoticePaper:
    called_on = timezone.localdate(meeting.called_at) if meeting.called_at else None
    items = meeting.items.select_related("presenter")
    attached = meeting.attachments.filter(removed_at=None).values_list("name", flat=True)
    from_above = [in_words(directive) for directive, _item in directives_of(meeting)]
    return paper.NoticePaper(
        identity=identity(
            f"notice:{meeting.public_id}:{meeting.notice_revision}",
            meeting.called_at or meeting.created_at,
        ),
        wording=wording_for(
            meeting, PaperKind.NOTICE, called_on or timezone.localdate(meeting.starts_at)
        ),
        heading=heading(
            meeting,
            type_code="TB",
            number=None,
            dated_on=called_on,
            abstract=kind_and_month(meeting),
        ),
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        form=FORM_WORDS[Form(meeting.form)],
        chair=person(meeting.chair, meeting),
        agenda=tuple(
            paper.AgendaLine(
                title=item.title,
                presenter=item.presenter.full_name if item.presenter else "",
                minutes=item.planned_minutes,
            )
            for item in items
        ),
        signature=signature(meeting),
        dress=meeting.dress,
        fee_line=meeting.fee_line,
        text=notice_with_points(meeting),
        documents=(*from_above, *attached),
        online_link=meeting.link,
    )
