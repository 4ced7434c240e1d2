"""Rule 15 of the domain: a residence link (213) never changes a total."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from meetings.models import MeetingKind, MeetingState
from meetings.services.rollcall import open_roll
from members.models import Affiliation, AuditEntry, Member, ResidenceComment
from members.services.belonging import link_residence
from members.services.residence import comment_residence
from reports.queries.profile import membership
from tests import factories


@pytest.fixture(autouse=True)
def english(secretary, stranger):
    for account in (secretary, stranger):
        account.language = "en"
        account.save()


@pytest.fixture
def resident(branch, tree):
    """Works far away, lives in the branch."""
    person = factories.member(home=tree.far, name="Ngô Thị Cư")
    factories.affiliate(person, branch, Affiliation.Kind.RESIDENCE)
    return person


@pytest.fixture
def link(resident):
    return resident.affiliations.get(kind=Affiliation.Kind.RESIDENCE)


def test_link_changes_no_total(branch, tree, today, now):
    person = factories.member(home=tree.far)
    factories.member(home=branch)
    before = [membership(place, today).total for place in (branch, tree.body, tree.far)]

    link_residence(member=person, organization=branch, on=today, by=None, now=now)

    after = [membership(place, today).total for place in (branch, tree.body, tree.far)]
    assert before == after
    assert membership(branch, today).residence_links == 1
    assert person not in Member.objects.at_home_in(branch)


def test_resident_is_not_called_on_the_roll(branch, resident, secretary, now):
    meeting = factories.meeting(
        branch, state=MeetingState.CALLED, kind=MeetingKind.PERIODIC, starts_at=now
    )

    open_roll(meeting=meeting, by=secretary, now=now)

    assert not meeting.attendances.filter(member=resident).exists()
    meeting.refresh_from_db()
    assert (meeting.roll_count, meeting.attendance_base, meeting.voting_base) == (1, 1, 1)


def test_resident_is_on_the_own_list_and_not_on_the_roll(secretary_client, resident):
    listed = secretary_client.get("/residence/").content.decode()
    roll = secretary_client.get("/members/").content.decode()

    assert "Ngô Thị Cư" in listed
    assert "Chi bộ thôn Thượng" in listed
    assert "Ngô Thị Cư" not in roll
    assert secretary_client.get(f"/members/{resident.public_id}/").status_code == 404


def test_comment_is_written_read_at_home_and_by_the_member(
    secretary_client, resident, tree, sign_in, today
):
    secretary_client.post(
        f"/residence/{resident.public_id}/", {"year": today.year, "text": "Gương mẫu"}
    )
    keeper = factories.member(home=tree.far)
    factories.post(keeper, tree.far)
    own = sign_in(factories.user(resident))

    at_home = sign_in(factories.user(keeper)).get(f"/members/{resident.public_id}/")

    assert "Gương mẫu" in at_home.content.decode()
    assert "Gương mẫu" in own.get("/me/record/").content.decode()


def test_second_comment_of_a_year_takes_the_place_of_the_first(link, secretary, now, today):
    for text in ("Một", "Hai"):
        comment_residence(link=link, year=today.year, text=text, by=secretary, now=now)

    assert ResidenceComment.objects.get().text == "Hai"


@pytest.mark.parametrize("shift", [1, -10])
def test_comment_outside_the_time_of_the_link_is_refused(link, secretary, now, today, shift):
    with pytest.raises(ValidationError):
        comment_residence(link=link, year=today.year + shift, text="Sai", by=secretary, now=now)


def test_page_shows_what_the_verb_refused(secretary_client, link, resident, today):
    Affiliation.objects.filter(pk=link.pk).update(valid_from=today)

    answer = secretary_client.post(
        f"/residence/{resident.public_id}/", {"year": today.year - 1, "text": "Năm trước"}
    )

    assert answer.status_code == 422
    assert "not linked to the branch in that year" in answer.content.decode()
    assert "Năm trước" in answer.content.decode()


def test_empty_comment_is_refused(secretary_client, resident):
    answer = secretary_client.post(f"/residence/{resident.public_id}/", {"text": " "})

    assert answer.status_code == 422
    assert not ResidenceComment.objects.exists()


def test_who_may_comment(committee_member_client, stranger_client, deputy_client, resident, today):
    address = f"/residence/{resident.public_id}/"
    data = {"year": today.year, "text": "Nhận xét"}

    assert stranger_client.get(address).status_code == 404
    for client in (committee_member_client, deputy_client):
        assert client.get("/residence/").status_code == 200
        assert client.get(address).status_code == client.post(address, data).status_code == 403
    assert not ResidenceComment.objects.exists()


def test_ended_link_is_gone_from_the_list(secretary_client, link, today):
    Affiliation.objects.filter(pk=link.pk).update(valid_to=today)

    page = secretary_client.get("/residence/").content.decode()

    assert "Ngô Thị Cư" not in page
    assert "Nobody who belongs elsewhere" in page


def test_home_links_its_member_from_the_page(secretary_client, reader, tree, today):
    address = f"/members/{reader.member.public_id}/residence/"
    tree.sibling  # noqa: B018 makes it
    assert "Chi bộ tổ dân phố 8" in secretary_client.get(address, {"q": "dan pho"}).content.decode()

    sent = secretary_client.post(
        address, {"organization": tree.sibling.public_id, "on": f"{today:%d/%m/%Y}"}
    )

    assert sent.status_code == 302
    link = reader.member.affiliations.get(kind=Affiliation.Kind.RESIDENCE)
    assert (link.organization, link.valid_from) == (tree.sibling, today)


def test_link_to_the_own_home_is_refused_on_the_page(secretary_client, reader, branch, today):
    refused = secretary_client.post(
        f"/members/{reader.member.public_id}/residence/",
        {"organization": branch.public_id, "on": f"{today:%d/%m/%Y}"},
    )

    assert refused.status_code == 422
    assert "already the member" in refused.content.decode()


def test_list_asks_as_much_for_three_as_for_one(secretary_client, branch, tree, now, secretary):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            person = factories.member(home=tree.far)
            link = factories.affiliate(
                person, branch, Affiliation.Kind.RESIDENCE, since=now.date() - timedelta(days=9)
            )
            comment_residence(link=link, year=now.year, text="Tốt", by=secretary, now=now)
        with CaptureQueriesContext(connection) as asked:
            assert secretary_client.get("/residence/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


def test_database_refuses_two_comments_of_one_year(link, now, today):
    ResidenceComment.objects.create(link=link, year=today.year, text="Một", written_at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        ResidenceComment.objects.create(link=link, year=today.year, text="Hai", written_at=now)


def test_the_residence_ends_a_link_from_its_page(secretary_client, resident, link, today):
    page = secretary_client.get(f"/residence/{resident.public_id}/").content.decode()
    address = f"/residence/{resident.public_id}/end/"
    assert address in page

    sent = secretary_client.post(address, {"on": f"{today:%d/%m/%Y}", "reason": "Chuyển nhà"})

    assert sent.status_code == 302
    link.refresh_from_db()
    assert link.valid_to == today
    assert "Ngô Thị Cư" not in secretary_client.get("/residence/").content.decode()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.member, entry.reason) == ("end_residence", resident, "Chuyển nhà")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "01/01/2020"}, "The link begins on 01/01/2020"),
        ({"on": ""}, "Type the day"),
        ({"reason": ""}, "Say why the link ends"),
    ],
)
def test_an_end_that_cannot_be_is_refused(secretary_client, resident, link, today, typed, said):
    answer = secretary_client.post(
        f"/residence/{resident.public_id}/end/",
        {"on": f"{today:%d/%m/%Y}", "reason": "Chuyển nhà"} | typed,
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    link.refresh_from_db()
    assert link.valid_to is None


def test_who_may_end_a_link(committee_member_client, stranger_client, resident, link, today):
    address = f"/residence/{resident.public_id}/end/"
    data = {"on": f"{today:%d/%m/%Y}", "reason": "Chuyển nhà"}

    assert stranger_client.post(address, data).status_code == 404
    assert committee_member_client.post(address, data).status_code == 403
    link.refresh_from_db()
    assert link.valid_to is None
