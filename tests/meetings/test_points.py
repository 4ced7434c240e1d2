"""Several points: entered on the meeting, noted at the roll call, told in notice and minutes."""

import pytest

from meetings.models import Form, Meeting, MeetingPoint, MeetingState
from meetings.papers.notice import notice_paper
from meetings.papers.sitting import sitting
from members.models import Message, Occasion
from tests import factories

from .evenings import again, opened
from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db
LINK = "https://hop.example.vn/7"


@pytest.fixture
def hybrid(branch, secretary, deputy, reader):
    return factories.meeting(
        branch,
        state=MeetingState.CALLED,
        form=Form.HYBRID,
        link=LINK,
        chair=secretary.member,
        recorder=deputy.member,
    )


def rows(*points, **more):
    known = sum(1 for point in points if "point" in point)
    sent = {"points-TOTAL_FORMS": len(points), "points-INITIAL_FORMS": known}
    for number, point in enumerate(points):
        sent |= {f"points-{number}-{name}": value for name, value in point.items()}
    return sent | more


def save(client, meeting, *points, **more):
    version = Meeting.objects.get(pk=meeting.pk).version
    return client.post(url("point_edit", meeting), rows(*points, **{"version": version} | more))


HALL = {"name": "Nhà văn hoá", "place": "Ngõ 5"}
ONLINE = {"name": "Trực tuyến", "link": LINK}


def test_points_are_entered_changed_and_removed(secretary_client, reader, hybrid):
    save(secretary_client, hybrid, HALL | {"keeper": reader.member.public_id}, ONLINE)
    hall, online = MeetingPoint.objects.all()
    assert (hall.name, hall.keeper, online.link) == ("Nhà văn hoá", reader.member, LINK)

    save(secretary_client, hybrid, HALL | {"point": hall.pk, "name": "Hội trường"})

    [point] = MeetingPoint.objects.all()
    assert (point.pk, point.name) == (hall.pk, "Hội trường")


def test_point_of_another_meeting_is_not_taken(secretary_client, hybrid, tree):
    other = factories.meeting(tree.sibling)
    foreign = MeetingPoint.objects.create(meeting=other, name="Của người khác")

    save(secretary_client, hybrid, HALL | {"point": foreign.pk})

    foreign.refresh_from_db()
    assert foreign.name == "Của người khác"
    assert hybrid.points.get().name == "Nhà văn hoá"


@pytest.mark.parametrize(
    "points",
    [
        [HALL, HALL],
        [{"place": "Ngõ 5"}],
        [ONLINE | {"link": "javascript:alert(1)"}],
    ],
)
def test_wrong_points_are_refused(secretary_client, hybrid, points):
    assert save(secretary_client, hybrid, *points).status_code == 422
    assert not MeetingPoint.objects.exists()


def test_meeting_in_person_has_no_points(secretary_client, branch):
    meeting = factories.meeting(branch)

    assert save(secretary_client, meeting, HALL).status_code == 422


def test_late_page_loses_nothing(secretary_client, hybrid):
    save(secretary_client, hybrid, HALL)

    late = save(secretary_client, hybrid, ONLINE, version=1)

    assert late.status_code == 409
    assert LINK in text_of(late)


def test_those_who_had_the_notice_hear_of_it_once(secretary_client, hybrid):
    save(secretary_client, hybrid, HALL)
    hall = MeetingPoint.objects.get()
    save(secretary_client, hybrid, HALL | {"point": hall.pk})

    told = Message.objects.filter(announcement__occasion=Occasion.NOTICE_CHANGED, channel=1)
    assert told.values("announcement").distinct().count() == 1
    assert told.count() == 3


def test_secretary_notes_who_connected_from_where(
    secretary_client, secretary, branch, reader, deputy, now
):
    evening = opened(branch, secretary, now, form=Form.HYBRID, link=LINK)
    point = MeetingPoint.objects.create(meeting=evening, name="Trực tuyến")
    other = MeetingPoint.objects.create(meeting=factories.meeting(branch), name="Khác")
    pk = reader.member.pk
    data = {
        "version": evening.version,
        "guests-TOTAL_FORMS": 0,
        "guests-INITIAL_FORMS": 0,
        f"status-{pk}": "online",
        f"status-{deputy.member.pk}": "unexcused",
    }

    foreign = secretary_client.post(url("rollcall_edit", evening), data | {f"point-{pk}": other.pk})
    assert foreign.status_code == 422
    secretary_client.post(
        url("rollcall_edit", evening),
        data | {f"point-{pk}": point.pk, f"point-{deputy.member.pk}": point.pk},
    )

    assert evening.attendance_notes.get(member=reader.member).point == point
    # The absent one counts nowhere.
    assert "Trực tuyến (1 đồng chí)" in sitting(again(evening)).place


def test_notice_lists_the_points(hybrid, reader):
    MeetingPoint.objects.create(meeting=hybrid, name="Nhà văn hoá", keeper=reader.member)
    hybrid.notice_text = "Mang sổ tay"

    text = notice_paper(hybrid).text

    assert "- Nhà văn hoá; phụ trách: Trần Văn Ước" in text
    assert text.endswith("Mang sổ tay")


def test_members_find_the_points_on_the_page(reader_client, hybrid):
    MeetingPoint.objects.create(meeting=hybrid, name="Điểm cầu số 2", link=LINK)

    assert "Điểm cầu số 2" in text_of(reader_client.get(hybrid.get_absolute_url()))


def test_points_are_for_those_who_plan(
    secretary_client, committee_member_client, stranger_client, hybrid
):
    browsers = [secretary_client, committee_member_client, stranger_client]

    assert statuses("get", url("point_edit", hybrid), *browsers) == [200, 403, 404]
