"""The meeting as papers tell of it: who was there, how it voted, what became of earlier tasks."""

from collections.abc import Iterable

from django.utils import timezone

from meetings.models import (
    Attendance,
    AttendanceStatus,
    Exclusion,
    Form,
    Meeting,
    Resolution,
    Task,
    TaskState,
    Vote,
)
from meetings.models.rollcall import PRESENT_STATUSES
from papers import documents as paper

from .heading import kind_and_month, person
from .points import place_with_points
from .words import EXCLUSION_WORDS, FORM_WORDS, TASK_WORDS


def headcount(meeting: Meeting) -> paper.Headcount:
    rows = list(meeting.attendances.select_related("member").order_by("member__sort_key"))
    notes = dict(meeting.attendance_notes.values_list("member_id", "reason"))
    own = [row for row in rows if row.exclusion != Exclusion.TEMPORARILY_HERE]
    probationary = [row for row in own if is_probationary(row)]
    present = [row for row in own if row.is_present]
    present_probationary = sum(1 for row in present if is_probationary(row))

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


def is_probationary(row: Attendance) -> bool:
    return row.exclusion in (Exclusion.PROBATIONARY, Exclusion.EXEMPT_PROBATIONARY)


def sitting(meeting: Meeting) -> paper.Sitting:
    kind = kind_and_month(meeting)
    return paper.Sitting(
        kind=kind[0].upper() + kind[1:],
        starts_at=meeting.began_at or meeting.starts_at,
        ends_at=meeting.ended_at,
        place=place_with_points(meeting),
        form=FORM_WORDS[Form(meeting.form)],
        headcount=headcount(meeting),
        chair=person(meeting.chair, meeting),
        recorder=person(meeting.recorder, meeting),
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


def task_lines(tasks: Iterable[Task]) -> tuple[paper.TaskLine, ...]:
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


def previous_results(meeting: Meeting) -> tuple[paper.TaskResult, ...]:
    """How the last resolution's tasks stood at the end of this meeting's day: later reports must
    not change a paper that was approved."""
    return tuple(task_result(task, meeting) for task in previous_tasks(meeting))


def task_result(task: Task, meeting: Meeting) -> paper.TaskResult:
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
