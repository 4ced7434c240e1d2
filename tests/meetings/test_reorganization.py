"""The day of a reorganisation: it takes effect once or not at all."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from branches.models import Organization, Reorganization, Term
from branches.reorganizing.plan import Kind
from meetings.models import MeetingState
from meetings.services.reorganization import (
    apply_due_reorganizations,
    apply_reorganization,
    cancel_reorganization,
    preview_reorganization,
)
from members.models import Affiliation, Post
from tests import factories

from .reorganizing import AFTER, BEFORE, JULY, carry_out, fresh, merge, moment, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_future_one_waits_and_takes_effect_once_however_late(tree):
    reorganization = carry_out(merge(tree.branch, tree.sibling, name="Mới"), BEFORE)
    assert fresh(tree.branch).dissolved_on is None
    assert apply_due_reorganizations(now=moment(date(2025, 6, 30), 23)) == {
        "applied": 0,
        "failed": 0,
    }

    three_days_late = moment(date(2025, 7, 4))
    assert apply_due_reorganizations(now=three_days_late) == {"applied": 1, "failed": 0}
    assert apply_due_reorganizations(now=three_days_late) == {"applied": 0, "failed": 0}

    reorganization.refresh_from_db()
    assert reorganization.state == Reorganization.State.APPLIED
    assert fresh(tree.branch).dissolved_on == JULY
    assert Organization.objects.filter(name="Mới").count() == 1
    with pytest.raises(ValidationError, match="again"):
        apply_reorganization(reorganization=reorganization, by=None, now=three_days_late)


def test_one_that_fails_says_why_and_the_others_go_on(tree):
    bad = carry_out(plan(Kind.DISSOLVE, sources=(tree.sibling,)), BEFORE)
    good = carry_out(plan(Kind.RENAME, sources=(tree.branch,), name="Tên mới"), BEFORE)
    factories.member(home=tree.sibling)

    assert apply_due_reorganizations(now=AFTER) == {"applied": 1, "failed": 1}

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "applied")
    assert "1 people still belong" in bad.failure
    assert fresh(tree.sibling).dissolved_on is None


def test_failure_in_the_last_step_leaves_nothing(tree, monkeypatch):
    factories.member(home=tree.branch)
    reorganization = carry_out(merge(tree.branch, tree.sibling, name="Mới"), BEFORE)
    before = everything()

    def broken(**_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("meetings.services.reorganization.record", broken)

    assert apply_due_reorganizations(now=AFTER) == {"applied": 0, "failed": 1}

    reorganization.refresh_from_db()
    assert "nothing was changed" in reorganization.failure
    assert everything() == before


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Organization,
            Organization.versions.rel.related_model,
            Affiliation,
            Post,
            Term,
        )
    ]


def test_preview_shows_what_will_be_and_keeps_nothing(tree):
    members = [factories.member(home=tree.branch), factories.member(home=tree.sibling)]
    factories.post(members[0], tree.branch)
    factories.meeting(tree.branch, state=MeetingState.CALLED, starts_at=moment(date(2025, 7, 5)))
    factories.term(tree.branch)
    before = everything()
    wanted = merge(tree.branch, tree.sibling, name="Mới")

    shown = preview_reorganization(plan=wanted, now=BEFORE)

    assert everything() == before
    assert not Reorganization.objects.exists()
    assert [(change.name, change.what.split()[0]) for change in shown.organizations] == [
        ("Mới", "is"),
        (tree.branch.name, "ends;"),
        (tree.sibling.name, "ends;"),
    ]
    assert [(move.source, move.target, move.count) for move in shown.people.moves] == [
        (tree.branch.name, "Mới", 1),
        (tree.sibling.name, "Mới", 1),
    ]
    assert len(shown.people.posts) == len(shown.meetings.cancelled) == len(shown.terms) == 1


def test_cancelled_one_does_not_take_effect(tree):
    reorganization = carry_out(merge(tree.branch, tree.sibling, name="Mới"), BEFORE)

    cancel_reorganization(reorganization=reorganization, by=None, now=BEFORE)

    assert apply_due_reorganizations(now=AFTER) == {"applied": 0, "failed": 0}
    with pytest.raises(ValidationError, match="cannot be cancelled"):
        cancel_reorganization(reorganization=reorganization, by=None, now=BEFORE)


def test_two_plans_for_one_organisation_do_not_wait_together(tree):
    carry_out(merge(tree.branch, tree.sibling, name="Mới"), BEFORE)
    wanted = plan(Kind.RENAME, sources=(tree.branch,), name="Khác")

    with pytest.raises(ValidationError, match="Cancel that one first"):
        carry_out(wanted, BEFORE)


@pytest.mark.django_db(transaction=True)
def test_one_that_another_worker_has_is_left_to_it(tree):
    row = carry_out(plan(Kind.RENAME, sources=(tree.branch,), name="Tên mới"), BEFORE)
    elsewhere = connections.create_connection("default")
    with elsewhere.cursor() as cursor:
        elsewhere.set_autocommit(False)
        cursor.execute("SELECT 1 FROM branches_reorganization WHERE id = %s FOR UPDATE", [row.pk])
        meanwhile = apply_due_reorganizations(now=AFTER)
        elsewhere.rollback()
    elsewhere.close()

    assert meanwhile == {"applied": 0, "failed": 0}
    assert apply_due_reorganizations(now=AFTER) == {"applied": 1, "failed": 0}
