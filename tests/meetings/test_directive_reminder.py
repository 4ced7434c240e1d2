"""Who has not read a document from above is reminded by who keeps the register: once a day, and not
once it was read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from meetings.directives import branches_reading, readers_in
from meetings.readers import unread_of
from meetings.services.directive import (
    mark_directive_read,
    remind_readers,
    remove_directive,
)
from members.models import AuditEntry, Channel, Message, MessageState, Occasion
from members.tasks import send_due_messages
from members.wording import wording
from tests import factories

from .pages import statuses, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(tree):
    return factories.directive(tree.district, number="31-KH/ĐU", abstract="về đại hội chi bộ")


@pytest.fixture
def office(clerk):
    clerk.language = "en"
    clerk.save()
    return clerk


def told(channel=Channel.IN_APP):
    messages = Message.objects.filter(
        announcement__occasion=Occasion.DIRECTIVE_UNREAD, channel=channel
    )
    return sorted(messages.values_list("recipient", flat=True))


def pks(*accounts):
    return sorted(account.member.pk for account in accounts)


def remind_url(name, place, document):
    return reverse(f"meetings:{name}", args=[place.public_id, document.public_id])


def test_secretary_reminds_those_of_the_branch_who_have_not_read(
    secretary_client, secretary, deputy, reader, stranger, suspended, branch, document
):
    secretary.language = "en"
    secretary.save()
    factories.member(home=branch, name="Bùi Thị Không Máy")
    factories.user(factories.member(home=branch), is_active=False)
    mark_directive_read(directive=document, member=reader.member, now=timezone.now())

    page = secretary_client.get(url("directive_readers", document))
    assert "4 members have not read it" in text_of(page)
    assert "2 of them have no account here" in text_of(page)
    assert "Remind 2 who have not read it" in text_of(page)
    done = secretary_client.post(remind_url("directive_remind", branch, document), follow=True)

    assert told() == pks(secretary, deputy)
    announcement = Message.objects.first().announcement
    with translation.override("en"):
        subject, body = wording(announcement)
    assert subject == "Please read: document 31-KH/ĐU"
    assert branch.name in body
    assert announcement.path == document.get_absolute_url()
    assert "2 members reminded." in text_of(done)
    assert "2 of them were already reminded today." in text_of(done)
    assert "who have not read it" not in text_of(done)
    assert AuditEntry.objects.get(verb="remind_readers").organization == branch


def test_a_second_tap_the_same_day_sends_nothing(
    secretary_client, secretary, deputy, branch, document
):
    secretary.language = "en"
    secretary.save()
    for _tap in range(2):
        done = secretary_client.post(remind_url("directive_remind", branch, document), follow=True)

    assert told() == pks(secretary, deputy)
    assert "Nobody to remind: all have read it, or were reminded today." in text_of(done)
    assert AuditEntry.objects.filter(verb="remind_readers").count() == 1


def test_whoever_asks_each_is_reminded_once_a_day(
    tree, secretary, deputy, reader, stranger, clerk, document, now
):
    """The branch has reminded its own; the committee reaches the others."""
    factories.member(home=tree.sibling)
    assert remind_readers(directive=document, place=tree.branch, by=secretary, now=now) == 3
    mark_directive_read(directive=document, member=stranger.member, now=now)
    newcomer = factories.user(factories.member(home=tree.sibling))

    assert remind_readers(directive=document, place=tree.body, by=clerk, now=now) == 1
    assert remind_readers(directive=document, place=tree.body, by=clerk, now=now) == 0
    assert told() == pks(secretary, deputy, reader, newcomer)

    tomorrow = now + timedelta(days=1)
    assert remind_readers(directive=document, place=tree.body, by=clerk, now=tomorrow) == 4


def test_who_came_later_the_same_day_is_still_reminded(tree, secretary, document, now):
    assert remind_readers(directive=document, place=tree.branch, by=secretary, now=now) == 1
    newcomer = factories.user(factories.member(home=tree.branch))

    assert remind_readers(directive=document, place=tree.branch, by=secretary, now=now) == 1
    assert told() == pks(secretary, newcomer)


def test_reading_stops_the_reminder(tree, secretary, reader, document, now):
    reader.member.email = "uoc@example.vn"
    reader.member.save()
    remind_readers(directive=document, place=tree.branch, by=secretary, now=now)

    mark_directive_read(directive=document, member=reader.member, now=now)
    send_due_messages()

    mine = Message.objects.filter(recipient=reader.member)
    assert set(mine.values_list("state", flat=True)) == {MessageState.CANCELLED}
    assert Message.objects.get(recipient=secretary.member).state == MessageState.SENT
    tomorrow = now + timedelta(days=1)
    remind_readers(directive=document, place=tree.branch, by=secretary, now=tomorrow)
    assert reader.member.pk not in Message.objects.filter(
        announcement__created_at=tomorrow
    ).values_list("recipient", flat=True)


def test_what_was_taken_out_is_not_asked_for(tree, secretary, clerk, document, now):
    remind_readers(directive=document, place=tree.branch, by=secretary, now=now)

    remove_directive(directive=document, reason="Nhầm", by=clerk, now=now)

    assert {row.state for row in Message.objects.all()} == {MessageState.CANCELLED}


def test_committee_reminds_all_below_from_its_numbers(
    clerk_client, office, tree, secretary, reader, stranger, document
):
    page = text_of(clerk_client.get(url("directive_readers", document)))
    # The clerk is at home in the office below the district.
    assert "Remind 4 who have not read it" in page

    done = clerk_client.post(remind_url("issued_remind", tree.district, document), follow=True)

    assert told() == pks(secretary, reader, stranger, office)
    assert "4 members reminded." in text_of(done)


def test_count_is_what_the_page_counts(
    tree, secretary, deputy, reader, stranger, suspended, document, today
):
    """Also those here for a time, whom the branch invites."""
    guest = factories.member(home=tree.far)
    factories.affiliate(guest, tree.branch, "temporary")
    mark_directive_read(directive=document, member=deputy.member, now=timezone.now())

    here = readers_in(tree.branch, document)
    assert unread_of(tree.branch, document, today).count == sum(
        1 for one in here if not one.read_at
    )
    _branches, total = branches_reading(tree.district, document, today)
    below = unread_of(tree.district, document, today)
    assert below.count == total["members"] - total["readers"] == 3


def test_only_who_keeps_the_register_reminds(
    tree, branch, document, secretary_client, committee_member_client, reader_client,
    stranger_client, clerk_client, district_reviewer_client, grassroots_reviewer_client,
):  # fmt: skip
    here = remind_url("directive_remind", branch, document)
    assert statuses(
        "post", here, secretary_client, committee_member_client, reader_client, clerk_client,
        stranger_client,
    ) == [302, 403, 403, 403, 404]  # fmt: skip
    below = remind_url("issued_remind", tree.district, document)
    assert statuses(
        "post", below, clerk_client, district_reviewer_client, grassroots_reviewer_client,
        secretary_client,
    ) == [302, 403, 404, 404]  # fmt: skip
    # A branch has no register for which a committee's keeper reminds, nor the other way round.
    assert statuses("post", remind_url("issued_remind", branch, document), clerk_client) == [404]
    assert statuses(
        "post", remind_url("directive_remind", tree.district, document), clerk_client
    ) == [404]


def test_document_of_another_register_is_not_found(tree, branch, secretary_client, clerk_client):
    elsewhere = factories.directive(tree.sibling)
    far = factories.directive(tree.far_district)

    assert statuses(
        "post", remind_url("directive_remind", branch, elsewhere), secretary_client
    ) == [404]
    address = remind_url("issued_remind", tree.district, far)
    assert statuses("post", address, clerk_client) == [404]


def test_committee_asks_as_often_for_many_branches(tree, clerk, clerk_client, document, now):
    def asked(days):
        with CaptureQueriesContext(connection) as queries:
            page = clerk_client.get(url("directive_readers", document))
            remind_readers(
                directive=document, place=tree.district, by=clerk, now=now + timedelta(days=days)
            )
        assert page.status_code == 200
        return len(queries)

    asked(1)
    few = asked(2)
    for number in range(9):
        branch = factories.organization(parent=tree.body, name=f"Chi bộ {number}")
        for _person in range(3):
            factories.user(factories.member(home=branch))
    assert asked(3) == few
