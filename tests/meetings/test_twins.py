"""Rules that are written twice, in Python and for the database, say the same."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from branches.rules import Majority
from meetings.models import BranchMonth, Task, Vote
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 2), (2, 3), (3, 4), (1, 1)])
@pytest.mark.parametrize("is_strict", [True, False])
def test_vote_is_adopted_exactly_when_the_majority_says(numerator, denominator, is_strict):
    """Domain rule 9.2, for all bases up to 60 and all counts."""
    majority = Majority(numerator, denominator, is_strict)
    for base in range(61):
        for votes_for in range(base + 1):
            vote = Vote(
                base=base,
                votes_for=votes_for,
                numerator=numerator,
                denominator=denominator,
                is_strict=is_strict,
            )
            share = denominator * votes_for - numerator * base
            assert vote.is_adopted is (share > 0 if is_strict else share >= 0)
            assert vote.is_adopted is (votes_for >= majority.votes_needed(base))


def test_overdue_means_the_same_in_both_languages(branch, reader, today):
    for days in (-1, 0, 1):
        for state in ("open", "in_progress", "carried_over"):
            for assigned in (True, False):
                due_on = today + timedelta(days=days)
                factories.task(branch, reader.member, due_on=due_on, state=state, assigned=assigned)

    by_sql = set(Task.objects.overdue(today))

    assert by_sql == {task for task in Task.objects.all() if task.is_overdue(today)}
    assert len(by_sql) == 2


def test_month_of_a_branch_is_one_row(branch):
    factories.branch_month(branch)

    with pytest.raises(IntegrityError), transaction.atomic():
        BranchMonth.objects.bulk_create([BranchMonth(**_key(BranchMonth.objects.get()))])


def _key(row):
    return {"branch_id": row.branch_id, "month": row.month}
