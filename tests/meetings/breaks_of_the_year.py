"""The same for what a year plans, what comes from above, and what an evening leaves behind."""

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
    PaperTemplate,
    Phrase,
    Schedule,
    Topic,
    Visit,
    YearBook,
)
from tests import factories

from .breaks_shared import an_entry, held, twice

DAY = date(2026, 3, 3)


def schedule(branch, _person, **columns):
    defaults = {
        "pattern": "day",
        "day": 3,
        "time": time(19, 30),
        "minutes": 90,
        "valid_from": DAY,
        "created_at": timezone.now(),
    }
    return Schedule.objects.create(organization=branch, **defaults | columns)


def topic(branch, **columns):
    defaults = {"year": 2026, "state": "planned", "title": "Nếp sống", "created_at": timezone.now()}
    return Topic.objects.create(organization=branch, **defaults | columns)


def directive(branch, _person=None):
    return Directive.objects.create(
        organization=branch,
        number="01-CT/TU",
        issuer="Thành uỷ",
        issued_on=DAY,
        abstract="Nếp sống",
        registered_at=timezone.now(),
    )


def target(branch, _person=None, **columns):
    campaign = Campaign.objects.create(
        organization=branch.parent,
        kind="task",
        title="Thắp sáng ngõ",
        expected="Báo cáo",
        due_on=DAY,
        created_at=timezone.now(),
    )
    return CampaignTarget.objects.create(
        campaign=campaign, organization=branch, branch=branch, **columns
    )


def template(branch, _person, **columns):
    return PaperTemplate.objects.create(
        **{
            "organization": branch,
            "kind": "minutes",
            "name": "Mẫu",
            "valid_from": DAY,
            "created_at": timezone.now(),
        }
        | columns
    )


def addendum(branch, _person=None, text="Bổ sung"):
    return Addendum.objects.create(
        minutes=an_entry(branch).minutes, ordinal=1, text=text, added_at=timezone.now()
    )


def span(branch, _person):
    now = timezone.now()
    return ItemSpan.objects.create(
        item=an_entry(branch).item, began_at=now, ended_at=now - timedelta(minutes=1)
    )


def year_book(branch, _person, **columns):
    return YearBook.objects.create(
        organization=branch, year=2026, revision="1", requested_at=timezone.now(), **columns
    )


def planned(branch, person):
    """The meeting of one day of the fixed day."""
    return factories.meeting(branch, schedule=schedule(branch, person), scheduled_on=DAY)


def brought_item(branch, _person):
    meeting = factories.meeting(branch)
    return Brought.objects.create(meeting=meeting, item=factories.agenda_item(meeting))


BREAKS_OF_THE_YEAR = {
    "item_brought_once": twice(brought_item),
    "task_brought_once": twice(
        lambda branch, person: Brought.objects.create(
            meeting=factories.meeting(branch), task=factories.task(branch, person)
        )
    ),
    "brought_is_an_item_or_a_task": lambda branch, _: (
        lambda: Brought.objects.create(meeting=factories.meeting(branch))
    ),
    "meeting_of_schedule_once": twice(planned),
    "schedule_ends_after_start": lambda branch, person: (
        lambda: schedule(branch, person, valid_to=DAY)
    ),
    "one_schedule_of_a_kind": twice(schedule),
    "schedule_says_its_day": lambda branch, person: lambda: schedule(branch, person, weekday=3),
    "schedule_lasts": lambda branch, person: lambda: schedule(branch, person, minutes=0),
    "topic_quarter": lambda branch, _: lambda: topic(branch, quarter=5),
    "topic_approved_pair": lambda branch, _: lambda: topic(branch, state="approved"),
    "directive_once": twice(directive),
    "directive_read_once": twice(
        lambda branch, person: DirectiveReading.objects.create(
            directive=directive(branch), member=person, read_at=timezone.now()
        )
    ),
    "campaign_reaches_once": twice(target),
    "campaign_report_pair": lambda branch, _: lambda: target(branch, reported_at=timezone.now()),
    "paper_template_ends_after_start": lambda branch, person: (
        lambda: template(branch, person, valid_to=DAY)
    ),
    "paper_template_once": twice(template),
    "phrase_once": twice(
        lambda branch, _: Phrase.objects.create(organization=branch, text="Nhất trí")
    ),
    "addendum_numbered_once": twice(addendum),
    "addendum_has_text": lambda branch, _: lambda: addendum(branch, text=""),
    "item_span_ends_after_start": lambda branch, person: lambda: span(branch, person),
    "checked_in_once": twice(
        lambda branch, person: CheckIn.objects.create(
            meeting=held(branch), member=person, checked_in_at=timezone.now()
        )
    ),
    "meeting_point_once": twice(
        lambda branch, _: MeetingPoint.objects.create(meeting=held(branch), name="Nhà văn hoá")
    ),
    "visit_once": twice(
        lambda branch, person: Visit.objects.create(
            meeting=held(branch), observer=person, assigned_at=timezone.now()
        )
    ),
    "paper_code_once": lambda branch, _: (
        lambda: [factories.paper(held(branch), code="ABC") for _number in range(2)]
    ),
    "one_year_book_a_revision": twice(year_book),
    "year_book_ready_has_file": lambda branch, person: (
        lambda: year_book(branch, person, state="ready")
    ),
}
