"""How constraints of the year, the evening and the books are broken: by name, a function of
a branch and a person that makes what may be there and gives the change that may not."""

from datetime import date, time, timedelta

from django.utils import timezone

from meetings.models import (
    Addendum,
    Brought,
    Campaign,
    CampaignTarget,
    CheckIn,
    Directive,
    DirectiveReading,
    ItemSpan,
    MeetingPoint,
    Paper,
    PaperTemplate,
    Phrase,
    Schedule,
    Topic,
    Visit,
    YearBook,
)
from tests import factories

DAY = date(2026, 1, 1)


def twice(model, **values):
    """The second of two equal rows."""
    model.objects.create(**values)
    return lambda: model.objects.create(**values)


def _places(branch):
    return {"organization": branch, **branch.scope_keys}


def _addendum(branch, **kwargs):
    minutes = factories.minutes(factories.meeting(branch, state="approved"))
    values = {"ordinal": 1, "text": "Bổ sung", "reason": "Sót", "added_at": timezone.now()}
    return {"minutes": minutes, **values, **kwargs}


def _directive(branch, **kwargs):
    values = {"number": "12-CV/ĐU", "issuer": "Đảng uỷ", "issued_on": DAY, "abstract": "Về việc"}
    return {**_places(branch), **values, "registered_at": timezone.now(), **kwargs}


def _topic(branch, **kwargs):
    values = {"year": 2026, "state": "planned", "title": "Chuyên đề", "created_at": timezone.now()}
    return {**_places(branch), **values, **kwargs}


def _target(branch):
    campaign = Campaign.objects.create(
        **_places(branch),
        kind="task",
        title="Việc",
        expected="Báo cáo",
        due_on=DAY,
        created_at=timezone.now(),
    )
    return {"campaign": campaign, **_places(branch)}


def _schedule(branch, **kwargs):
    values = {"pattern": "day", "day": 3, "time": time(19, 30), "minutes": 90, "valid_from": DAY}
    return {"organization": branch, **values, "created_at": timezone.now(), **kwargs}


def _template(branch, **kwargs):
    values = {"kind": "minutes", "name": "Mẫu", "valid_from": DAY, "created_at": timezone.now()}
    return {"organization": branch, **values, **kwargs}


def _book(branch, **kwargs):
    values = {"year": 2025, "revision": "a", "requested_at": timezone.now()}
    return {**_places(branch), **values, **kwargs}


def _second_of_a_schedule(branch, _person):
    schedule = Schedule.objects.create(**_schedule(branch))
    came = {"schedule": schedule, "scheduled_on": DAY, "kind": "extraordinary"}
    factories.meeting(branch, **came)
    return lambda: factories.meeting(branch, **came)


def _brought(branch, _person):
    meeting = factories.meeting(branch)
    return twice(Brought, meeting=meeting, item=factories.agenda_item(meeting))


def _span(branch, _person):
    item, now = factories.agenda_item(factories.meeting(branch)), timezone.now()
    ended_at = now - timedelta(minutes=1)
    return lambda: ItemSpan.objects.create(item=item, began_at=now, ended_at=ended_at)


def _code(branch, _person):
    papers = [factories.paper(factories.meeting(branch, kind="extraordinary")) for _ in range(2)]
    return lambda: Paper.objects.filter(pk__in=[one.pk for one in papers]).update(code="ABC")


# Each is called with a branch and a person; what it returns is refused.
MORE_BREAKS = {
    "meeting_of_schedule_once": _second_of_a_schedule,
    "item_brought_once": _brought,
    "task_brought_once": lambda branch, person: twice(
        Brought, meeting=factories.meeting(branch), task=factories.task(branch, person)
    ),
    "brought_is_an_item_or_a_task": lambda branch, _: (
        lambda: Brought.objects.create(meeting=factories.meeting(branch))
    ),
    "addendum_numbered_once": lambda branch, _: twice(Addendum, **_addendum(branch)),
    "addendum_has_text": lambda branch, _: (
        lambda: Addendum.objects.create(**_addendum(branch, text=""))
    ),
    "directive_once": lambda branch, _: twice(Directive, **_directive(branch)),
    "directive_read_once": lambda branch, person: twice(
        DirectiveReading,
        directive=Directive.objects.create(**_directive(branch)),
        member=person,
        read_at=timezone.now(),
    ),
    "topic_quarter": lambda branch, _: lambda: Topic.objects.create(**_topic(branch, quarter=5)),
    "topic_approved_pair": lambda branch, _: (
        lambda: Topic.objects.create(**_topic(branch, state="approved"))
    ),
    "campaign_reaches_once": lambda branch, _: twice(CampaignTarget, **_target(branch)),
    "campaign_report_pair": lambda branch, _: (
        lambda: CampaignTarget.objects.create(**_target(branch), reported_at=timezone.now())
    ),
    "item_span_ends_after_start": _span,
    "checked_in_once": lambda branch, person: twice(
        CheckIn, meeting=factories.meeting(branch), member=person, checked_in_at=timezone.now()
    ),
    "meeting_point_once": lambda branch, _: twice(
        MeetingPoint, meeting=factories.meeting(branch), name="Điểm 1"
    ),
    "paper_code_once": _code,
    "schedule_ends_after_start": lambda branch, _: (
        lambda: Schedule.objects.create(**_schedule(branch, valid_to=DAY))
    ),
    "one_schedule_of_a_kind": lambda branch, _: twice(Schedule, **_schedule(branch)),
    "schedule_says_its_day": lambda branch, _: (
        lambda: Schedule.objects.create(**_schedule(branch, day=32))
    ),
    "schedule_lasts": lambda branch, _: (
        lambda: Schedule.objects.create(**_schedule(branch, minutes=0))
    ),
    "paper_template_ends_after_start": lambda branch, _: (
        lambda: PaperTemplate.objects.create(**_template(branch, valid_to=DAY))
    ),
    "paper_template_once": lambda branch, _: twice(PaperTemplate, **_template(branch)),
    "phrase_once": lambda branch, _: twice(Phrase, organization=branch, text="Nhất trí."),
    "visit_once": lambda branch, person: twice(
        Visit, meeting=factories.meeting(branch), observer=person, assigned_at=timezone.now()
    ),
    "one_year_book_a_revision": lambda branch, _: twice(YearBook, **_book(branch)),
    "year_book_ready_has_file": lambda branch, _: (
        lambda: YearBook.objects.create(**_book(branch, state="ready"))
    ),
}
