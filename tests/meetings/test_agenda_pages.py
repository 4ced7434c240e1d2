"""Writing the agenda: rows in the order of their numbers, two secretaries, what is not right."""

from datetime import timedelta

import pytest

from meetings.models import Category, MeetingKind, MeetingState, Section
from tests import factories

from .pages import statuses, text_of, url


@pytest.fixture
def planned(branch, secretary):
    meeting = factories.meeting(branch, chair=secretary.member)
    for number, title in enumerate(["Khai mạc", "Thảo luận"], start=1):
        factories.agenda_item(
            meeting, position=number, title=title, planned_minutes=20, hint=f"Gợi ý {number}"
        )
    return meeting


def row(item=None, **kwargs):
    return {
        "item": str(item.public_id) if item else "",
        "title": item.title if item else "Việc mới",
        "presenter": "",
        "planned_minutes": item.planned_minutes if item else 10,
        "section": item.section if item else Section.CONTENT,
        "category": item.category if item else Category.PARTY_BUILDING,
        "question": "",
        "ORDER": "",
    } | kwargs


def typed(meeting, *rows, **kwargs):
    """What a browser posts: the rows, and how many of them were there when the page was made."""
    data = {
        "version": meeting.version,
        "form-TOTAL_FORMS": len(rows),
        "form-INITIAL_FORMS": sum(1 for one in rows if one["item"]),
    }
    for number, one in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in one.items()}
    return data | kwargs


def titles(meeting):
    return list(meeting.items.values_list("title", flat=True))


def as_shown(page):
    """What a browser sends when the page that came back is sent as it is."""
    rows = page.context["rows"]
    data = {"version": page.context["version"]}
    for form in [rows.management_form, *rows.forms]:
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value is not None}


def test_rows_are_saved_in_the_order_of_their_numbers(secretary_client, planned, secretary):
    first, second = planned.items.all()
    presenter = str(secretary.member.public_id)

    response = secretary_client.post(
        url("agenda_edit", planned),
        typed(
            planned,
            row(first, ORDER=3),
            row(second, ORDER=1, presenter=presenter, question="Khó ở đâu?", planned_minutes=45),
            row(title="Việc mới", ORDER=2, category=Category.PROFESSIONAL),
        ),
    )

    assert response.url == planned.get_absolute_url()
    assert titles(planned) == ["Thảo luận", "Việc mới", "Khai mạc"]
    second.refresh_from_db()
    assert (second.presenter, second.question, second.planned_minutes) == (
        secretary.member,
        "Khó ở đâu?",
        45,
    )
    assert second.hint == "Gợi ý 2"


def test_removed_row_leaves_the_agenda(secretary_client, planned):
    first, second = planned.items.all()

    secretary_client.post(
        url("agenda_edit", planned), typed(planned, row(first, DELETE="on"), row(second))
    )

    assert titles(planned) == ["Thảo luận"]


def test_row_is_added_without_a_script(secretary_client, planned):
    first, second = planned.items.all()
    data = typed(planned, row(first, title="Mở đầu"), row(second), more="1")

    page = secretary_client.post(url("agenda_edit", planned), data)

    assert len(page.context["rows"].forms) == 3
    assert not page.context["rows"].total_error_count()
    assert "Mở đầu" in text_of(page)
    assert titles(planned) == ["Khai mạc", "Thảo luận"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"planned_minutes": "mười"}, "planned_minutes"),
        ({"planned_minutes": "-5"}, "planned_minutes"),
        ({"section": "9"}, "section"),
        ({"presenter": "00000000-0000-4000-8000-000000000000"}, "presenter"),
        ({"title": "dài " * 100}, "title"),
    ],
)
def test_wrong_row_names_the_field_and_keeps_all_rows(secretary_client, planned, change, field):
    first, second = planned.items.all()
    data = typed(planned, row(first, **change), row(second, question="Hỏi gì đây?"))

    page = secretary_client.post(url("agenda_edit", planned), data)

    assert [list(errors) for errors in page.context["rows"].errors] == [[field], []]
    assert "Hỏi gì đây?" in text_of(page)
    second.refresh_from_db()
    assert second.question == ""


