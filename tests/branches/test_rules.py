"""The rules in force: inheritance, locks, dates; majorities in integers."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from branches import services
from branches.models import RulePack
from branches.rules import Majority, rules_for
from tests import factories

DAY = date(2026, 3, 15)
KEY = "meeting.minimum_minutes"
SPARE = "task.due_soon_days"

more_than_half = Majority(1, 2, is_strict=True)
two_thirds = Majority(2, 3, is_strict=False)


# Domain rule 9.2: 20 official members in base.
@pytest.mark.parametrize(
    ("majority", "base", "needed"),
    [
        (more_than_half, 20, 11),
        (more_than_half, 21, 11),
        (more_than_half, 1, 1),
        (more_than_half, 0, 1),
        (two_thirds, 20, 14),
        (two_thirds, 21, 14),
        (two_thirds, 22, 15),
        (two_thirds, 3, 2),
        (two_thirds, 1, 1),
        (two_thirds, 0, 0),
    ],
)
def test_votes_needed(majority, base, needed):
    assert majority.votes_needed(base) == needed


@given(st.integers(1, 60), st.integers(1, 60), st.booleans(), st.integers(0, 3000))
def test_votes_needed_is_the_fewest_that_carries(numerator, denominator, is_strict, base):
    needed = Majority(numerator, denominator, is_strict=is_strict).votes_needed(base)
    share = Fraction(numerator, denominator) * base

    def carries(votes):
        return votes > share if is_strict else votes >= share

    assert carries(needed)
    assert needed == 0 or not carries(needed - 1)


def test_national_rules_are_in_force_for_everybody(tree):
    rules = rules_for(tree.branch, DAY)

    assert rules.majority("adopt") == more_than_half
    assert rules.majority("two_thirds") == two_thirds
    assert rules.minimum_minutes("periodic") == 90
    assert rules.minimum_minutes("combined") == 120
    assert rules.minimum_minutes("cell") is None
    assert rules[SPARE] == rules_for(None, DAY)[SPARE] == 3


def test_every_national_rule_says_where_it_comes_from(db):
    for rule in rules_for(None, DAY).all():
        assert rule.source
        assert rule.pack
        assert rule.organization is None


def test_guidance_of_the_day_counts(db):
    """HD 42-HD/BTCTW took the place of HD 12-HD/BTCTW on 28 October 2025."""
    before = rules_for(None, date(2025, 10, 27)).explain(KEY)
    after = rules_for(None, date(2025, 10, 28)).explain(KEY)

    assert before.source.startswith("Hướng dẫn 12")
    assert after.source.startswith("Hướng dẫn 42")


def test_before_every_pack_nothing_is_in_force(db):
    rules = rules_for(None, date(2010, 1, 1))

    assert rules.all() == []
    assert KEY not in rules


def test_missing_key_is_said_loudly(db):
    with pytest.raises(ImproperlyConfigured, match="no_such_key"):
        rules_for(None, DAY)["no_such_key"]


def test_nearest_organization_wins(tree):
    factories.rule_pack(tree.district, values={SPARE: 5})
    factories.rule_pack(tree.body, values={SPARE: 7})
    factories.rule_pack(tree.sibling, values={SPARE: 9})

    assert rules_for(tree.cell, DAY)[SPARE] == 7
    assert rules_for(tree.branch, DAY).explain(SPARE).organization == tree.body
    assert rules_for(tree.sibling, DAY)[SPARE] == 9
    assert rules_for(tree.cousin, DAY)[SPARE] == 5
    assert rules_for(tree.far, DAY)[SPARE] == 3


def test_what_is_fixed_above_cannot_be_changed_below(tree):
    factories.rule_pack(tree.district, values={SPARE: (5, True)})
    factories.rule_pack(tree.body, values={SPARE: 7})
    factories.rule_pack(tree.branch, values={SPARE: 9})

    found = rules_for(tree.branch, DAY).explain(SPARE)

    assert (found.value, found.organization, found.is_locked) == (5, tree.district, True)


def test_who_fixed_a_rule_can_change_it_later(tree):
    factories.rule_pack(tree.district, values={SPARE: (5, True)}, valid_from=date(2024, 1, 1))
    factories.rule_pack(
        tree.district, values={SPARE: 6}, name="Sửa đổi", valid_from=date(2026, 1, 1)
    )

    assert rules_for(tree.branch, date(2025, 1, 1))[SPARE] == 5
    assert rules_for(tree.branch, DAY)[SPARE] == 6


def test_lock_of_a_nearer_organization_does_not_bind_those_above(tree):
    factories.rule_pack(tree.district, values={SPARE: 5})
    factories.rule_pack(tree.body, values={SPARE: (7, True)})

    assert rules_for(tree.branch, DAY)[SPARE] == 7
    assert rules_for(tree.district, DAY)[SPARE] == 5


def test_newest_pack_of_one_organization_wins(tree):
    factories.rule_pack(tree.branch, values={SPARE: 2}, name="Mới", valid_from=date(2026, 1, 1))
    factories.rule_pack(tree.branch, values={SPARE: 1}, name="Cũ", valid_from=date(2025, 1, 1))

    assert rules_for(tree.branch, DAY)[SPARE] == 2
    assert rules_for(tree.branch, date(2025, 6, 1))[SPARE] == 1


@pytest.mark.parametrize(("days", "value"), [(-1, 3), (0, 8), (9, 8), (10, 3)])
def test_pack_counts_from_its_first_day_until_before_its_last(tree, days, value):
    factories.rule_pack(
        tree.branch, values={SPARE: 8}, valid_from=DAY, valid_to=DAY + timedelta(days=10)
    )

    assert rules_for(tree.branch, DAY + timedelta(days=days))[SPARE] == value


def test_reading_the_rules_is_one_query(tree, django_assert_num_queries):
    factories.rule_pack(tree.district, values={SPARE: 5})
    factories.rule_pack(tree.branch, values={SPARE: 7})
    cell = tree.cell

    with django_assert_num_queries(1):
        rules = rules_for(cell, DAY)
        assert rules.explain(SPARE).organization.name == tree.branch.name
        assert set(rules.values("vote.")) >= {"vote.adopt", "vote.two_thirds"}


def test_pack_is_installed_once(db):
    """A second installation mends what differs and doubles nothing."""
    before = RulePack.objects.count()
    changed = RulePack.objects.filter(organization=None).first().values.first()
    right = changed.value
    changed.value = "nonsense"
    changed.save()

    services.install_national_rules()
    services.install_kinds()

    changed.refresh_from_db()
    assert RulePack.objects.count() == before
    assert changed.value == right
