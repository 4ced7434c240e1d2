"""The page of the year and that of the fixed day: what they show, what a tap does, who may."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, MeetingKind, MeetingState, Schedule
from meetings.services.schedule import FixedDay, set_fixed_days
from members.models import DayOff
from members.working_days import WorkingDays
from tests import factories

pytestmark = pytest.mark.django_db


def address(name, place):
    return reverse(f"meetings:{name}", args=[place.public_id])


@pytest.fixture
def year_page(branch, secretary_client):
    def year_page(year=None, place=branch):
        answer = secretary_client.get(address("year_plan", place), {"year": year} if year else {})
        assert answer.status_code == 200
        return answer

    return year_page


def typed(**changes):
    first = {
        "pattern": "day",
        "day": "3",
        "ordinal": "1",
        "weekday": "3",
        "begins": "19h30",
        "minutes": "120",
        "form": "in_person",
        "place": "Nhà văn hoá",
        "link": "",
        "thematic": "combined",
        "thematic_month": "2",
        "thematic_day": "15",
        "avoids_days_off": "on",
        "starts_on": f"{timezone.localdate():%d/%m/%Y}",
    }
    return first | changes


def months(page):
    return page.context["year"].months


def test_every_month_without_a_meeting_is_seen_and_planned_by_one_tap(
    branch, secretary_client, year_page, today
):
    after = today.year + 1
    page = year_page(after)
    assert [month.is_missing for month in months(page)] == [True] * 12

    tap = {"month": f"{after}-05", "kind": "periodic"}
    # The place is not known yet: it is asked for, with the month kept.
    answer = secretary_client.post(address("month_plan", branch), tap)
    assert answer.url.endswith(f"?kind=periodic&month={after}-05")
    assert not Meeting.objects.exists()
    form = secretary_client.get(answer.url).context["form"]
    assert form["month"].value() == date(after, 5, 1)

    factories.meeting(branch, starts_at=timezone.now() - timedelta(days=40))
    answer = secretary_client.post(address("month_plan", branch), tap)
    assert answer.url.endswith(f"?year={after}#month-5")
    planned = Meeting.objects.get(month=date(after, 5, 1))
    assert planned.state == MeetingState.PLANNED
    assert [month.is_missing for month in months(year_page(after))].count(True) == 11


@pytest.mark.parametrize(
    "tap",
    [
        {"month": "2020-01", "kind": "periodic"},
        {"month": "nay", "kind": "periodic"},
        {"month": "2099-01", "kind": "periodic"},
        {"kind": "periodic"},
        {"month": f"{timezone.localdate():%Y-%m}", "kind": "cell"},
    ],
)
def test_tap_that_means_nothing_plans_nothing(branch, secretary_client, tap):
    answer = secretary_client.post(address("month_plan", branch), tap)

    assert answer.status_code == 302
    assert not Meeting.objects.exists()


def test_tap_takes_the_fixed_day(branch, secretary, secretary_client, now, today):
    day = FixedDay(
        kind="periodic", pattern="day", day=9, time=now.time(), minutes=100, place="Phòng 2"
    )
    set_fixed_days(organization=branch, days=[day], starts_on=today, by=secretary, now=now)
    gone = Meeting.objects.latest("month")
    Meeting.objects.filter(pk=gone.pk).delete()

    secretary_client.post(
        address("month_plan", branch), {"month": f"{gone.month:%Y-%m}", "kind": "periodic"}
    )

    again = Meeting.objects.get(month=gone.month)
    assert again.place == "Phòng 2"
    assert again.starts_at.date() == gone.starts_at.date()


def test_clash_and_day_off_are_pointed_out_with_another_day(
    tree, branch, year_page, secretary_client, today
):
    free = WorkingDays({}).next_free(today + timedelta(days=9))
    starts_at = timezone.make_aware(datetime.combine(free, time(19)))
    meeting = factories.meeting(branch, starts_at=starts_at)
    year = meeting.month.year
    assert not year_page(year).context["year"].hindered
    factories.meeting(tree.cell, kind=MeetingKind.CELL, starts_at=starts_at, title="Họp tổ 1")

    [one] = [one for month in months(year_page(year)) for one in month.planned]
    assert "Họp tổ 1" in one.hindrances.concerns[0].text
    other = one.hindrances.other_day
    assert other
    assert other.month == timezone.localdate(starts_at).month

    DayOff.objects.create(date=timezone.localdate(starts_at), note="Nghỉ bù")
    page = secretary_client.get(address("meeting_edit", meeting), {"day": other.isoformat()})
    assert len(page.context["hindrances"].concerns) == 2
    assert page.context["form"]["day"].value() == f"{other:%d/%m/%Y}"


def test_of_a_meeting_one_may_not_see_only_its_hour_is_said(tree, cell_leader, sign_in):
    starts_at = timezone.now().replace(hour=12, minute=0) + timedelta(days=9)
    meeting = factories.meeting(tree.cell, kind=MeetingKind.CELL, starts_at=starts_at)
    factories.meeting(tree.branch, starts_at=starts_at, title="Việc riêng của chi bộ")

    page = sign_in(cell_leader).get(address("year_plan", tree.cell), {"year": meeting.month.year})

    assert page.context["year"].hindered == 1
    assert "Việc riêng" not in page.content.decode()


@pytest.mark.parametrize("year", ["nay", "0", "99999", "1200", "-5", "٢٠٢٦"])
def test_wrong_year_is_this_year(year_page, today, year):
    assert year_page(year).context["year"].number == today.year


def test_queries_do_not_grow_with_meetings(branch, year_page, django_assert_max_num_queries, today):
    year_page()
    for number in range(1, 13):
        starts_at = timezone.now().replace(month=number, day=5)
        factories.meeting(branch, starts_at=starts_at)
        factories.meeting(branch, starts_at=starts_at, kind=MeetingKind.COMMITTEE)

    with django_assert_max_num_queries(18):
        year_page()


# The fixed day


def test_evenings_are_shown_before_anything_is_saved(branch, secretary_client):
    url = address("schedule_edit", branch)
    assert len(secretary_client.get(url).context["evenings"]) == 12

    part = secretary_client.post(url, typed(day="31", preview="1"), headers={"HX-Request": "true"})

    assert len(part.context["evenings"]) == 12
    assert part.context["is_on_last_day"]
    assert "<html" not in part.content.decode()
    assert not Schedule.objects.exists()


def test_saving_plans_the_year_and_shows_it(branch, secretary_client, today):
    answer = secretary_client.post(address("schedule_edit", branch), typed())

    assert answer.status_code == 302
    kinds = list(Meeting.objects.values_list("kind", flat=True))
    assert len(kinds) == 12
    assert kinds.count("combined") == 4
    combined = Meeting.objects.filter(kind="combined").first()
    assert combined.ends_at - combined.starts_at >= timedelta(minutes=120)
    again = secretary_client.get(address("schedule_edit", branch)).context["form"]
    assert (again["day"].value(), again["thematic"].value()) == (3, "combined")


def test_thematic_meetings_on_a_day_of_their_own(branch, secretary_client):
    secretary_client.post(address("schedule_edit", branch), typed(thematic="apart"))

    kinds = list(Meeting.objects.values_list("kind", flat=True))
    assert (kinds.count("periodic"), kinds.count("thematic")) == (12, 4)


def test_cell_has_its_own_fixed_day(tree, cell_leader, sign_in):
    url = address("schedule_edit", tree.cell)

    assert sign_in(cell_leader).post(url, typed()).status_code == 302

    assert set(Meeting.objects.values_list("kind", flat=True)) == {"cell"}
    assert Schedule.objects.get().organization == tree.cell


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": " "}, "place"),
        ({"begins": "25:00"}, "begins"),
        ({"day": "32"}, "day"),
        ({"minutes": "0"}, "minutes"),
        ({"form": "online"}, "link"),
        ({"form": "online", "link": "zoom"}, "link"),
        ({"starts_on": "31/02/2027"}, "starts_on"),
        ({"starts_on": "01/01/2020"}, "starts_on"),
        ({"pattern": "moon"}, "pattern"),
    ],
)
def test_wrong_input_is_named_and_plans_nothing(branch, secretary_client, change, field):
    answer = secretary_client.post(address("schedule_edit", branch), typed(**change))

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Meeting.objects.exists()


def test_ending_it_says_how_many_are_gone(branch, secretary_client, in_english):
    secretary_client.post(address("schedule_edit", branch), typed())

    answer = secretary_client.post(address("schedule_end", branch), follow=True)

    assert not Meeting.objects.exists()
    assert "12" in str(next(iter(answer.context["messages"])))
    secretary_client.post(address("schedule_end", branch))
    assert not Schedule.objects.standing(timezone.localdate()).exists()
