"""Reminding the branches that are behind with a committee's month."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.services.month import rebuild_branch_months
from members.models import Announcement, AuditEntry, Occasion, PostKind
from tests import factories

from .months import names, page, remind

pytestmark = pytest.mark.django_db


def leader(branch, kind=PostKind.SECRETARY):
    person = factories.member(home=branch)
    factories.post(person, branch, post=kind)
    return person


def reminded():
    return {
        announcement.organization.name
        for announcement in Announcement.objects.filter(occasion=Occasion.COMMITTEE_REMINDER)
    }


# Who may


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


# Who is reminded


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
