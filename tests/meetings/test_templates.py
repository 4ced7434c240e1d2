"""Templates of a committee: in force from a day, inherited, and old papers keep their version."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaTemplate, MeetingState, Paper, PaperKind, PaperTemplate
from meetings.papers import document_of, make
from meetings.papers.wording import paper_template_for
from meetings.services.paper import request_paper
from meetings.services.states import StaleVersion
from meetings.services.template import install_national_wordings, template_for
from meetings.services.wording import (
    StandardItem,
    Version,
    fingerprint,
    inherit_template,
    set_agenda_template,
    set_paper_template,
    withdraw_template,
)
from members.models import AuditEntry, PostKind
from tests import factories

OPENING = "{chi bộ} kính báo {buổi họp}, mời các đồng chí dự:"
DECIDED = "Quyết định 12-QĐ/ĐU"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree):
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.CLERK)
    return factories.user(person, username="template_clerk", language="en")


@pytest.fixture
def client(clerk, sign_in):
    return sign_in(clerk)


@pytest.fixture
def set_notice(clerk, now):
    """`set_notice(organization, opening=…, day=…)`: a version as its page would set it."""

    def set_notice(organization, *, opening=OPENING, day=None, seen=None):
        own = PaperTemplate.objects.filter(organization=organization, kind="notice")
        national = PaperTemplate.objects.get(organization=None, kind="notice")
        return set_paper_template(
            organization=organization,
            kind="notice",
            parts=national.parts | {"opening": opening},
            version=Version(
                name="Mẫu của Đảng uỷ",
                source=DECIDED,
                valid_from=day or timezone.localdate(now),
                seen=fingerprint(own.order_by("valid_from")) if seen is None else seen,
            ),
            by=clerk,
            now=now,
        )

    return set_notice


def opening_at(organization, on):
    return paper_template_for(organization, "notice", on).parts["opening"]


def days(organization, kind="notice"):
    rows = PaperTemplate.objects.filter(organization=organization, kind=kind)
    return list(rows.order_by("valid_from").values_list("valid_from", "valid_to"))


# In force


def test_nearest_organisation_has_the_word(tree, set_notice, today):
    national = opening_at(tree.branch, today)
    set_notice(tree.district, opening="Phường")
    assert opening_at(tree.branch, today) == "Phường"
    set_notice(tree.body, opening="Khu Đông")

    assert opening_at(tree.branch, today) == "Khu Đông"
    assert opening_at(tree.cell, today) == "Khu Đông"
    assert opening_at(tree.cousin, today) == "Phường"
    assert opening_at(tree.far, today) == national


def test_versions_follow_each_other(tree, set_notice, today):
    day, later = today + timedelta(days=10), today + timedelta(days=20)
    set_notice(tree.body, opening="Một")
    set_notice(tree.body, opening="Ba", day=later)
    set_notice(tree.body, opening="Hai", day=day)

    assert days(tree.body) == [(today, day), (day, later), (later, None)]
    asked = [today, day - timedelta(days=1), day, later]
    assert [opening_at(tree.branch, on) for on in asked] == ["Một", "Một", "Hai", "Ba"]
    assert opening_at(tree.branch, today - timedelta(days=1)).startswith("{chi bộ} thông báo")


def test_withdrawn_version_leaves_the_one_before_it(tree, set_notice, clerk, now, today):
    day, later = today + timedelta(days=10), today + timedelta(days=20)
    for on in (today, day, later):
        set_notice(tree.body, day=on)
    doing = {"model": PaperTemplate, "organization": tree.body, "kind": "notice"}

    withdraw_template(**doing, valid_from=day, by=clerk, now=now)
    assert days(tree.body) == [(today, later), (later, None)]

    for gone in (today, day):
        with pytest.raises(ValidationError):
            withdraw_template(**doing, valid_from=gone, by=clerk, now=now)


def test_going_back_to_what_is_inherited(tree, set_notice, clerk, now, today):
    set_notice(tree.body)
    end = today + timedelta(days=5)
    doing = {"model": PaperTemplate, "organization": tree.body, "kind": "notice"}

    inherit_template(**doing, on=end, by=clerk, now=now)

    assert days(tree.body) == [(today, end)]
    assert opening_at(tree.branch, end).startswith("{chi bộ} thông báo")
    with pytest.raises(ValidationError):
        inherit_template(**doing, on=end, by=clerk, now=now)
    # The same day again: as if the version had never been.
    inherit_template(**doing, on=today, by=clerk, now=now)
    assert days(tree.body) == []
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["set_paper_template", "inherit_template", "inherit_template"]


def test_days_gone_by_keep_theirs(tree, set_notice, clerk, now, today):
    yesterday = today - timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        set_notice(tree.body, day=yesterday)
    assert "valid_from" in refused.value.error_dict
    set_notice(tree.body)
    with pytest.raises(ValidationError):
        inherit_template(
            model=PaperTemplate,
            organization=tree.body,
            kind="notice",
            on=yesterday,
            by=clerk,
            now=now,
        )


def test_who_came_too_late_overwrites_nothing(tree, set_notice):
    set_notice(tree.body, opening="Trước")

    with pytest.raises(StaleVersion):
        set_notice(tree.body, opening="Sau", seen="")

    assert PaperTemplate.objects.get(organization=tree.body).parts["opening"] == "Trước"


def test_nothing_is_set_when_one_part_is_wrong(tree, set_notice):
    with pytest.raises(ValidationError) as refused:
        set_notice(tree.body, opening="{0.__class__}")

    assert set(refused.value.error_dict) == {"opening"}
    assert not PaperTemplate.objects.filter(organization=tree.body).exists()


def test_before_all_wordings_the_first_national_one_holds(branch):
    assert opening_at(branch, date(1990, 1, 1)).startswith("{chi bộ} thông báo")


def test_installing_twice_changes_nothing(db):
    before = list(PaperTemplate.objects.order_by("pk").values())
    install_national_wordings()

    assert list(PaperTemplate.objects.order_by("pk").values()) == before
    assert len(before) == 3


# Papers


@pytest.fixture
def called(branch, secretary, now):
    meeting = factories.meeting(
        branch, state=MeetingState.CALLED, chair=secretary.member, called_at=now
    )
    factories.agenda_item(meeting)
    return meeting


def noticed(meeting, now):
    return request_paper(meeting=meeting, kind=PaperKind.NOTICE, now=now)


def test_paper_keeps_the_version_it_was_made_with(tree, called, set_notice, now, today):
    first = noticed(called, now)
    assert first.template.organization is None

    set_notice(tree.body)

    # Asked for again, the old notice is the same paper with the same words.
    assert noticed(called, now) == first
    assert "thông báo" in document_of(called, "notice").wording.parts["opening"]


def test_version_of_today_is_not_changed_under_its_papers(tree, called, set_notice, now, today):
    set_notice(tree.body)
    paper = noticed(called, now)
    assert paper.template.organization == tree.body

    with pytest.raises(ValidationError) as refused:
        set_notice(tree.body, opening="Khác")
    assert "valid_from" in refused.value.error_dict

    set_notice(tree.body, opening="Khác", day=today + timedelta(days=1))
    assert noticed(called, now) == paper


def test_version_of_today_without_papers_is_mended(tree, set_notice, today):
    set_notice(tree.body)
    set_notice(tree.body, opening="Đã sửa")

    assert days(tree.body) == [(today, None)]
    assert opening_at(tree.branch, today) == "Đã sửa"


def test_worker_draws_with_the_version_asked_for(tree, called, set_notice, now, monkeypatch):
    """Though another came into force between asking and drawing."""
    paper = noticed(called, now)
    Paper.objects.filter(pk=paper.pk).update(is_draft=True)
    set_notice(tree.body)
    drawn = []
    monkeypatch.setattr(
        "meetings.papers.render", lambda document, *_, **__: drawn.append(document) or b"%PDF"
    )

    make(Paper.objects.select_related("meeting__organization__kind").get(pk=paper.pk), now=now)

    assert drawn[0].wording.template == paper.template_id


def test_revision_depends_on_the_version(tree, branch, secretary, set_notice, now):
    draft = factories.meeting(branch, state=MeetingState.PLANNED, chair=secretary.member)
    factories.agenda_item(draft)
    before = noticed(draft, now)
    set_notice(tree.body, day=timezone.localdate(draft.starts_at))

    after = noticed(draft, now)

    assert (before.template.organization, after.template.organization) == (None, tree.body)
    assert before.revision != after.revision


def test_withdrawing_takes_the_words_from_drafts_only(
    tree, branch, secretary, set_notice, now, clerk
):
    draft = factories.meeting(
        branch, state=MeetingState.PLANNED, chair=secretary.member, starts_at=now + timedelta(9)
    )
    factories.agenda_item(draft)
    day = timezone.localdate(draft.starts_at)
    set_notice(tree.body, day=day)
    paper = noticed(draft, now)
    assert paper.template.organization == tree.body

    withdraw_template(
        model=PaperTemplate,
        organization=tree.body,
        kind="notice",
        valid_from=day,
        by=clerk,
        now=now,
    )

    paper.refresh_from_db()
    assert paper.template is None


def test_read_back_begins_with_the_words_of_the_template(
    tree, branch, secretary, secretary_client, clerk, now
):
    meeting = factories.meeting(
        branch, state=MeetingState.MINUTED, chair=secretary.member, starts_at=now
    )
    factories.minutes(meeting)
    national = PaperTemplate.objects.get(organization=None, kind="minutes")
    set_paper_template(
        organization=tree.body,
        kind="minutes",
        parts=national.parts | {"read_back": "Đã đọc, nhất trí 100%."},
        version=Version(name="Mẫu", source=DECIDED, valid_from=timezone.localdate(now), seen=""),
        by=clerk,
        now=now,
    )

    page = secretary_client.get(reverse("meetings:minutes_read", args=[meeting.public_id]))

    assert page.context["form"].initial["adoption_note"] == "Đã đọc, nhất trí 100%."


# Agendas

ITEMS = [
    StandardItem(section=1, title="Chào cờ", category="other", planned_minutes=5),
    StandardItem(section=2, title="Việc của khu", category="party", planned_minutes=60, hint="!"),
]


def set_agenda(tree, clerk, now, items=ITEMS, **kwargs):
    own = AgendaTemplate.objects.filter(organization=tree.body, kind="periodic")
    version = {"name": "Của khu", "source": DECIDED, "valid_from": timezone.localdate(now)}
    return set_agenda_template(
        organization=tree.body,
        kind="periodic",
        items=items,
        version=Version(**version | {"seen": fingerprint(own)} | kwargs),
        by=clerk,
        now=now,
    )


def test_agenda_of_the_committee_is_that_of_its_branches(tree, clerk, now, today):
    made = set_agenda(tree, clerk, now)

    assert template_for(tree.branch, "periodic", today) == made
    assert template_for(tree.cousin, "periodic", today).organization is None
    assert template_for(tree.branch, "thematic", today).organization is None
    assert [item.title for item in made.items.all()] == ["Chào cờ", "Việc của khu"]
    # The same day again mends it; a stale form does not.
    again = set_agenda(tree, clerk, now, items=ITEMS[1:])
    assert again == made
    assert again.items.count() == 1
    with pytest.raises(StaleVersion):
        set_agenda(tree, clerk, now, seen="")
    with pytest.raises(ValidationError):
        set_agenda(tree, clerk, now, items=[])
