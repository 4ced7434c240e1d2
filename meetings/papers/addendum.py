"""An addendum to minutes that are approved."""

from django.utils import timezone

from meetings.models import Addendum, Meeting
from papers import documents as paper

from .heading import heading, identity, kind_and_month, reference, signature
from .sitting import sitting
from .words import ADDENDUM_NAME


def addendum_of(meeting: Meeting, pk: int) -> paper.AddendumPaper:
    addendum = Addendum.objects.select_related("minutes__number").get(
        pk=pk, minutes__meeting=meeting
    )
    above = meeting.organization.parent
    return paper.AddendumPaper(
        identity=identity(f"addendum:{addendum.public_id}", addendum.added_at),
        heading=heading(
            meeting,
            type_code=f"{ADDENDUM_NAME} số {addendum.ordinal}",
            number=None,
            dated_on=timezone.localdate(addendum.added_at),
            abstract=kind_and_month(meeting),
            symbol="",
        ),
        sitting=sitting(meeting),
        ordinal=addendum.ordinal,
        minutes=reference(meeting, addendum.minutes),
        approved_on=timezone.localdate(meeting.approved_at) if meeting.approved_at else None,
        added_on=timezone.localdate(addendum.added_at),
        reason=addendum.reason,
        text=addendum.text,
        recipients=(f"{above.name} (để báo cáo)",) if above else (),
        signature=signature(meeting),
    )
