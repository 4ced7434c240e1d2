"""An observer without any right at the branch: the page of that one meeting, its documents and the
visit open; every other address answers as it does to a stranger."""

import pytest

from meetings.models import Visit

from .asking import NOT_FOUND, ask, expected, targets
from .canaries import found_in, may_read, token
from .rights import PLACES
from .rules import ROWS

pytestmark = pytest.mark.django_db
ROLE = "moved_away"  # at home far away, no right at the branch
# What answers otherwise than to a stranger: the documents from above stand on the agenda. That one
# has read them is one's own mark; who of the branch has is none of the observer's business.
OPEN = {
    ("meetings:meeting_detail", "called_meeting"): 200,
    ("meetings:attachment_download", "attachment"): 200,
    ("meetings:directive_detail", "directive"): 200,
    ("meetings:directive_download", "directive"): 200,
    ("meetings:directive_read", "directive"): 302,
    ("meetings:directive_readers", "directive"): 403,
}


@pytest.fixture
def sent(world, now):
    return Visit.objects.create(
        meeting=world.at["branch"]["called_meeting"],
        observer=world.accounts[ROLE].member,
        assigned_at=now,
    )


def test_observer_reads_the_agenda_and_the_documents_and_nothing_else(world, clients, sent):
    readable = may_read(ROLE, PLACES) | {token("branch", "notice")}
    wrong, opened = [], set()
    for name, row in ROWS.items():
        for place, key, url in targets(world, name):
            if place != "branch" or expected(name, ROLE, place, key) != NOT_FOUND:
                continue
            for method in row.methods:
                answer = ask(clients[ROLE], method, url, {"version": 1})
                if (name, key) in OPEN:
                    opened.add((name, key))
                    assert answer.status_code == OPEN[name, key], name
                elif answer.status_code != 404:
                    wrong.append(f"{method} {name} {key}: {answer.status_code}")
                if told := found_in(answer) - readable:
                    wrong.append(f"{method} {name} {key} told {sorted(told)}")

    assert wrong == []
    assert opened == OPEN.keys()


def test_observer_reads_the_own_visit_and_may_not_answer_it(world, clients, sent):
    client, address = clients[ROLE], sent.get_absolute_url()

    assert ask(client, "GET", address).status_code == 200
    assert ask(client, "POST", f"{address}answer/", {"answer": "x"}).status_code == 403
    assert ask(client, "POST", f"{address}cancel/").status_code == 403


def test_observer_of_one_branch_is_a_stranger_to_the_next(world, clients, sent):
    for place in ("sibling", "cousin", "cell"):
        page = world.at[place]["called_meeting"].get_absolute_url()
        assert ask(clients[ROLE], "GET", page).status_code == 404


def test_without_the_visit_all_is_closed(world, clients):
    page = world.at["branch"]["called_meeting"].get_absolute_url()

    assert ask(clients[ROLE], "GET", page).status_code == 404
