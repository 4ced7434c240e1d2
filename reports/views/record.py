"""One's own record: all that is held about the person who asks, on one page."""

from django.http import HttpResponse
from django.shortcuts import render

from meetings.models import Meeting
from members.access import Access, Request, signed_in
from members.deeds import in_words
from members.models import Member, ResidenceComment
from reports.queries import record as queries

NEWEST_FIRST = ["-valid_from", "-pk"]


@signed_in("GET")
def my_record(request: Request) -> HttpResponse:
    access = request.access
    context = {} if access.member is None else _record(access.member, access)
    return render(request, "reports/my_record.html", context)


def _record(member: Member, access: Access) -> dict[str, object]:
    attendances = list(queries.attendance_of(member)[: queries.MEETINGS_SHOWN])
    readable = queries.readable(attendances, Meeting.objects.visible_to(access))
    lines = queries.lines_about(member)[: queries.LINES_SHOWN]
    return {
        "member": member,
        "account": access.user,
        "standings": member.standings.order_by(*NEWEST_FIRST),
        "posts": member.posts.select_related("organization").order_by(*NEWEST_FIRST),
        "affiliations": member.affiliations.select_related("organization").order_by(*NEWEST_FIRST),
        "year": access.today.year,
        "counts": queries.attendance_counts(member, access.today),
        "attendances": [(row, row.meeting_id in readable) for row in attendances],
        "tasks": [
            (task, task.is_overdue(access.today))
            for task in queries.tasks_of(member)[: queries.TASKS_SHOWN]
        ],
        "commitments": member.commitments.select_related("organization"),
        "residence_comments": ResidenceComment.objects.filter(link__member=member).select_related(
            "link__organization"
        ),
        "transfers": member.transfers.select_related("from_organization", "to_organization"),
        "corrections": member.correction_requests.all(),
        "lines": [(line, in_words(line.verb)) for line in lines],
    }
