"""Two secretaries save at once: neither is counted without the other."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from meetings.models import BranchMonth
from meetings.services.month import refresh_branch_month
from tests import factories

NOVEMBER = date(2026, 11, 1)


def save_one(branch, is_counted):
    """A verb: changes a cause and refreshes; waits inside its transaction when told to."""
    with transaction.atomic():
        factories.meeting(branch, state="held", month=NOVEMBER)
        refresh_branch_month(branch=branch, month=NOVEMBER)
        is_counted()


@pytest.mark.django_db(transaction=True)
def test_second_of_two_verbs_at_once_counts_the_first(tree):
    branch = tree.branch
    first_counted, second_began = threading.Event(), threading.Event()

    def first():
        def wait_for_the_second():
            first_counted.set()
            second_began.wait(10)
            second.join(1)  # it must not finish before this transaction does

        save_one(branch, wait_for_the_second)
        connection.close()

    def second_verb():
        first_counted.wait(10)
        second_began.set()
        save_one(branch, lambda: None)
        connection.close()

    second = threading.Thread(target=second_verb)
    verbs = [threading.Thread(target=first), second]
    for verb in verbs:
        verb.start()
    for verb in verbs:
        verb.join(20)

    assert BranchMonth.objects.get(branch=branch, month=NOVEMBER).held == 2
