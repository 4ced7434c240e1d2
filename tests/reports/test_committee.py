"""A committee's month: figures, rows, rights, and the reminder."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.services.month import rebuild_branch_months
from members.models import Announcement, AuditEntry, Occasion, PostKind
from reports.queries.committee import Figures, figures_by_child, total
from tests import factories

from .conftest import NOVEMBER

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
ALL = ["tổ dân phố 7", "tổ dân phố 8", "tổ dân phố 21", "Văn phòng"]


def page(organization, **query):
    return reverse("reports:committee_month", args=[organization.public_id], query=query)


def remind(organization):
    return reverse("reports:committee_remind", args=[organization.public_id])


def names(response):
    return [row.name for row in response.context["page_obj"]]


# Figures


def test_figures_add_up_each_branch_once(world, reader):
    overdue = factories.task(world.branch, reader.member, due_on=TODAY - timedelta(days=1))
    factories.task(world.branch, reader.member, due_on=TODAY)
    factories.task(world.far, overdue.owner, due_on=TODAY - timedelta(days=1))

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)

    assert figures == {
        world.body.pk: Figures(
            branches=2, met=1, filed=1, thematic=1, base=30, present=17, open_tasks=2,
            overdue_tasks=1,
        ),
        world.cousin_body.pk: Figures(branches=1, called=1),
        world.office.pk: Figures(branches=1, not_planned=1),
    }  # fmt: skip


def test_totals_are_computed_from_counts(world):
    figures = total(figures_by_child(world.district, NOVEMBER, today=TODAY).values())

    assert (figures.branches, figures.have_met) == (4, 2)
    assert figures.attendance_percent == pytest.approx(100 * 17 / 30)
    assert sum(length for _state, _start, length in figures.segments) == figures.branches


def test_without_a_base_there_is_no_rate():
    assert Figures(branches=3).attendance_percent is None


def test_thematic_meeting_counts_for_its_quarter_up_to_the_month(world, hold):
    hold(world.branch, "approved", kind="thematic", month=date(2026, 10, 1))
    hold(world.cousin, "approved", kind="thematic", month=date(2026, 9, 1))
    hold(world.office, "approved", kind="thematic", month=date(2026, 12, 1))
    rebuild_branch_months()

    november = total(figures_by_child(world.district, NOVEMBER, today=TODAY).values())
    october = total(figures_by_child(world.district, date(2026, 10, 1), today=TODAY).values())

    assert (november.thematic, october.thematic) == (2, 1)


def test_thematic_meeting_alone_does_not_meet_the_month(world, hold):
    hold(world.office, "approved", kind="thematic")
    hold(world.office, "planned")
    rebuild_branch_months()

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)[world.office.pk]

    assert (figures.planned, figures.have_met, figures.thematic) == (1, 0, 1)


def test_month_is_filed_when_the_minutes_of_all_its_meetings_are(world, hold):
    hold(world.branch, "held", kind="thematic")
    rebuild_branch_months()

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)[world.body.pk]

    assert (figures.met, figures.filed) == (2, 0)


def test_branch_counts_from_its_founding_to_its_end(world):
    factories.organization(parent=world.cousin_body, on=date(2026, 12, 1))
    gone = factories.organization(parent=world.cousin_body)
    type(gone).objects.filter(pk=gone.pk).update(dissolved_on=date(2026, 11, 15))

    def count(month):
        return figures_by_child(world.district, month, today=TODAY)[world.cousin_body.pk].branches

    assert [count(date(2026, number, 1)) for number in (11, 12)] == [2, 2]


def test_tasks_of_a_branch_that_is_gone_are_not_asked_of_anybody(world):
    gone = factories.organization(parent=world.district, kind_code="grassroots_branch")
    factories.task(gone, factories.member(home=gone))
    type(gone).objects.filter(pk=gone.pk).update(dissolved_on=date(2026, 10, 1))

    figures = figures_by_child(world.district, NOVEMBER, today=TODAY)

    assert gone.pk not in figures
    assert total(figures.values()).open_tasks == 0


def test_residence_links_and_guests_never_reach_a_figure(world, stranger):
    before = figures_by_child(world.district, NOVEMBER, today=TODAY)

    factories.affiliate(stranger.member, world.branch, "residence", since=date(2026, 1, 1))
    world.branch.meetings.get().guests.create(name="Bà Năm")
    rebuild_branch_months()

    assert figures_by_child(world.district, NOVEMBER, today=TODAY) == before


# The page


def test_district_sees_its_organisations_and_opens_one(world, district_reviewer_client):
    response = district_reviewer_client.get(page(world.district))

    assert [row.organization for row in response.context["page_obj"]] == [
        world.body,
        world.cousin_body,
        world.office,
    ]
    assert page(world.body, month="2026-11") in response.content.decode()


def test_grassroots_sees_its_branches_with_their_states(world, grassroots_reviewer_client):
    response = grassroots_reviewer_client.get(page(world.body))

    rows = {row.name: (row.state, row.has_thematic) for row in response.context["page_obj"]}
    assert rows == {"Chi bộ tổ dân phố 7": ("filed", False), "Chi bộ tổ dân phố 8": ("met", True)}


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("all", [f"Chi bộ {name}" for name in ALL]),
        ("filed", ["Chi bộ tổ dân phố 7"]),
        ("met", ["Chi bộ tổ dân phố 8"]),
        ("called", ["Chi bộ tổ dân phố 21"]),
        ("planned", []),
        ("not_planned", ["Chi bộ Văn phòng"]),
        ("no_thematic", ["Chi bộ tổ dân phố 7", "Chi bộ tổ dân phố 21", "Chi bộ Văn phòng"]),
        ("overdue", ["Chi bộ tổ dân phố 21"]),
        ("behind", ["Chi bộ Văn phòng"]),
    ],
)  # fmt: skip
def test_each_number_opens_the_rows_behind_it(world, district_reviewer_client, group, expected):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, group=group))

    assert sorted(names(response)) == sorted(expected)


def test_search_finds_branches_by_their_own_or_their_bodys_name(world, district_reviewer_client):
    assert names(district_reviewer_client.get(page(world.district, q="van phong"))) == [
        "Chi bộ Văn phòng"
    ]
    assert names(district_reviewer_client.get(page(world.district, q="khu tay"))) == [
        "Chi bộ tổ dân phố 21"
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("state", "Chi bộ Văn phòng"),
        ("attendance", "Chi bộ tổ dân phố 8"),
        ("overdue", "Chi bộ tổ dân phố 21"),
    ],
)
def test_rows_are_sorted_the_weakest_first(world, district_reviewer_client, sort, first):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, group="all", sort=sort))

    assert names(response)[0] == first


@pytest.mark.parametrize(
    ("sort", "first"), [("state", "office"), ("attendance", "body"), ("overdue", "cousin_body")]
)
def test_organisations_are_sorted_the_weakest_first(world, district_reviewer_client, sort, first):
    person = factories.member(home=world.cousin)
    factories.task(world.cousin, person, due_on=TODAY - timedelta(days=1))

    response = district_reviewer_client.get(page(world.district, sort=sort))

    assert response.context["page_obj"][0].organization == getattr(world, first)


@pytest.mark.parametrize("month", ["", "nonsense", "2026-13", "0001-01", "9999-12"])
def test_wrong_month_shows_this_one(world, district_reviewer_client, month):
    response = district_reviewer_client.get(page(world.district, month=month))

    assert response.context["asked"].month == NOVEMBER


def test_months_before_are_kept_with_their_filter(world, district_reviewer_client):
    response = district_reviewer_client.get(page(world.district, month="2026-10", group="all"))

    text = response.content.decode()
    assert "month=2026-09&amp;group=all" in text
    assert "month=2026-11&amp;group=all" in text


def test_htmx_gets_the_rows_alone(world, district_reviewer_client):
    response = district_reviewer_client.get(
        page(world.district, group="all"), headers={"HX-Request": "true"}
    )

    assert "Chi bộ Văn phòng" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_committee_without_branches_says_what_will_be_here(tree, sign_in):
    person = factories.member(home=tree.office)
    empty = factories.organization(parent=tree.district, kind_code="grassroots_body")
    factories.post(person, empty, post=PostKind.REVIEWER)

    response = sign_in(factories.user(person)).get(page(empty))

    assert response.context["total"] == Figures()
    assert "empty" in response.content.decode()


def test_sectional_body_is_a_committee_of_its_own(world, hold, sign_in):
    section = factories.organization(parent=world.body, kind_code="sectional_body")
    below = factories.organization(parent=section)
    hold(below, "approved")
    rebuild_branch_months()
    reviewer = factories.member(home=world.office)
    factories.post(reviewer, section, post=PostKind.REVIEWER)

    response = sign_in(factories.user(reviewer)).get(page(section))

    assert names(response) == [below.name]
    assert response.context["total"].filed == 1


@pytest.mark.parametrize("query", [{}, {"group": "all"}, {"group": "behind"}])
def test_page_asks_as_much_for_many_rows(
    world, district_reviewer_client, django_assert_num_queries, query
):
    url = page(world.district, **query)
    district_reviewer_client.get(url)
    with CaptureQueriesContext(connection) as first:
        district_reviewer_client.get(url)

    for _ in range(4):
        body = factories.organization(parent=world.district, kind_code="grassroots_body")
        person = factories.member(home=factories.organization(parent=body))
        factories.task(person.home, person)

    with django_assert_num_queries(len(first)):
        district_reviewer_client.get(url)


# Who may


@pytest.mark.parametrize(
    ("client", "place", "status"),
    [
        ("district_reviewer_client", "district", 200),
        ("district_reviewer_client", "body", 200),
        ("district_reviewer_client", "branch", 302),
        ("grassroots_reviewer_client", "body", 200),
        ("grassroots_reviewer_client", "district", 404),
        ("grassroots_reviewer_client", "cousin_body", 404),
        ("auditor_client", "district", 403),
        ("reader_client", "branch", 403),
        ("reader_client", "body", 404),
        ("secretary_client", "body", 404),
        ("technical_admin_client", "district", 404),
        ("moved_away_client", "branch", 404),
    ],
)
def test_figures_are_for_those_who_oversee(request, world, client, place, status):
    browser = request.getfixturevalue(client)

    assert browser.get(page(getattr(world, place))).status_code == status


@pytest.mark.parametrize(
    ("client", "place", "status"),
    [
        ("district_reviewer_client", "district", 302),
        ("grassroots_reviewer_client", "district", 404),
        ("auditor_client", "district", 403),
        ("secretary_client", "branch", 403),
        ("stranger_client", "branch", 404),
    ],
)
def test_reminding_is_for_those_who_oversee(request, world, client, place, status):
    browser = request.getfixturevalue(client)

    assert browser.post(remind(getattr(world, place))).status_code == status


def test_reminder_is_not_sent_by_a_link(world, district_reviewer_client):
    assert district_reviewer_client.get(remind(world.district)).status_code == 405


# The reminder


def leader(branch, kind=PostKind.SECRETARY):
    person = factories.member(home=branch)
    factories.post(person, branch, post=kind)
    return person


def reminded():
    return {
        announcement.organization.name
        for announcement in Announcement.objects.filter(occasion=Occasion.COMMITTEE_REMINDER)
    }


def test_reminder_goes_exactly_to_those_behind(world, hold, district_reviewer_client):
    late = factories.organization(parent=world.body, name="Chi bộ chậm biên bản")
    hold(late, "held", starts_at=datetime(2026, 11, 3, 19, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    rebuild_branch_months()
    for branch in [late, world.branch, world.sibling, world.cousin, world.office, world.far]:
        leader(branch)

    response = district_reviewer_client.post(remind(world.district), {"month": "2026-11"})

    assert reminded() == {"Chi bộ chậm biên bản", "Chi bộ Văn phòng"}
    assert response.url == page(world.district, month="2026-11", group="")
    assert AuditEntry.objects.filter(verb="remind_branches").count() == 1


def test_reminder_of_one_state_goes_to_that_state_alone(world, hold, district_reviewer_client):
    planned = factories.organization(parent=world.body, name="Chi bộ mới dự kiến")
    hold(planned, "planned")
    rebuild_branch_months()
    for branch in [planned, world.office]:
        leader(branch)

    district_reviewer_client.post(remind(world.district), {"month": "2026-11", "group": "planned"})

    assert reminded() == {"Chi bộ mới dự kiến"}


def test_second_press_of_the_day_reminds_nobody(world, sign_in, district_reviewer, time_machine):
    browser = sign_in(district_reviewer)
    leader(world.office)
    browser.post(remind(world.district), {"month": "2026-11"})

    response = browser.get(page(world.district))
    reminder = response.context["reminder"]
    assert (reminder.due_count, reminder.told_count) == (0, 1)
    assert "data-confirm" not in response.content.decode()
    browser.post(remind(world.district), {"month": "2026-11"})
    assert Announcement.objects.filter(occasion=Occasion.COMMITTEE_REMINDER).count() == 1

    time_machine.move_to("2026-11-25T09:00+07:00", tick=False)
    tomorrow = sign_in(district_reviewer).get(page(world.district))
    assert tomorrow.context["reminder"].due_count == 1


def test_reminder_of_another_committee_does_not_count_as_ours(
    world, district_reviewer_client, grassroots_reviewer_client, hold
):
    late = factories.organization(parent=world.body, name="Chi bộ chưa dự kiến")
    leader(late)

    grassroots_reviewer_client.post(remind(world.body), {"month": "2026-11"})

    reminder = district_reviewer_client.get(page(world.district)).context["reminder"]
    assert (reminder.due_count, reminder.told_count) == (2, 0)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-10", {"Chi bộ tổ dân phố 21", "Chi bộ Văn phòng"}),
        ("2026-12", set()),
    ],
)
def test_past_month_is_behind_when_only_called_and_future_never(
    world, hold, district_reviewer_client, month, expected
):
    october = date(2026, 10, 1)
    for branch, state in [("branch", "approved"), ("sibling", "approved"), ("cousin", "called")]:
        hold(getattr(world, branch), state, month=october)
    rebuild_branch_months()

    response = district_reviewer_client.get(page(world.district, month=month, group="behind"))

    assert set(names(response)) == expected
