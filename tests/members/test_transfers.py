"""Transfers: nobody is ever in two homes or none, and only the right step is taken."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from members.models import (
    Affiliation,
    Announcement,
    AuditEntry,
    Message,
    Occasion,
    PostKind,
    Transfer,
)
from members.services.transfers import (
    accept_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
    start_transfer,
)
from members.tasks import make_letter, make_missing_letters
from members.working_days import WorkingDays
from tests import factories

State = Transfer.State
pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def member(branch):
    return factories.member(home=branch, name="Vũ Thị Hiền")


@pytest.fixture
def start(member, tree, secretary, now, today):
    def started(**kwargs):
        return start_transfer(
            **{
                "member": member,
                "kind": Transfer.Kind.OFFICIAL,
                "organization": tree.far,
                "since": today - timedelta(days=7),
                "by": secretary,
                "now": now,
            }
            | kwargs
        )

    return started


@pytest.fixture
def released(start, secretary, now, today):
    return release_transfer(transfer=start(), letter_number="12", on=today, by=secretary, now=now)


def homes(member, day):
    found = Affiliation.objects.in_force(day).filter(member=member, kind=Affiliation.Kind.HOME)
    return [affiliation.organization for affiliation in found]


# Starting


def test_started_transfer_moves_nobody(start, member, branch, today):
    transfer = start()

    assert transfer.state == State.STARTED
    assert homes(member, today) == [branch]
    assert transfer.due_on == WorkingDays({}).after(transfer.since, 60)


def test_second_running_transfer_is_refused(start, tree):
    start()

    with pytest.raises(ValidationError, match="already under way"):
        start(organization=tree.sibling)


def test_transfer_home_is_refused(start, branch):
    with pytest.raises(ValidationError, match="already the member's home"):
        start(organization=branch)


def test_transfer_to_a_committee_or_a_dissolved_branch_is_refused(start, tree, today):
    tree.cousin.dissolved_on = today
    tree.cousin.save()

    for place in (tree.body, tree.cousin):
        with pytest.raises(ValidationError, match="Choose a branch that exists"):
            start(organization=place)


def test_member_without_a_home_cannot_be_transferred(start):
    with pytest.raises(ValidationError, match="no home branch"):
        start(member=factories.member())


@pytest.mark.parametrize("days", [None, 0, -3])
def test_temporary_transfer_needs_an_end_after_its_start(start, today, days):
    until = None if days is None else today + timedelta(days=days)

    with pytest.raises(ValidationError, match="needs an end"):
        start(kind=Transfer.Kind.TEMPORARY, since=today, until=until)


# Releasing


def test_released_member_stays_at_home_and_the_receiver_is_told(
    start, member, branch, tree, secretary, now, today, commit
):
    keeper = factories.member(home=tree.far)
    factories.post(keeper, tree.far)

    with commit():
        transfer = release_transfer(
            transfer=start(), letter_number="12", on=today, by=secretary, now=now
        )

    assert homes(member, today) == [branch]
    assert transfer.due_on == WorkingDays({}).after(today, 30)
    told = Message.objects.filter(announcement__occasion=Occasion.TRANSFER_STEP)
    assert {message.recipient for message in told} == {member, keeper}


def test_receiver_without_a_secretary_is_told_by_the_clerk_above(
    start, tree, secretary, now, today
):
    clerk = factories.member(home=tree.office)
    factories.post(clerk, tree.far_district, post=PostKind.CLERK)

    release_transfer(transfer=start(), letter_number="12", on=today, by=secretary, now=now)

    assert Message.objects.filter(recipient=clerk).exists()


def test_release_in_the_future_or_before_the_start_is_refused(start, secretary, now, today):
    transfer = start()

    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(ValidationError):
            release_transfer(transfer=transfer, letter_number="12", on=day, by=secretary, now=now)


def test_letter_is_drawn_once_with_names_and_number(
    start, member, tree, secretary, now, today, commit
):
    factories.post(secretary.member, tree.branch, post=PostKind.DEPUTY_SECRETARY)
    with commit():
        transfer = release_transfer(
            transfer=start(reason="Chuyển nơi ở"),
            letter_number="12",
            on=today,
            by=secretary,
            now=now,
        )
    transfer.refresh_from_db()
    kept = transfer.letter.name
    make_letter(transfer.pk)

    with transfer.letter.open() as file:
        text = PdfReader(BytesIO(file.read())).pages[0].extract_text()
    flat = " ".join(text.split())
    for words in (
        "GIẤY GIỚI THIỆU SINH HOẠT ĐẢNG",
        "Số 12",
        "Vũ Thị Hiền",
        "Chi bộ thôn Thượng",
        "Chuyển nơi ở",
        "BÍ THƯ",
        "Nguyễn Thị Quỳnh",
        "chính thức",
    ):
        assert words in flat
    transfer.refresh_from_db()
    assert transfer.letter.name == kept


def test_letter_of_a_branch_without_leaders_leaves_room(tree, today, now, commit):
    person = factories.member(home=tree.cousin, status="probationary")
    transfer = factories.transfer(
        person,
        tree.far,
        state=State.RELEASED,
        kind=Transfer.Kind.TEMPORARY,
        until=today + timedelta(days=90),
    )

    assert make_missing_letters() == 1

    transfer.refresh_from_db()
    with transfer.letter.open() as file:
        flat = " ".join(PdfReader(BytesIO(file.read())).pages[0].extract_text().split())
    assert "đảng viên dự bị" in flat
    assert "tạm thời từ" in flat
    assert make_missing_letters() == 0


def test_letter_of_a_transfer_not_released_is_not_drawn(start):
    transfer = start()

    make_letter(transfer.pk)

    transfer.refresh_from_db()
    assert not transfer.letter


def test_letter_waits_for_the_beat_while_the_broker_is_away(
    start, secretary, now, today, commit, monkeypatch
):
    def away(*args, **kwargs):
        raise OSError

    transfer = start()
    with monkeypatch.context() as patched, commit():
        patched.setattr(make_letter, "apply_async", away)
        release_transfer(transfer=transfer, letter_number="1", on=today, by=secretary, now=now)

    assert make_missing_letters() == 1


def test_failed_letter_keeps_the_reason(released, settings):
    settings.PAPER_LIMITS = {"html_bytes": 10}

    make_letter(released.pk)

    released.refresh_from_db()
    assert not released.letter
    assert released.letter_failure


# Accepting


def test_home_changes_on_the_day_of_acceptance(released, member, branch, tree, today, now):
    accept_transfer(transfer=released, on=today, by=None, now=now)

    member.refresh_from_db()
    assert member.home == tree.far
    assert homes(member, today - timedelta(days=1)) == [branch]
    assert homes(member, today) == [tree.far]
    assert Transfer.objects.get().due_on is None


def test_temporary_acceptance_keeps_the_home(start, member, branch, tree, today, now, secretary):
    """Rule 4 of the domain: the vote stays at home."""
    until = today + timedelta(days=100)
    transfer = start(kind=Transfer.Kind.TEMPORARY, since=today, until=until)
    release_transfer(transfer=transfer, letter_number="3", on=today, by=secretary, now=now)
    accept_transfer(transfer=transfer, on=today, by=None, now=now)

    member.refresh_from_db()
    assert member.home == branch
    here = Affiliation.objects.get(member=member, kind=Affiliation.Kind.TEMPORARY)
    assert (here.organization, here.valid_to) == (tree.far, until)


def test_temporary_transfer_that_is_over_cannot_be_accepted(member, tree, today, now):
    transfer = factories.transfer(
        member,
        tree.far,
        state=State.RELEASED,
        kind=Transfer.Kind.TEMPORARY,
        since=today - timedelta(days=90),
        until=today,
    )

    with pytest.raises(ValidationError, match="is over"):
        accept_transfer(transfer=transfer, on=today, by=None, now=now)


def test_acceptance_before_the_release_or_in_the_future_is_refused(released, today, now):
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(ValidationError):
            accept_transfer(transfer=released, on=day, by=None, now=now)


def test_transfer_not_released_cannot_be_accepted(start, member, branch, today, now):
    with pytest.raises(ValidationError, match="asked for"):
        accept_transfer(transfer=start(), on=today, by=None, now=now)

    assert homes(member, today) == [branch]


def test_acceptance_that_fails_half_way_changes_nothing(released, member, branch, today, now, tree):
    """A home entered for later stands in the way: the transfer stays released."""
    Affiliation.objects.filter(member=member).update(valid_to=today + timedelta(days=9))
    factories.affiliate(
        member, tree.sibling, Affiliation.Kind.HOME, since=today + timedelta(days=9)
    )

    with pytest.raises(ValidationError, match="already an entry"):
        accept_transfer(transfer=released, on=today, by=None, now=now)

    released.refresh_from_db()
    assert released.state == State.RELEASED
    assert homes(member, today) == [branch]


def test_second_acceptance_is_refused_in_words(released, today, now):
    accept_transfer(transfer=released, on=today, by=None, now=now)

    with pytest.raises(ValidationError, match="already: accepted"):
        accept_transfer(transfer=released, on=today, by=None, now=now)


# Refusing and cancelling


def test_refused_member_stays_at_home_and_the_home_is_told(
    released, secretary, member, branch, today, now
):
    refuse_transfer(transfer=released, reason="Sai nơi đến", by=None, now=now)

    assert homes(member, today) == [branch]
    said = Announcement.objects.get(key__endswith=":refused")
    assert said.params["reason"] == "Sai nơi đến"
    assert said.messages.filter(recipient=secretary.member).exists()


def test_cancelled_transfer_makes_room_for_another(released, start, tree, now, secretary):
    cancel_transfer(transfer=released, reason="Không chuyển nữa", by=secretary, now=now)

    assert start(organization=tree.sibling).state == State.STARTED


def test_cancelling_before_the_release_tells_nobody(start, now, secretary):
    cancel_transfer(transfer=start(), reason="Nhập nhầm", by=secretary, now=now)

    assert not Announcement.objects.exists()


@pytest.mark.parametrize("verb", [refuse_transfer, cancel_transfer])
def test_closing_needs_a_reason(released, now, verb):
    with pytest.raises(ValidationError, match="Say why"):
        verb(transfer=released, reason="  ", by=None, now=now)


def test_every_step_is_in_the_log_of_the_member(released, member, today, now):
    accept_transfer(transfer=released, on=today, by=None, now=now)

    verbs = set(AuditEntry.objects.filter(member=member).values_list("verb", flat=True))
    assert verbs == {"start_transfer", "release_transfer", "accept_transfer", "set_home"}
