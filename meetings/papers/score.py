"""The sheet on which a branch grades its meeting by hand: the criteria and points of the rules in
force that day, the places for the points, and what is known of the meeting once it was held."""

from django.utils import timezone

from branches.rules import rules_for
from meetings.models import Contribution, Meeting
from papers import documents as paper

from .heading import heading, identity, kind_and_month, person, signature
from .words import GRADE_WORDS, LOWEST_GRADE, SCORE_NAME


def score_paper(meeting: Meeting) -> paper.ScorePaper:
    day = timezone.localdate(meeting.starts_at)
    rules = rules_for(meeting.organization, day)
    cuts = rules["grade.cuts"]
    return paper.ScorePaper(
        identity=identity(
            f"score:{meeting.public_id}",
            meeting.ended_at or meeting.opened_at or meeting.called_at or meeting.created_at,
        ),
        heading=heading(
            meeting,
            type_code=SCORE_NAME,
            number=None,
            dated_on=day,
            abstract=kind_and_month(meeting),
            symbol="",
        ),
        kind=kind_and_month(meeting),
        starts_at=meeting.starts_at,
        rows=tuple(
            paper.ScoreRow(code=code, name=name, points=points)
            for code, (name, points) in rules["score.frame"].items()
        ),
        grades=tuple(
            paper.Grade(name=GRADE_WORDS.get(key, key), least=least)
            for key, least in sorted(cuts.items(), key=lambda cut: -cut[1])
        ),
        lowest_grade=LOWEST_GRADE,
        source=rules.explain("score.frame").source,
        facts=_facts(meeting) if meeting.took_place else (),
        recorder=person(meeting.recorder, meeting),
        signature=signature(meeting),
    )


def _facts(meeting: Meeting) -> tuple[str, ...]:
    """What the sheet is filled in from."""
    base, present = meeting.attendance_base, meeting.present_in_base
    facts = [f"dự họp {present}/{base} đảng viên thuộc diện tính"] if base else []
    if meeting.began_at and meeting.ended_at:
        lasted = int((meeting.ended_at - meeting.began_at).total_seconds() // 60)
        facts.append(f"thời lượng {lasted} phút")
    said = Contribution.objects.filter(entry__minutes__meeting=meeting, speaker__isnull=False)
    speakers = said.values("speaker").distinct().count()
    facts.append(f"{speakers} đồng chí phát biểu")
    return tuple(facts)
