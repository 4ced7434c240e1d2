"""Turning records into papers: fills the documents of `papers.documents`, and has them drawn.

The words here are those of official papers: Vietnamese, whatever the reader's language.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from branches.models import Organization
from branches.rules import rules_for
from members.models import Member, PostKind
from papers import documents as paper
from papers.format import RULE_PREFIX, PaperStyle
from papers.markup import TextTooLarge
from papers.pdf import PaperFailed, render

from .models import (
    Attendance,
    AttendanceStatus,
    Exclusion,
    Form,
    Meeting,
    MeetingKind,
    MeetingState,
    Minutes,
    MinutesEntry,
    Paper,
    PaperKind,
    Resolution,
    Task,
    TaskState,
    Vote,
)
from .models.rollcall import PRESENT_STATUSES

KIND_WORDS = {
    MeetingKind.PERIODIC: "sinh hoạt chi bộ thường kỳ",
    MeetingKind.THEMATIC: "sinh hoạt chi bộ chuyên đề",
    MeetingKind.COMBINED: "sinh hoạt chi bộ thường kỳ và chuyên đề",
    MeetingKind.COMMITTEE: "họp chi uỷ",
    MeetingKind.CELL: "sinh hoạt tổ đảng",
    MeetingKind.EXTRAORDINARY: "sinh hoạt chi bộ bất thường",
    MeetingKind.CONGRESS: "đại hội chi bộ",
    MeetingKind.REVIEW: "kiểm điểm, xếp loại chất lượng",
}
FORM_WORDS = {
    Form.IN_PERSON: "trực tiếp",
    Form.ONLINE: "trực tuyến",
    Form.HYBRID: "trực tiếp kết hợp trực tuyến",
}
EXCLUSION_WORDS = {
    Exclusion.EXEMPT: "được miễn sinh hoạt",
    Exclusion.EXEMPT_PROBATIONARY: "được miễn sinh hoạt",
    Exclusion.SUSPENDED: "đang bị đình chỉ sinh hoạt",
    Exclusion.TEMPORARILY_AWAY: "đang chuyển sinh hoạt tạm thời nơi khác",
    Exclusion.TEMPORARILY_HERE: "chuyển sinh hoạt tạm thời đến",
}
TASK_WORDS = {
    TaskState.OPEN: "Chưa thực hiện",
    TaskState.IN_PROGRESS: "Đang thực hiện",
    TaskState.DONE_ON_TIME: "Hoàn thành đúng hạn",
    TaskState.DONE_LATE: "Hoàn thành chậm",
    TaskState.CARRIED_OVER: "Chuyển sang kỳ sau",
    TaskState.CANCELLED: "Huỷ",
}
POST_WORDS = {
    PostKind.SECRETARY: "BÍ THƯ",
    PostKind.DEPUTY_SECRETARY: "PHÓ BÍ THƯ",
    PostKind.COMMITTEE_MEMBER: "CHI UỶ VIÊN",
    PostKind.CELL_LEADER: "TỔ TRƯỞNG",
    PostKind.CELL_DEPUTY: "TỔ PHÓ",
}
POSITION_WORDS = "ĐẢNG VIÊN"


def document_of(meeting: Meeting, kind: str, subject_id: int = 0) -> paper.Paper:
    """The paper as it would be drawn now. Its revision is in `revision_of`."""
    if kind == PaperKind.NOTICE:
        return _notice(meeting)
    if kind == PaperKind.MINUTES:
        return _minutes(meeting)
    return _resolution(meeting.resolutions.select_related("number", "vote").get(pk=subject_id))


def revision_of(document: paper.Paper) -> str:
    """A fingerprint of everything the paper shows, apart from its identity."""
    blank = replace(document, identity=_identity("", datetime(2000, 1, 1, tzinfo=UTC)))
    return hashlib.sha256(repr(blank).encode()).hexdigest()


def style_of(organization: Organization, on: date) -> PaperStyle:
    return PaperStyle.from_rules(rules_for(organization, on).values(RULE_PREFIX))


def make(row: Paper, *, now: datetime) -> None:
    """Draws a waiting paper and keeps the file; a failure is kept in words. A second call on a
    finished paper does nothing."""
    if row.state == Paper.State.READY:
        return
    meeting = row.meeting
    document = document_of(meeting, row.kind, row.subject_id)
    style = style_of(meeting.organization, timezone.localdate(meeting.starts_at))
    try:
        content = render(document, style, draft=row.is_draft)
    except (PaperFailed, TextTooLarge) as error:
        row.state, row.failure = Paper.State.FAILED, str(error)[:300]
        row.save(update_fields=["state", "failure"])
        return
    row.file = ContentFile(content, name=f"{row.public_id}.pdf")
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.state, row.made_at, row.failure = Paper.State.READY, now, ""
    row.save()


def _identity(identifier: str, made_at: datetime) -> paper.Identity:
    return paper.Identity(identifier=identifier, made_at=made_at)


def _heading(
    meeting: Meeting, *, type_code: str, number: int | None, dated_on: date | None, abstract: str
) -> paper.Heading:
    """Names as they were valid on the day of the meeting, whatever they are called today."""
    on = timezone.localdate(meeting.starts_at)
    issuer = meeting.organization
    version = issuer.version_on(on)
    above = version.parent if version else issuer.parent
    return paper.Heading(
        superior=above.name_on(on) if above else "",
        issuer=version.name if version else issuer.name,
        type_code=type_code,
        symbol=issuer.document_symbol or issuer.kind.document_symbol,
        number=number,
        place=issuer.place,
        dated_on=dated_on,
        abstract=abstract,
    )


def _kind_and_month(meeting: Meeting) -> str:
    words = KIND_WORDS[MeetingKind(meeting.kind)]
    return f"{words} tháng {meeting.month.month} năm {meeting.month.year}"


def _person(member: Member | None, meeting: Meeting) -> paper.Person:
    if member is None:
        return paper.Person(name="")
    return paper.Person(name=member.full_name, office=_position(member, meeting).capitalize())


def _position(member: Member, meeting: Meeting) -> str:
    """The highest post at the organisation on the day of the meeting, in capitals."""
    posts = member.posts.in_force(timezone.localdate(meeting.starts_at)).filter(
        organization__in=[meeting.organization_id, meeting.branch_id]
    )
    held = set(posts.values_list("kind", flat=True))
    return next((words for kind, words in POST_WORDS.items() if kind in held), POSITION_WORDS)


def _signature(meeting: Meeting) -> paper.Signature:
    on = timezone.localdate(meeting.starts_at)
    chair = meeting.chair
    return paper.Signature(
        authority=rules_for(meeting.organization, on)["paper.authority"],
        position=_position(chair, meeting) if chair else "",
        name=chair.full_name if chair else "",
    )


def _notice(meeting: Meeting) -> paper.NoticePaper:
    called_on = timezone.localdate(meeting.called_at) if meeting.called_at else None
    items = meeting.items.select_related("presenter")
    documents = meeting.attachments.filter(removed_at=None)
    return paper.NoticePaper(
        identity=_identity(
            f"notice:{meeting.public_id}:{meeting.notice_revision}",
            meeting.called_at or meeting.created_at,
        ),
        heading=_heading(
            meeting,
            type_code="TB",
            number=None,
            dated_on=called_on,
            abstract=_kind_and_month(meeting),
        ),
        kind=_kind_and_month(meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        form=FORM_WORDS[Form(meeting.form)],
        chair=_person(meeting.chair, meeting),
        agenda=tuple(
            paper.AgendaLine(
                title=item.title,
                presenter=item.presenter.full_name if item.presenter else "",
                minutes=item.planned_minutes,
            )
            for item in items
        ),
        recipients=("Các đồng chí đảng viên", "Cấp uỷ cấp trên theo dõi chi bộ"),
        signature=_signature(meeting),
        text=meeting.notice_text,
        documents=tuple(documents.values_list("name", flat=True)),
        online_link=meeting.link,
    )


def _headcount(meeting: Meeting) -> paper.Headcount:
    rows = list(meeting.attendances.select_related("member").order_by("member__sort_key"))
    notes = dict(meeting.attendance_notes.values_list("member_id", "reason"))
    own = [row for row in rows if row.exclusion != Exclusion.TEMPORARILY_HERE]
    probationary = [row for row in own if _is_probationary(row)]
    present = [row for row in own if row.is_present]
    present_probationary = sum(1 for row in present if _is_probationary(row))

    def absent(rows: Iterable[Attendance], status: int) -> tuple[paper.Absence, ...]:
        return tuple(
            paper.Absence(name=row.member.full_name, reason=notes.get(row.member_id, ""))
            for row in rows
            if row.status == status
        )

    return paper.Headcount(
        total=len(own),
        official=len(own) - len(probationary),
        probationary=len(probationary),
        exempt=sum(1 for row in own if row.status == AttendanceStatus.EXEMPT),
        present=len(present),
        present_official=len(present) - present_probationary,
        present_probationary=present_probationary,
        present_online=sum(1 for row in present if row.status == AttendanceStatus.ONLINE),
        excused=absent(own, AttendanceStatus.EXCUSED),
        unexcused=absent(own, AttendanceStatus.UNEXCUSED),
        not_required=tuple(
            paper.Absence(
                name=row.member.full_name, reason=EXCLUSION_WORDS[Exclusion(row.exclusion)]
            )
            for row in rows
            if row.exclusion in EXCLUSION_WORDS and row.status not in PRESENT_STATUSES
        ),
    )


def _is_probationary(row: Attendance) -> bool:
    return row.exclusion in (Exclusion.PROBATIONARY, Exclusion.EXEMPT_PROBATIONARY)


def _sitting(meeting: Meeting) -> paper.Sitting:
    kind = _kind_and_month(meeting)
    return paper.Sitting(
        kind=kind[0].upper() + kind[1:],
        starts_at=meeting.began_at or meeting.starts_at,
        ends_at=meeting.ended_at,
        place=meeting.place or meeting.link,
        form=FORM_WORDS[Form(meeting.form)],
        headcount=_headcount(meeting),
        chair=_person(meeting.chair, meeting),
        recorder=_person(meeting.recorder, meeting),
    )


def vote_result(vote: Vote) -> paper.VoteResult:
    majority = f"{'trên' if vote.is_strict else 'ít nhất'} {vote.numerator}/{vote.denominator}"
    return paper.VoteResult(
        question=vote.question,
        base=vote.base,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        votes_abstain=vote.votes_abstain,
        rule=f"{majority} số đảng viên được tính biểu quyết",
        result="Thông qua" if vote.is_adopted else "Không thông qua",
        secret=vote.method == Vote.Method.SECRET,
    )


def _entry(entry: MinutesEntry) -> paper.MinutesItem:
    return paper.MinutesItem(
        title=entry.item.title,
        presenter=entry.item.presenter.full_name if entry.item.presenter else "",
        text=entry.text,
        contributions=tuple(
            paper.Contribution(
                speaker=row.speaker.full_name if row.speaker else row.guest_name, text=row.text
            )
            for row in entry.contributions.all()
        ),
        conclusion=entry.conclusion,
        votes=tuple(vote_result(vote) for vote in entry.votes.all()),
    )


def _minutes(meeting: Meeting) -> paper.MinutesPaper:
    minutes = Minutes.objects.select_related("number").get(meeting=meeting)
    entries = minutes.entries.select_related("item__presenter").prefetch_related(
        "contributions__speaker", "votes"
    )
    items = [_entry(entry) for entry in entries]
    if minutes.reserved_opinions:
        items.append(paper.MinutesItem(title="Ý kiến bảo lưu", text=minutes.reserved_opinions))
    resolutions = list(meeting.resolutions.select_related("number"))
    latest = meeting.revisions.order_by("-saved_at").values_list("saved_at", flat=True).first()
    return paper.MinutesPaper(
        identity=_identity(
            f"minutes:{meeting.public_id}",
            meeting.approved_at or latest or meeting.opened_at or meeting.created_at,
        ),
        heading=_heading(
            meeting,
            type_code="BB",
            number=minutes.number.number if minutes.number else None,
            dated_on=timezone.localdate(meeting.began_at or meeting.starts_at),
            abstract=_kind_and_month(meeting),
        ),
        sitting=_sitting(meeting),
        items=tuple(items),
        guests=tuple(
            paper.Person(name=guest.name, office=guest.office) for guest in meeting.guests.all()
        ),
        fee_note=minutes.fee_note,
        previous_tasks=_previous_tasks(meeting),
        resolution_reference="; ".join(row.abstract for row in resolutions),
        tasks=tuple(
            line for row in resolutions for line in _task_lines(row.tasks.select_related("owner"))
        ),
        adoption=minutes.adoption_note,
        attachments=tuple(
            meeting.attachments.filter(removed_at=None).values_list("name", flat=True)
        ),
    )


def _task_lines(tasks: Iterable[Task]) -> tuple[paper.TaskLine, ...]:
    return tuple(
        paper.TaskLine(
            what=task.description, who=task.owner.full_name, due_on=task.due_on, proof=task.proof
        )
        for task in tasks
    )


def previous_tasks(meeting: Meeting) -> list[Task]:
    """The tasks of the organisation's last published resolution before this meeting."""
    before = (
        Resolution.objects.filter(
            meeting__organization=meeting.organization,
            meeting__starts_at__lt=meeting.starts_at,
            published_at__isnull=False,
        )
        .order_by("-meeting__starts_at", "-pk")
        .first()
    )
    return list(before.tasks.select_related("owner")) if before else []


