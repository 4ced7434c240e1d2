"""The fixed day: its occurrences, the year of meetings made from it, and what a change leaves."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import BranchMonth, Form, Meeting, MeetingKind, MeetingState, Schedule
from meetings.models.schedule import following
from meetings.services.agenda import AgendaLine, save_agenda
from meetings.services.meeting import cancel_meeting, edit_meeting
from meetings.services.schedule import (
    FixedDay,
    end_fixed_days,
    extend_fixed_days,
    set_fixed_days,
)
from members.models import AuditEntry, DayOff
from members.working_days import WorkingDays, days_of_tet
from tests import factories
from tests.meetings.planning import plan_of

TODAY = date(2026, 11, 22)
NOW = timezone.make_aware(datetime.combine(TODAY, time(9)))
EVENING = time(19, 30)

days = st.builds(
    Schedule,
    pattern=st.just("day"),
    day=st.integers(1, 31),
    valid_from=st.just(date(2000, 1, 1)),
)
weekdays = st.builds(
    Schedule,
    pattern=st.just("weekday"),
    ordinal=st.sampled_from([1, 2, 3, 4, -1]),
    weekday=st.integers(0, 6),
    valid_from=st.just(date(2000, 1, 1)),
)
starts = st.dates(date(2024, 1, 1), date(2030, 12, 31))


# When


@given(schedule=days | weekdays, start=starts)
def test_each_of_36_months_has_exactly_one_day(schedule, start):
    found = schedule.coming(start, months=36)

    first = found[0].replace(day=1)
    assert start <= found[0] < following(following(start))
    for day in found:
        assert day.replace(day=1) == first
        first = following(first)
    assert len(found) == 36


@given(schedule=days, start=starts)
def test_a_day_that_the_month_lacks_is_its_last(schedule, start):
    for day in schedule.coming(start, months=36):
        last = monthrange(day.year, day.month)[1]
        assert day.day == min(schedule.day, last)


@given(schedule=weekdays, start=starts)
def test_weekdays_are_those_chosen_and_in_their_place(schedule, start):
    for day in schedule.coming(start, months=36):
        assert day.weekday() == schedule.weekday
        if schedule.ordinal == -1:
            assert (day + timedelta(weeks=1)).month != day.month
        else:
            assert (day.day - 1) // 7 + 1 == schedule.ordinal


@given(schedule=days | weekdays, start=starts)
def test_nobody_meets_on_tet_or_a_holiday_and_each_month_keeps_its_meeting(schedule, start):
    calendar = WorkingDays({})
    found = [calendar.next_free(day) for day in schedule.coming(start, months=36)]

    assert [day for day in found if calendar.why_off(day)] == []
    assert len({(day.year, day.month) for day in found}) == 36


def test_29_to_31_in_february():
    schedule = Schedule(pattern="day", day=31, valid_from=date(2027, 1, 1))

    assert schedule.day_of(date(2027, 2, 1)) == date(2027, 2, 28)
    assert schedule.day_of(date(2028, 2, 1)) == date(2028, 2, 29)
    assert schedule.is_on_last_day


def test_months_chosen_are_the_only_ones():
    schedule = Schedule(pattern="day", day=10, months=[2, 5, 8, 11], valid_from=TODAY)

    assert [day.month for day in schedule.coming(TODAY)] == [2, 5, 8, 11]


def test_tet_of_the_years_to_come():
    assert days_of_tet(2027)[0] <= date(2027, 2, 6) <= days_of_tet(2027)[1]
    calendar = WorkingDays({date(2026, 12, 24): False, date(2026, 9, 2): True})

    assert calendar.why_off(date(2027, 2, 3))
    assert calendar.why_off(date(2026, 12, 24))
    assert not calendar.why_off(date(2026, 9, 2))
    assert not calendar.why_off(date(2026, 12, 27))
    assert calendar.next_free(date(2027, 2, 3)) == date(2027, 2, 14)


# The year that comes of it


@pytest.fixture
def fixed_day():
    def fixed_day(**kwargs):
        values = {"kind": "periodic", "pattern": "day", "day": 3, "time": EVENING}
        return FixedDay(**values | {"minutes": 120, "place": "Nhà văn hoá"} | kwargs)

    return fixed_day


@pytest.fixture
def set_days(branch, secretary):
    def set_days(*days, on=TODAY, now=NOW):
        return set_fixed_days(organization=branch, days=days, starts_on=on, by=secretary, now=now)

    return set_days


def of(branch, **kwargs):
    return Meeting.objects.filter(organization=branch, **kwargs).order_by("starts_at")


def evenings(branch, **kwargs):
    return [timezone.localtime(one.starts_at) for one in of(branch, **kwargs)]


def test_twelve_months_of_meetings_exist_with_their_agenda(branch, secretary, set_days, fixed_day):
    made = set_days(fixed_day())

    assert [one.month for one in made][:2] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert len(made) == 12
    first = of(branch).first()
    assert timezone.localtime(first.starts_at) == timezone.make_aware(
        datetime.combine(date(2026, 12, 3), EVENING)
    )
    assert first.ends_at - first.starts_at == timedelta(hours=2)
    assert first.title == "Sinh hoạt thường kỳ tháng 12/2026"
    assert first.chair == secretary.member
    assert first.items.count() == 14
    assert BranchMonth.objects.filter(branch=branch, planned=1).count() == 12
    assert AuditEntry.objects.get(verb="set_fixed_days").by == secretary


def test_evening_on_tet_is_moved_and_remembers_its_day(branch, set_days, fixed_day):
    set_days(fixed_day())

    february = of(branch).get(month=date(2027, 2, 1))
    assert timezone.localdate(february.starts_at) == date(2027, 2, 14)
    assert february.scheduled_on == date(2027, 2, 3)


def test_who_wants_it_meets_on_a_holiday(branch, set_days, fixed_day):
    set_days(fixed_day(avoids_days_off=False))

    february = of(branch).get(month=date(2027, 2, 1))
    assert timezone.localdate(february.starts_at) == date(2027, 2, 3)


def test_day_off_of_the_table_counts(branch, set_days, fixed_day):
    DayOff.objects.create(date=date(2026, 12, 3))

    set_days(fixed_day())

    assert evenings(branch)[0].date() == date(2026, 12, 4)


def test_month_that_has_a_meeting_gets_no_second_one(branch, set_days, fixed_day):
    own = factories.meeting(branch, starts_at=NOW + timedelta(days=20))

    assert len(set_days(fixed_day())) == 11
    assert of(branch, month=own.month).count() == 1


def test_combined_in_the_second_month_of_each_quarter(branch, set_days, fixed_day):
    second = [2, 5, 8, 11]
    rest = [month for month in range(1, 13) if month not in second]

    set_days(fixed_day(months=rest), fixed_day(kind="combined", months=second, minutes=150))

    kinds = {one.month.month: one.kind for one in of(branch)}
    assert {month for month, kind in kinds.items() if kind == "combined"} == set(second)
    assert len(kinds) == 12


def test_second_run_makes_nothing(branch, set_days, fixed_day):
    set_days(fixed_day())
    before = list(of(branch).values_list("pk", "starts_at"))

    assert extend_fixed_days(now=NOW) == 0
    assert extend_fixed_days(now=NOW + timedelta(hours=5)) == 0
    assert list(of(branch).values_list("pk", "starts_at")) == before


def test_a_month_later_one_more_exists_and_a_year_later_twelve(branch, set_days, fixed_day):
    set_days(fixed_day())

    assert extend_fixed_days(now=NOW + timedelta(days=30)) == 1
    assert extend_fixed_days(now=NOW + timedelta(days=30)) == 0
    assert of(branch).last().month == date(2027, 12, 1)
    assert extend_fixed_days(now=NOW + timedelta(days=365)) == 11
    assert AuditEntry.objects.filter(verb="extend_fixed_days", by=None).count() == 2


def test_fixed_day_of_a_dissolved_branch_makes_nothing_more(branch, set_days, fixed_day):
    set_days(fixed_day())
    branch.dissolved_on = TODAY + timedelta(days=20)
    branch.save(update_fields=["dissolved_on"])

    assert extend_fixed_days(now=NOW + timedelta(days=60)) == 0


# Changing it


def test_new_day_moves_what_nobody_touched(branch, set_days, fixed_day):
    set_days(fixed_day())

    thursday = {"pattern": "weekday", "day": None, "ordinal": 1, "weekday": 3}
    set_days(fixed_day(**thursday, avoids_days_off=False))

    assert len(of(branch)) == 12
    assert {evening.weekday() for evening in evenings(branch)} == {3}
    assert Schedule.objects.count() == 1


def test_meetings_touched_by_hand_survive_a_change(branch, secretary, set_days, fixed_day):
    december, january, february, march, april = set_days(fixed_day())[:5]
    moved_to = december.starts_at + timedelta(days=2)
    edit_meeting(
        meeting=december,
        version=1,
        plan=plan_of(december, starts_at=moved_to, ends_at=moved_to + timedelta(hours=2)),
        by=secretary,
        now=NOW,
    )
    cancel_meeting(meeting=january, reason="Họp cùng đảng uỷ", by=secretary, now=NOW)
    line = AgendaLine(None, 2, "Bàn việc làm đường", None, "party", 20)
    save_agenda(meeting=february, version=1, lines=[line], by=secretary, now=NOW)
    factories.attachment(march)
    factories.meeting(branch, kind=MeetingKind.COMMITTEE, prepares=april)

    set_days(fixed_day(day=10), on=TODAY + timedelta(days=1))

    stayed = of(branch, pk__in=[december.pk, january.pk, february.pk, march.pk, april.pk])
    assert [one.month.month for one in stayed] == [12, 1, 2, 3, 4]
    december.refresh_from_db()
    assert december.starts_at == moved_to
    assert of(branch, month=january.month).get().state == MeetingState.CANCELLED
    others = of(branch, kind="periodic").exclude(pk__in=stayed)
    assert {timezone.localtime(one.starts_at).day for one in others} == {10}
    assert others.count() == 7


def test_ended_fixed_day_takes_untouched_meetings_along(branch, secretary, set_days, fixed_day):
    december = set_days(fixed_day())[0]
    cancel_meeting(meeting=december, reason="Bão", by=secretary, now=NOW)

    gone = end_fixed_days(organization=branch, ends_on=date(2027, 2, 1), by=secretary, now=NOW)

    assert gone == 10
    assert [one.month for one in of(branch)] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert BranchMonth.objects.filter(branch=branch).count() == 2
    assert extend_fixed_days(now=NOW + timedelta(days=200)) == 0
    with pytest.raises(ValidationError):
        end_fixed_days(organization=branch, ends_on=date(2027, 2, 1), by=secretary, now=NOW)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "cell"}, "kind"),
        ({"place": " "}, "place"),
        ({"form": Form.ONLINE}, "link"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 601}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(set_days, fixed_day, change, named):
    set_days(fixed_day())

    with pytest.raises(ValidationError) as refused:
        set_days(fixed_day(**change))

    assert named in refused.value.message_dict
    assert Meeting.objects.count() == 12


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=500)])
def test_start_in_the_past_or_far_ahead_is_refused(set_days, fixed_day, on):
    with pytest.raises(ValidationError) as refused:
        set_days(fixed_day(), on=on)

    assert "starts_on" in refused.value.message_dict


def test_committee_has_no_fixed_day(tree, secretary, fixed_day):
    with pytest.raises(ValidationError):
        set_fixed_days(
            organization=tree.body, days=[fixed_day()], starts_on=TODAY, by=secretary, now=NOW
        )


def test_queries_do_not_grow_with_the_number_of_branches(
    tree, secretary, fixed_day, django_assert_max_num_queries
):
    for place in (tree.branch, tree.sibling):
        set_fixed_days(
            organization=place, days=[fixed_day()], starts_on=TODAY, by=secretary, now=NOW
        )

    with django_assert_max_num_queries(1):
        extend_fixed_days(now=NOW)
