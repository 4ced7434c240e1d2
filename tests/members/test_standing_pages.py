"""Standings as dated facts: entering, correcting, striking out; leaving the roll and back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.clocks import probation_ends_on
from members.models import AuditEntry, Departure, PostKind, StandingStatus
from members.models.belonging import MEMBERSHIP
from members.services import belonging
from members.services.departures import leave_roll, undo_departure
from members.services.standings import correct_standing, strike_standing
from tests import factories

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
PROBATIONARY, OFFICIAL, EXEMPT = "probationary", "official", "exempt"


@pytest.fixture
def deed(secretary, now):
    return {"by": secretary, "now": now}


@pytest.fixture
def newcomer(branch, deed):
    """Admitted in March 2025, recognised in March 2026."""
    person = belonging.register_member(
        full_name="Đặng Thị Mới",
        home=branch,
        on=date(2025, 3, 1),
        status=StandingStatus.PROBATIONARY,
        **deed,
    )
    belonging.set_standing(member=person, status=StandingStatus.OFFICIAL, on=MARCH, **deed)
    return person


def facts(person):
    found = person.standings.order_by("valid_from", "status")
    return list(found.values_list("status", "valid_from", "valid_to"))


def correct(standing, deed, **changes):
    unchanged = {"on": standing.valid_from, "until": standing.valid_to, "decision": ""}
    correct_standing(standing=standing, **unchanged | changes, reason="Gõ nhầm", **deed)


# Correcting


@pytest.mark.parametrize("on", [date(2026, 2, 1), date(2026, 5, 1)])
def test_the_membership_before_ends_where_the_corrected_one_begins(newcomer, deed, on):
    correct(newcomer.standings.get(status=OFFICIAL), deed, on=on, decision="12-QĐ/ĐU")

    assert facts(newcomer) == [
        (PROBATIONARY, date(2025, 3, 1), on),
        (OFFICIAL, on, None),
    ]
    entry = AuditEntry.objects.get(verb="correct_standing")
    assert entry.reason == f"01/03/2026– → {on:%d/%m/%Y}–: Gõ nhầm"
    assert newcomer.standings.get(status=OFFICIAL).decision == "12-QĐ/ĐU"


def test_membership_does_not_swallow_the_one_before(newcomer, deed):
    with pytest.raises(ValidationError, match="01/03/2025"):
        correct(newcomer.standings.get(status=OFFICIAL), deed, on=date(2025, 3, 1))


def test_first_membership_may_begin_any_day(newcomer, deed):
    correct(newcomer.standings.get(status=PROBATIONARY), deed, on=date(2025, 1, 1))

    assert facts(newcomer)[0] == (PROBATIONARY, date(2025, 1, 1), MARCH)


def test_exemption_gets_other_days(newcomer, deed):
    exempt = belonging.set_standing(member=newcomer, status=StandingStatus.EXEMPT, on=JUNE, **deed)

    correct(exempt, deed, on=date(2026, 5, 1), until=date(2026, 5, 15))

    newcomer.refresh_from_db()
    assert not newcomer.is_exempt
    with pytest.raises(ValidationError):
        correct(exempt, deed, on=date(2026, 5, 1), until=date(2026, 4, 1))


def test_struck_out_recognition_lets_probation_go_on(newcomer, deed):
    strike_standing(
        standing=newcomer.standings.get(status=OFFICIAL), reason="Chưa công nhận", **deed
    )

    newcomer.refresh_from_db()
    assert facts(newcomer) == [(PROBATIONARY, date(2025, 3, 1), None)]
    assert not newcomer.is_official


def test_struck_out_probation_leaves_no_gap(newcomer, deed):
    strike_standing(
        standing=newcomer.standings.get(status=PROBATIONARY), reason="Nhập thừa", **deed
    )

    assert facts(newcomer) == [(OFFICIAL, date(2025, 3, 1), None)]


def test_only_membership_is_not_struck_out(branch, deed):
    person = belonging.register_member(full_name="Lê Văn Một", home=branch, on=MARCH, **deed)

    with pytest.raises(ValidationError):
        strike_standing(standing=person.standings.get(), reason="Nhầm", **deed)


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(list(StandingStatus)), days),
        st.tuples(st.just("correct"), st.integers(0, 9), days),
        st.tuples(st.just("strike"), st.integers(0, 9), days),
    ),
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_membership_never_has_a_gap(branch, deed, walk):
    person = belonging.register_member(
        full_name="Lê Văn Một", home=branch, on=MARCH, status=StandingStatus.PROBATIONARY, **deed
    )
    for verb, what, day in walk:
        rows = list(person.standings.order_by("valid_from", "pk"))
        try:
            if verb == "set":
                belonging.set_standing(member=person, status=what, on=day, **deed)
            elif verb == "correct":
                correct(rows[what % len(rows)], deed, on=day)
            else:
                strike_standing(standing=rows[what % len(rows)], reason="Nhầm", **deed)
        except ValidationError:
            pass
    spans = [(start, end) for status, start, end in facts(person) if status in MEMBERSHIP]
    assert spans
    assert [end for _start, end in spans[:-1]] == [start for start, _end in spans[1:]]
    assert spans[-1][1] is None


# The pages


def test_page_lists_the_facts_with_their_decisions(secretary_client, newcomer, deed):
    belonging.set_standing(
        member=newcomer, status=StandingStatus.EXEMPT, on=JUNE, decision="Số 7-NQ/CB", **deed
    )

    page = secretary_client.get(f"/members/{newcomer.public_id}/standings/").content.decode()

    assert page.index("Số 7-NQ/CB") < page.index("?fact=official.2026-03-01")
    assert "?fact=probationary.2025-03-01" in page


def test_recognition_is_proposed_from_the_day_probation_ended(branch, secretary_client, today):
    person = factories.member(
        home=branch, status=StandingStatus.PROBATIONARY, admitted_on=date(2024, 2, 29)
    )
    address = f"/members/{person.public_id}/standings/new/"

    assert probation_ends_on(person, today) == date(2025, 2, 28)
    form = secretary_client.get(address).context["form"]
    secretary_client.post(address, {"change": "official", "on": "28/2/2025", "decision": "3-QĐ/ĐU"})

    assert form["on"].value() == "28/02/2025"
    person.refresh_from_db()
    assert person.is_official
    assert person.standings.get(status=OFFICIAL).valid_from == date(2025, 2, 28)


def test_exemption_and_suspension_begin_and_end(branch, secretary_client, today):
    person = factories.member(home=branch)
    address = f"/members/{person.public_id}/standings/new/"

    def enter(change, day, **more):
        typed = {"change": change, "on": f"{day:%d/%m/%Y}", "decision": "3-NQ/CB"} | more
        answer = secretary_client.post(address, typed)
        person.refresh_from_db()
        return answer.status_code

    assert enter("exempt", today - timedelta(days=9)) == 302
    assert person.is_exempt
    assert enter("exempt", today) == 422  # offered only to who is not
    assert enter("lift-exempt", today) == 302
    assert not person.is_exempt
    assert enter("lift-suspended", today) == 422
    assert enter("suspended", today, until=f"{today + timedelta(days=30):%d/%m/%Y}") == 302
    assert person.is_suspended
    assert AuditEntry.objects.get(verb="lift_standing").reason == "3-NQ/CB"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"on": "hôm qua"}, "on"),
        ({"change": ""}, "change"),
        ({"change": "lift-exempt"}, "change"),
        ({"until": "1/1/2020"}, "until"),
    ],
)
def test_what_is_wrong_stays_on_the_page(branch, secretary_client, changes, field):
    person = factories.member(home=branch)
    typed = {"change": "exempt", "on": "01/06/2026", "decision": "Số lạ 77"} | changes

    response = secretary_client.post(f"/members/{person.public_id}/standings/new/", typed)

    assert response.status_code == 422
    assert response.context["form"].errors.get(field)
    if "decision" not in changes:
        assert "Số lạ 77" in response.content.decode()
    assert person.standings.count() == 1


def test_fact_that_nobody_named_leads_back(secretary_client, newcomer):
    for named in ("", "official.1900-01-01", "'"):
        response = secretary_client.get(
            f"/members/{newcomer.public_id}/standings/correct/", {"fact": named}
        )
        assert response.url == f"/members/{newcomer.public_id}/standings/"


def test_correcting_and_striking_out_by_the_page(secretary_client, newcomer):
    address = f"/members/{newcomer.public_id}/standings/correct/?fact=official.2026-03-01"

    assert secretary_client.post(address, {"on": "1/2/2026"}).status_code == 422
    secretary_client.post(address, {"on": "1/2/2026", "reason": "Gõ nhầm"})
    assert facts(newcomer)[1] == (OFFICIAL, date(2026, 2, 1), None)

    moved = address.replace("2026-03-01", "2026-02-01")
    secretary_client.post(moved, {"on": "1/2/2026", "reason": "Chưa có", "is_struck": "on"})
    assert facts(newcomer) == [(PROBATIONARY, date(2025, 3, 1), None)]


# Leaving the roll


def test_who_leaves_is_at_home_nowhere_and_comes_back_whole(tree, newcomer, deed, today):
    belonging.join_cell(member=newcomer, cell=tree.cell, on=MARCH, **deed)
    factories.post(newcomer, tree.cell, post=PostKind.CELL_LEADER)
    ended = factories.post(newcomer, tree.branch, post=PostKind.REVIEWER, since=MARCH, until=JUNE)
    before = (facts(newcomer), list(newcomer.affiliations.order_by("pk").values()))

    departure = leave_roll(member=newcomer, kind="died", on=today, decision="", **deed)

    newcomer.refresh_from_db()
    assert (newcomer.home, newcomer.cell, newcomer.is_official) == (None, None, False)
    assert not newcomer.posts.in_force(today).exists()
    assert not newcomer.affiliations.in_force(today).exists()
    entry = AuditEntry.objects.get(verb="leave_roll")
    assert (entry.organization, entry.member) == (tree.branch, newcomer)

    undo_departure(departure=departure, reason="Nhầm người", **deed)

    newcomer.refresh_from_db()
    ended.refresh_from_db()
    assert (newcomer.home, newcomer.cell, newcomer.is_official) == (tree.branch, tree.cell, True)
    assert (facts(newcomer), list(newcomer.affiliations.order_by("pk").values())) == before
    assert newcomer.posts.in_force(today).get().kind == PostKind.CELL_LEADER
    assert ended.valid_to == JUNE
    with pytest.raises(ValidationError):
        undo_departure(departure=departure, reason="Lần nữa", **deed)


def test_nobody_leaves_before_what_is_entered_already(newcomer, deed):
    with pytest.raises(ValidationError, match="01/03/2026"):
        leave_roll(member=newcomer, kind="died", on=MARCH, decision="", **deed)

    newcomer.refresh_from_db()
    assert newcomer.home
    assert not Departure.objects.exists()


def test_who_is_on_the_way_to_another_branch_does_not_leave(tree, newcomer, deed, today):
    factories.transfer(newcomer, tree.sibling)

    with pytest.raises(ValidationError):
        leave_roll(member=newcomer, kind="died", on=today, decision="", **deed)


def test_post_taken_meanwhile_is_not_given_back(tree, branch, deed, today):
    away = factories.member(home=branch)
    factories.post(away, tree.sibling, since=MARCH)
    departure = leave_roll(member=away, kind="resigned", on=today, decision="1", **deed)
    factories.post(factories.member(home=tree.sibling), tree.sibling, since=today)

    with pytest.raises(ValidationError):
        undo_departure(departure=departure, reason="Nhầm người", **deed)
    departure.refresh_from_db()
    assert departure.undone_at is None


def test_leaving_and_taking_back_by_the_pages(secretary_client, newcomer, today):
    address = f"/members/{newcomer.public_id}/leave/"
    typed = {"kind": "removed", "on": f"{today:%d/%m/%Y}"}

    assert secretary_client.post(address, typed).status_code == 422  # without a decision
    secretary_client.post(address, typed | {"decision": "5-QĐ/ĐU"})
    page = secretary_client.get("/departures/")
    departure = Departure.objects.get()

    assert "Đặng Thị Mới" in page.content.decode()
    assert secretary_client.get(f"/members/{newcomer.public_id}/").status_code == 404
    undo = f"/departures/{departure.public_id}/undo/"
    assert secretary_client.post(undo, {"reason": ""}).status_code == 422
    secretary_client.post(undo, {"reason": "Nhầm người"})
    assert secretary_client.get(f"/members/{newcomer.public_id}/").status_code == 200
    assert "Đặng Thị Mới" not in secretary_client.get("/departures/").content.decode()


def test_departures_ask_as_much_for_twenty_as_for_two(
    secretary_client, branch, django_assert_max_num_queries
):
    for _ in range(20):
        factories.departure(factories.member(), branch)

    with django_assert_max_num_queries(15):
        secretary_client.get("/departures/")
