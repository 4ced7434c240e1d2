"""Who has read the notice and the documents, who has not, and who cannot."""

import pytest

from meetings.models import Answer, AttachmentReading
from meetings.readers import readers_of, receipts_of
from meetings.services.notice import call_meeting, remind_unread
from members.models import Message, Occasion
from members.tasks import send_due_messages
from tests import factories

from .pages import statuses, text_of, url


@pytest.fixture
def called(branch, secretary, deputy, reader, now):
    meeting = factories.meeting(branch, chair=secretary.member, recorder=deputy.member)
    factories.agenda_item(meeting)
    factories.member(home=branch, name="Bùi Thị Không Máy")
    call_meeting(meeting=meeting, by=secretary, now=now)
    send_due_messages()
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def document(called):
    return factories.attachment(called)


def test_opening_counts_as_read_and_once(reader_client, reader, document):
    for _again in range(2):
        b"".join(reader_client.get(url("attachment_download", document)).streaming_content)

    assert AttachmentReading.objects.get().member == reader.member


def test_asking_whether_it_is_there_is_not_reading(reader_client, document):
    assert statuses("head", url("attachment_download", document), reader_client) == [200]

    assert not AttachmentReading.objects.exists()


def test_member_who_read_it_elsewhere_says_so(reader_client, called, document):
    assert url("attachment_read", document) in text_of(reader_client.get(called.get_absolute_url()))

    reader_client.post(url("attachment_read", document))

    page = reader_client.get(called.get_absolute_url())
    assert page.context["documents"][0].is_read
    assert url("attachment_read", document) not in text_of(page)


def test_secretary_sees_how_many_have_read_each(secretary_client, reader_client, called, document):
    reader_client.post(url("attachment_read", document))

    page = secretary_client.get(called.get_absolute_url())

    assert [row.reader_count for row in page.context["documents"]] == [1]
    assert not page.context["documents"][0].is_read


def test_read_not_read_and_no_device(called, document, reader, reader_client, secretary_client):
    reader_client.get(called.get_absolute_url())
    reader_client.post(url("attachment_read", document))
    factories.reply(called, reader.member, answer=Answer.ATTEND)

    known = {receipt.member.full_name: receipt for receipt in receipts_of(called)}

    mine, other = known[reader.member.full_name], known["Bùi Thị Không Máy"]
    assert (bool(mine.read_at), mine.has_account, mine.documents_read) == (True, True, 1)
    assert mine.reply.answer == Answer.ATTEND
    assert (other.read_at, other.has_account, other.reply) == (None, False, None)
    page = secretary_client.get(url("notice_readers", called))
    # The secretary and the deputy have not opened it.
    assert (page.context["read"], page.context["unread"]) == (1, 2)


def test_only_those_who_can_read_it_here_are_reminded(called, secretary, deputy, reader, now):
    readers = readers_of(called)
    assert (readers.told, readers.read, len(readers.without_account)) == (4, 0, 1)

    assert remind_unread(meeting=called, by=secretary, now=now) == 3

    told = Message.objects.filter(announcement__occasion=Occasion.NOTICE_UNREAD)
    assert set(told.values_list("recipient", flat=True)) == {
        secretary.member.pk,
        deputy.member.pk,
        reader.member.pk,
    }


@pytest.mark.parametrize("count", [1, 4])
def test_page_asks_as_often_for_one_as_for_four(
    secretary_client, branch, called, now, django_assert_num_queries, count
):
    for _number in range(count):
        person = factories.member(home=branch)
        factories.user(person)
        document = factories.attachment(called)
        AttachmentReading.objects.create(attachment=document, member=person, read_at=now)
        factories.reply(called, person)
    secretary_client.get(url("notice_readers", called))

    with django_assert_num_queries(13):
        secretary_client.get(url("notice_readers", called))