def _previous_tasks(meeting: Meeting) -> tuple[paper.TaskResult, ...]:
    """How the last resolution's tasks stood at the end of this meeting's day: later reports must
    not change a paper that was approved."""
    return tuple(_task_result(task, meeting) for task in previous_tasks(meeting))


def _task_result(task: Task, meeting: Meeting) -> paper.TaskResult:
    on = timezone.localdate(meeting.approved_at or meeting.starts_at)
    reports = [
        report for report in task.progress.all() if timezone.localdate(report.reported_at) <= on
    ]
    state = TaskState(reports[0].state) if reports else TaskState.OPEN
    is_late = state in (TaskState.OPEN, TaskState.IN_PROGRESS) and task.due_on < on
    words = TASK_WORDS[state] + (" (quá hạn)" if is_late else "")
    return paper.TaskResult(
        what=task.description,
        who=task.owner.full_name,
        due_on=task.due_on,
        opening_state=TASK_WORDS[TaskState.OPEN],
        result=words,
    )


def _resolution(resolution: Resolution) -> paper.ResolutionPaper:
    meeting = resolution.meeting
    number = resolution.number
    published_on = timezone.localdate(resolution.published_at) if resolution.published_at else None
    above = meeting.organization.parent
    return paper.ResolutionPaper(
        identity=_identity(
            f"resolution:{resolution.public_id}:{resolution.version}",
            resolution.published_at or meeting.opened_at or meeting.created_at,
        ),
        heading=_heading(
            meeting,
            type_code=resolution.kind,
            number=number.number if number else None,
            dated_on=published_on or timezone.localdate(meeting.starts_at),
            abstract=resolution.abstract,
        ),
        sitting=_sitting(meeting) if meeting.state != MeetingState.CALLED else None,
        recipients=(
            *((f"{above.name} (để báo cáo)",) if above else ()),
            "Các đồng chí đảng viên (để thực hiện)",
        ),
        signature=_signature(meeting),
        legal_bases=tuple(line for line in resolution.legal_basis.splitlines() if line.strip()),
        assessment=resolution.assessment,
        previous_tasks=_previous_tasks(meeting),
        direction=resolution.direction,
        tasks=_task_lines(resolution.tasks.select_related("owner")),
        implementation=resolution.implementation,
        adoption_vote=vote_result(resolution.vote) if resolution.vote else None,
    )
