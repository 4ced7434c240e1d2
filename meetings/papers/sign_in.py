"""The sheet everybody signs on coming in; after the roll call it says how each was marked."""

from django.utils import timezone

from meetings.models import AttendanceStatus, Meeting
from meetings.queries import members_invited
from members.models import Member
from papers import documents as paper

from .heading import heading, identity, kind_and_month, positions
from .words import MARK_WORDS, SIGN_IN_NAME


def sign_in_paper(meeting: Meeting) -> paper.SignInPaper:
    marks, posts = _marks(meeting), positions(meeting)
    day = timezone.localdate(meeting.starts_at)
    called = Member.objects.filter(attendances__meeting=meeting)
    people = called if marks else members_invited(meeting.organization, meeting.kind, day)
    return paper.SignInPaper(
        identity=identity(
            f"sign-in:{meeting.public_id}",
            meeting.opened_at or meeting.called_at or meeting.created_at,
        ),
        heading=heading(
            meeting,
            type_code=SIGN_IN_NAME,
            number=None,
            dated_on=day,
            abstract=kind_and_month(meeting),
            symbol="",
        ),
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        place=meeting.place or meeting.link,
        rows=tuple(
            paper.SignInRow(
                name=member.full_name, office=_office(member, posts), mark=marks.get(member.pk, "")
            )
            for member in people.order_by("sort_key", "pk")
        ),
        guests=tuple(
            paper.Person(name=guest.name, office=guest.office) for guest in meeting.guests.all()
        ),
        is_called=bool(marks),
    )


def _office(member: Member, posts: dict[int, str]) -> str:
    if member.pk in posts:
        return posts[member.pk].capitalize()
    return "" if member.is_official or member.is_exempt else "Đảng viên dự bị"


def _marks(meeting: Meeting) -> dict[int, str]:
    reasons = dict(meeting.attendance_notes.values_list("member_id", "reason"))
    marks = {}
    for row in meeting.attendances.all():
        words = MARK_WORDS[AttendanceStatus(row.status)]
        reason = reasons.get(row.member_id, "")
        marks[row.member_id] = f"{words} ({reason})" if reason and words else words
    return marks
