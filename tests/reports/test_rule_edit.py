"""Setting a rule on its page: seen first, refused in words, in force from its day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from branches.models import RulePack
from branches.rule_values import leaves, with_leaves
from branches.rules import rules_for
from members.models import AuditEntry, PostKind
from tests import factories


@pytest.fixture
def clerk(tree):
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.CLERK)
    return factories.user(person, username="clerk")


@pytest.fixture
def page(clerk, sign_in, tree):
    client = sign_in(clerk)
    address = reverse("reports:rule_edit", args=[tree.body.public_id])

    def press(key, data=None):
        path = f"{address}?key={key}"
        return client.get(path) if data is None else client.post(path, data)

    return press


def typed(today, **values):
    return {"valid_from": f"{today:%d/%m/%Y}", "source": "Quyết định 12-QĐ/ĐU", **values}


def test_a_rule_is_seen_before_it_is_set(page, tree, today):
    data = typed(today, **{"value-0": 3})

    seen = page("notice.documents_ahead_days", data)
    assert seen.context["change"]["after"]
    assert rules_for(tree.branch, today)["notice.documents_ahead_days"] == 1

    done = page("notice.documents_ahead_days", data | {"seen": seen.context["change"]["seen"]})
    assert done.status_code == 302
    assert rules_for(tree.branch, today)["notice.documents_ahead_days"] == 3
    assert rules_for(tree.branch, today - timedelta(days=1))["notice.documents_ahead_days"] == 1
    assert rules_for(tree.cousin, today)["notice.documents_ahead_days"] == 1
    assert AuditEntry.objects.get(verb="set_rule").organization == tree.body


def test_what_was_not_seen_is_not_set(page, tree, today):
    seen = page("notice.documents_ahead_days", typed(today, **{"value-0": 3}))
    token = seen.context["change"]["seen"]

    page("notice.documents_ahead_days", typed(today, **{"value-0": 30}) | {"seen": token})

    assert not RulePack.objects.filter(organization=tree.body).exists()


def test_a_frame_that_does_not_give_a_hundred_is_refused(page, today, tree):
    rule = rules_for(tree.body, today).explain("score.frame")
    values = {f"value-{n}": leaf for n, leaf in enumerate(leaves(rule.value).values())}

    answer = page("score.frame", typed(today, **values) | {"value-1": 6})

    assert answer.status_code == 422
    assert "101" in answer.content.decode()


def test_a_number_that_would_stop_the_clock_is_refused(page, tree, today):
    """The reminders of everybody reckon by it: 10**15 days from today is no day."""
    data = typed(today, **{"value-0": 10**15})

    answer = page("notice.documents_ahead_days", data)

    assert answer.status_code == 422
    assert answer.context["form"]["value-0"].value() == str(10**15)
    assert answer.context["change"] is None


def test_a_rule_fixed_above_cannot_be_set(page, tree, today):
    factories.rule_pack(tree.district, values={"cell.eligible_from": 60})
    RulePack.objects.get(organization=tree.district).values.update(is_locked=True)

    answer = page("cell.eligible_from", typed(today, **{"value-0": 10}))

    assert answer.status_code == 302
    assert rules_for(tree.body, today)["cell.eligible_from"] == 60


def test_what_the_charter_fixes_nobody_sets(page, tree, today):
    values = {"value-0": 1, "value-1": 4, "value-2": "on"}

    answer = page("vote.adopt", typed(today, **values))

    assert answer.status_code == 302
    assert not RulePack.objects.filter(organization=tree.body).exists()


@pytest.mark.parametrize("key", ["", "no.such.rule"])
def test_no_such_rule_is_said_in_words(page, key):
    assert page(key).status_code == 302


def test_who_does_not_set_rules_is_told_so(secretary_client, stranger_client, branch):
    address = reverse("reports:rule_edit", args=[branch.public_id])

    assert secretary_client.get(f"{address}?key=cell.eligible_from").status_code == 403
    assert stranger_client.get(f"{address}?key=cell.eligible_from").status_code == 404


def test_leaves_and_back_again(today, branch):
    for rule in rules_for(branch, today).all():
        assert with_leaves(rule.value, leaves(rule.value)) == rule.value