def test_agenda_is_never_empty(secretary_client, planned):
    first, second = planned.items.all()
    rows = [row(first, DELETE="on"), row(second, DELETE="on")]

    page = secretary_client.post(url("agenda_edit", planned), typed(planned, *rows))

    assert page.status_code == 200
    assert titles(planned) == ["Khai mạc", "Thảo luận"]


def test_item_of_another_meeting_is_refused(secretary_client, planned, branch):
    other = factories.meeting(branch, kind=MeetingKind.THEMATIC)
    foreign = factories.agenda_item(other, title="Của cuộc khác")

    page = secretary_client.post(url("agenda_edit", planned), typed(planned, row(foreign)))

    assert page.context["rows"].non_form_errors()
    foreign.refresh_from_db()
    assert foreign.meeting == other
    assert titles(planned) == ["Khai mạc", "Thảo luận"]


def test_second_secretary_sees_what_is_saved_and_overwrites_nothing(
    secretary_client, deputy_client, planned
):
    first, second = planned.items.all()
    secretary_client.post(url("agenda_edit", planned), typed(planned, row(first, title="Một")))

    page = deputy_client.post(
        url("agenda_edit", planned), typed(planned, row(first, title="Hai"), row(second))
    )

    assert page.status_code == 409
    assert titles(planned) == ["Một"]
    assert [item.title for item in page.context["saved_items"]] == ["Một"]
    assert "Hai" in text_of(page)

    deputy_client.post(url("agenda_edit", planned), as_shown(page))
    assert titles(planned) == ["Hai", "Thảo luận"]


def test_wrong_row_does_not_make_a_late_form_look_fresh(secretary_client, deputy_client, planned):
    first, _second = planned.items.all()
    secretary_client.post(url("agenda_edit", planned), typed(planned, row(first, title="Một")))

    page = deputy_client.post(url("agenda_edit", planned), typed(planned, row(first, title="")))

    assert page.status_code == 409
    assert titles(planned) == ["Một"]


def test_wrong_row_keeps_the_version_the_page_was_made_with(secretary_client, planned):
    first, _second = planned.items.all()

    page = secretary_client.post(url("agenda_edit", planned), typed(planned, row(first, title="")))

    assert str(page.context["version"]) == str(planned.version)


def test_sum_of_minutes_stands_beside_what_the_rules_ask(secretary_client, planned):
    planned.ends_at = planned.starts_at + timedelta(minutes=100)
    planned.save()

    context = secretary_client.get(url("agenda_edit", planned)).context

    assert (context["total"], context["planned"], context["required"]) == (40, 100, 90)
    assert "42-HD/BTCTW" in context["source"]


def test_hints_of_the_standard_agenda_are_shown(secretary_client, planned):
    assert "Gợi ý 2" in text_of(secretary_client.get(url("agenda_edit", planned)))


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_one_row_as_for_three(
    secretary_client, branch, django_assert_num_queries, count
):
    meeting = factories.meeting(branch)
    for number in range(count):
        factories.agenda_item(meeting, position=number, presenter=factories.member(home=branch))
    secretary_client.get(url("agenda_edit", meeting))

    with django_assert_num_queries(15):
        secretary_client.get(url("agenda_edit", meeting))


def test_agenda_is_closed_once_the_roll_is_open(secretary_client, branch):
    meeting = factories.meeting(branch, state=MeetingState.OPEN)
    item = factories.agenda_item(meeting)

    page = secretary_client.post(url("agenda_edit", meeting), typed(meeting, row(item, title="X")))

    assert page.context["errors"]
    assert titles(meeting) == [item.title]


def test_writing_the_agenda_is_for_leaders(
    secretary_client, reader_client, stranger_client, committee_member_client, planned
):
    address = url("agenda_edit", planned)
    browsers = [secretary_client, committee_member_client, reader_client, stranger_client]

    assert statuses("get", address, *browsers) == [200, 403, 404, 404]
    assert statuses("post", address, *browsers[1:]) == [403, 404, 404]
    assert secretary_client.delete(address).status_code == 405
