"""The roll on one screen: all but a few, bases person by person, enough or not, and its speed."""

import time
from datetime import timedelta

import pytest

from meetings.models import AttendanceStatus, Guest, PaperKind
from meetings.papers import document_of
from members.models import StandingStatus
from tests import factories

from .evenings import again, all_present, opened
from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db
NO_GUESTS = {"guests-TOTAL_FORMS": 0, "guests-INITIAL_FORMS": 0}


@pytest.fixture
def evening(branch, secretary, reader, deputy, now):
    return opened(branch, secretary, now - timedelta(minutes=1))


def sent(client, evening, **data):
    form = client.get(url("rollcall_edit", evening)).context["form"]
    hidden = {"version": form["version"].value(), "seen": form["seen"].value()}
    return client.post(url("rollcall_edit", evening), hidden | NO_GUESTS | data, follow=True)


def status(evening, user):
    return AttendanceStatus(evening.attendances.get(member=user.member).status)


def test_all_present_but_one_without_a_script(secretary_client, evening, reader, deputy):
    pk = reader.member.pk

    sent(
        secretary_client,
        evening,
        all="present",
        **{f"status-{pk}": "excused", f"reason-{pk}": "Đi viện"},
    )

    assert status(evening, reader) == AttendanceStatus.EXCUSED
    assert status(evening, deputy) == AttendanceStatus.PRESENT
    assert again(evening).present_count == 2


def test_from_the_signed_sheet_by_numbers(secretary_client, evening, reader, deputy, secretary):
    sheet = document_of(evening, PaperKind.SIGN_IN)
    names = [row.name for row in sheet.rows]
    place = names.index(reader.member.full_name) + 1

    sent(secretary_client, evening, all="present", missing=f" {place}, ")

    assert status(evening, reader) == AttendanceStatus.UNEXCUSED
    assert status(evening, deputy) == AttendanceStatus.PRESENT
    assert status(evening, secretary) == AttendanceStatus.PRESENT


@pytest.mark.parametrize("typed", ["0", "99", "ba", "1, x", "-1", "٣", "1e1"])
def test_number_that_is_not_on_the_sheet_marks_nobody(secretary_client, evening, reader, typed):
    page = sent(secretary_client, evening, all="present", missing=typed)

    assert page.status_code == 422
    assert page.context["form"].errors["missing"]
    assert page.context["form"]["missing"].value() == typed
    assert status(evening, reader) == AttendanceStatus.UNKNOWN


def test_saving_leads_on_to_running_the_meeting(secretary_client, evening):
    answer = sent(secretary_client, evening)

    assert answer.redirect_chain[-1][0] == url("floor_edit", evening)


def test_late_left_and_guests_are_kept(secretary_client, evening, reader):
    pk = reader.member.pk

    sent(
        secretary_client,
        evening,
        **{
            f"status-{pk}": "present",
            f"late_at-{pk}": "20:10",
            f"left_at-{pk}": "21:00",
            "guests-TOTAL_FORMS": 1,
            "guests-0-name": "Ông Khách",
            "guests-0-office": "Mặt trận",
        },
    )

    note = evening.attendance_notes.get(member=reader.member)
    assert (f"{note.late_at:%H:%M}", f"{note.left_at:%H:%M}") == ("20:10", "21:00")
    assert Guest.objects.get().office == "Mặt trận"


def test_guest_and_member_213_are_in_no_base(
    secretary, secretary_client, branch, tree, now, reader
):
    """Rule 15: a residence link changes no total, a guest never votes."""
    resident = factories.member(home=tree.cousin)
    factories.affiliate(resident, branch, "residence")
    evening = opened(branch, secretary, now)
    bases = (evening.roll_count, evening.attendance_base, evening.voting_base)

    sent(
        secretary_client,
        evening,
        **{"guests-TOTAL_FORMS": 1, "guests-0-name": "Ông Khách", "all": "present"},
    )

    after = again(evening)
    assert not evening.attendances.filter(member=resident).exists()
    assert (after.roll_count, after.attendance_base, after.voting_base) == bases == (2, 2, 2)
    assert after.present_count == 2


def test_mark_is_not_taken_back_by_a_page_that_has_none(secretary_client, evening, reader):
    pk = reader.member.pk
    sent(secretary_client, evening, **{f"status-{pk}": "present"})
    sent(secretary_client, evening)

    assert status(evening, reader) == AttendanceStatus.PRESENT


def test_bases_are_explained_person_by_person(secretary, secretary_client, branch, tree, now):
    people = {
        "official": factories.member(home=branch),
        "probationary": factories.member(home=branch, status=StandingStatus.PROBATIONARY),
        "exempt": factories.member(home=branch, on_top=StandingStatus.EXEMPT),
        "suspended": factories.member(home=branch, on_top=StandingStatus.SUSPENDED),
    }
    evening = opened(branch, secretary, now)

    rows = secretary_client.get(url("rollcall_edit", evening)).context["rows"]

    of = {row.attendance.member_id: (row.is_in_attendance_base, row.vote) for row in rows}
    assert {name: of[person.pk] for name, person in people.items()} == {
        "official": (True, "always"),
        "probationary": (True, "no"),
        "exempt": (False, "present"),
        "suspended": (False, "no"),
    }


def test_enough_to_adopt_is_said_and_base_without_the_exempt_is_given_to_the_script(
    secretary, secretary_client, branch, now
):
    for _ in range(3):
        factories.member(home=branch)
    factories.member(home=branch, on_top=StandingStatus.EXEMPT)
    evening = opened(branch, secretary, now)
    before = secretary_client.get(url("rollcall_edit", evening)).context
    all_present(evening, secretary, now)
    after = secretary_client.get(url("rollcall_edit", evening)).context

    assert (before["needs"].is_enough, before["needs"].base, before["fixed_base"]) == (False, 4, 4)
    assert (after["needs"].is_enough, after["needs"].base, after["fixed_base"]) == (True, 5, 4)
    assert after["needs"].needed == 3


def test_roll_is_for_those_who_take_it(
    committee_member_client, reader_client, stranger_client, evening
):
    for name in ("rollcall_edit", "rollcall_checkins"):
        address = url(name, evening)
        got = statuses("get", address, committee_member_client, reader_client, stranger_client)
        assert got == [200 if name == "rollcall_edit" else 204, 403, 404]


@pytest.mark.parametrize("count", [1, 40])
def test_page_asks_as_often_for_few_as_for_many(
    secretary, secretary_client, branch, now, django_assert_num_queries, count
):
    for _ in range(count):
        factories.member(home=branch)
    evening = opened(branch, secretary, now)
    secretary_client.get(url("rollcall_edit", evening))

    with django_assert_num_queries(17):
        secretary_client.get(url("rollcall_edit", evening))


def test_hundred_people_are_saved_at_once(secretary, secretary_client, branch, now, capsys):
    """The times are printed: they say more of the machine than of the page."""
    for _ in range(99):
        factories.member(home=branch)
    evening = opened(branch, secretary, now)
    secretary_client.get(url("rollcall_edit", evening))

    begun = time.perf_counter()
    page = secretary_client.get(url("rollcall_edit", evening))
    opening = time.perf_counter() - begun
    begun = time.perf_counter()
    sent(secretary_client, evening, all="present")
    saving = time.perf_counter() - begun

    with capsys.disabled():
        size = len(text_of(page)) // 1024
        print(f"\nRoll of 100: opened in {opening:.2f} s ({size} kB), saved in {saving:.2f} s")
    assert again(evening).present_count == 100
