"""Cells of a branch: from the eligible size, everybody in at most one, led, ended."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import MeetingKind, MeetingState, TaskState
from members.models import Affiliation, AuditEntry, PostKind
from members.services.cells import assign_cells, create_cell
from tests import factories

CELL = Affiliation.Kind.CELL


@pytest.fixture(autouse=True)
def english(secretary, clerk):
    for account in (secretary, clerk):
        account.language = "en"
        account.save()


@pytest.fixture
def small(tree):
    """The committee above lets small branches have cells."""
    factories.rule_pack(tree.body, values={"cell.eligible_from": 3})


@pytest.fixture
def people(branch):
    return [factories.member(home=branch) for _ in range(5)]


def address(name, organization):
    app = "meetings" if name == "cell_end" else "members"
    return reverse(f"{app}:{name}", args=[organization.public_id])


def words(answer):
    return answer.content.decode()


def day(value):
    return f"{value:%d/%m/%Y}"


@pytest.mark.parametrize(("size", "is_allowed"), [(49, False), (50, True)])
def test_cells_begin_at_the_size_of_the_rules(secretary_client, branch, today, size, is_allowed):
    for _ in range(size - 1):  # the secretary is one of them
        factories.member(home=branch)

    page = words(secretary_client.get(address("cell_list", branch)))
    answer = secretary_client.post(
        address("cell_create", branch), {"name": "Tổ đảng số 1", "on": day(today)}
    )

    assert ("New cell" in page) == is_allowed
    assert (answer.status_code == 302) == is_allowed == branch.children.exists()
    if not is_allowed:
        said = words(answer)
        assert "49 members; a new cell needs a branch of at least 50" in said
        assert "Hà Nội" in said


def test_secretary_sets_up_a_cell(secretary_client, secretary, branch, small, people, today):
    assert "Tổ đảng số 1" in words(secretary_client.get(address("cell_create", branch)))

    secretary_client.post(
        address("cell_create", branch), {"name": " Tổ đảng số 1 ", "on": day(today)}
    )

    cell = branch.children.get()
    assert (cell.name, cell.established_on, cell.branch) == ("Tổ đảng số 1", today, branch)
    assert cell.versions.get().name == "Tổ đảng số 1"
    assert AuditEntry.objects.latest("pk").verb == "create_cell"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Name the cell"),
        ({"name": "tổ đảng số 1"}, "has a cell of this name"),
        ({"on": "30/02/2026"}, "not a day of the calendar"),
        ({"on": "01/01/2001"}, "Choose a branch that exists on 01/01/2001"),
    ],
)
def test_a_wrong_cell_is_refused(secretary_client, tree, branch, small, people, today, typed, said):
    tree.cell  # noqa: B018 makes it

    answer = secretary_client.post(
        address("cell_create", branch), {"name": "Tổ đảng số 9", "on": day(today)} | typed
    )

    assert answer.status_code == 422
    assert said in words(answer)
    assert branch.children.count() == 1


def test_everybody_is_assigned_on_one_page(secretary_client, tree, branch, people, today):
    """A group goes as a whole, one of it elsewhere, and who is not chosen stays."""
    first, second = tree.cell, tree.other_cell
    settled = factories.member(home=branch, cell=first)
    page = words(secretary_client.get(address("cell_assign", branch)))
    assert all(str(person.public_id) in page for person in [*people, settled])

    sent = secretary_client.post(
        address("cell_assign", branch),
        {
            "on": day(today),
            "g-none": str(first.public_id),
            f"m-{people[0].public_id}": str(second.public_id),
            f"m-{people[1].public_id}": "none",
        },
    )

    assert sent.status_code == 302
    for person in [*people, settled]:
        person.refresh_from_db()
    assert [person.cell for person in people] == [second, None, first, first, first]
    assert settled.cell == first
    assert settled.affiliations.filter(kind=CELL).count() == 1


def test_nobody_is_in_two_cells(secretary_client, tree, branch, people, today):
    person = people[0]
    for cell in (tree.cell, tree.other_cell):
        secretary_client.post(
            address("cell_assign", branch),
            {"on": day(today), f"m-{person.public_id}": str(cell.public_id)},
        )

    assert person.affiliations.get(kind=CELL).organization == tree.other_cell


def test_a_foreign_cell_is_no_choice(secretary_client, tree, branch, people, today):
    secretary_client.post(
        address("cell_assign", branch),
        {
            "on": day(today),
            "g-none": str(tree.sibling_cell.public_id),
            f"m-{people[0].public_id}": str(uuid.uuid4()),
        },
    )

    # There is no cell of the branch yet, and a stranger's is not offered.
    assert not Affiliation.objects.filter(kind=CELL).exists()


def test_the_verb_refuses_a_cell_of_another_branch(branch, tree, people, secretary, today, now):
    with pytest.raises(ValidationError):
        assign_cells(
            branch=branch, cells={people[0]: tree.sibling_cell}, on=today, by=secretary, now=now
        )


def test_sharing_out_proposes_and_saves_nothing(secretary_client, tree, branch, people, today):
    first, second = tree.cell, tree.other_cell
    factories.member(home=branch, cell=first)

    page = words(
        secretary_client.post(address("cell_assign", branch), {"on": day(today), "step": "share"})
    )

    assert "Nothing is saved yet" in page
    # Six in no cell with the secretary: the cells have four and three then.
    shared = {cell: page.count(f'value="{cell.public_id}" checked') for cell in (first, second)}
    assert shared == {first: 3 + 1, second: 3}
    assert not Affiliation.objects.filter(kind=CELL, member__in=people).exists()


def test_who_leaves_a_cell_leaves_its_posts(
    secretary_client, cell_leader, tree, branch, sign_in, today
):
    plan = address("cell_lead", tree.cell)
    client = sign_in(cell_leader)
    meeting = reverse("meetings:meeting_create", args=[tree.cell.public_id])
    assert client.get(meeting).status_code == 200
    assert client.get(plan).status_code == 403

    secretary_client.post(
        address("cell_assign", branch),
        {"on": day(today), f"m-{cell_leader.member.public_id}": "none"},
    )

    assert cell_leader.member.posts.get().valid_to == today
    assert client.get(meeting).status_code == 403


def test_secretary_enters_who_leads_a_cell(secretary_client, cell_leader, tree, branch, today):
    deputy = factories.member(home=branch, cell=tree.cell)
    outside = factories.member(home=branch, name="Trần Văn Ngoài")
    url = address("cell_lead", tree.cell)
    page = words(secretary_client.get(url))
    assert f'value="{cell_leader.member.public_id}" selected' in page
    assert "Trần Văn Ngoài" not in page

    typed = {
        "leader": deputy.public_id,
        "deputy": cell_leader.member.public_id,
        "on": day(today),
        "mode": "elected",
    }
    same = secretary_client.post(url, typed | {"deputy": deputy.public_id})
    assert same.status_code == 422
    assert "two people" in words(same)
    assert secretary_client.post(url, typed | {"leader": outside.public_id}).status_code == 422
    assert secretary_client.post(url, typed).status_code == 302

    held = {post.kind: post.member for post in tree.cell.posts.in_force(today)}
    assert held == {PostKind.CELL_LEADER: deputy, PostKind.CELL_DEPUTY: cell_leader.member}


def test_a_branch_secretary_enters_no_posts_of_the_branch(secretary_client, branch, tree):
    """Nobody gives rights to themselves: that is the committee's above."""
    assert secretary_client.get(address("post_appoint", branch)).status_code == 403
    assert secretary_client.get(address("term_open", branch)).status_code == 403
    assert secretary_client.get(address("cell_lead", tree.cell)).status_code == 200


def test_a_cell_ends_and_its_people_and_tasks_stay(
    secretary_client, cell_leader, tree, branch, today, now
):
    cell = tree.cell
    person = factories.member(home=branch, cell=cell, name="Lê Thị Ở")
    task = factories.task(cell, person)
    meeting = factories.meeting(
        cell, kind=MeetingKind.CELL, state=MeetingState.CALLED, starts_at=now + timedelta(days=2)
    )
    typed = {"on": day(today), "decision_number": "5-NQ/CB", "decision_on": day(today)}

    assert secretary_client.post(address("cell_end", cell), typed | {"on": ""}).status_code == 422
    assert secretary_client.post(address("cell_end", cell), typed).status_code == 302

    for each in (cell, person, task, meeting):
        each.refresh_from_db()
    assert cell.dissolved_on == today
    assert (person.home, person.cell) == (branch, None)
    assert cell_leader.member.posts.get().valid_to == today
    assert (task.state, task.organization) == (TaskState.OPEN, branch)
    assert meeting.state == MeetingState.CANCELLED
    assert "5-NQ/CB" in meeting.cancel_reason
    assert cell.name not in words(secretary_client.get(address("cell_list", branch)))


def test_sizes_and_those_in_none_are_shown(secretary_client, secretary, tree, branch):
    for status in ("official", "official", "probationary"):
        factories.member(home=branch, cell=tree.cell, status=status)

    page = words(secretary_client.get(address("cell_list", branch)))

    assert '<span class="num">3</span> <span class="small quiet">2 official' in page
    assert "1 member is in no cell" in page
    assert "not entered" in page


def test_pages_ask_as_much_for_many_as_for_few(secretary_client, tree, branch, small):
    counts = []
    cells = [tree.cell, tree.other_cell]
    for _ in range(2):
        for cell in cells:
            for number in range(3):
                person = factories.member(home=branch, cell=cell)
                if number == 0 and not cell.posts.exists():
                    factories.post(person, cell, post=PostKind.CELL_LEADER)
        for name in ("cell_list", "cell_assign"):
            with CaptureQueriesContext(connection) as asked:
                assert secretary_client.get(address(name, branch)).status_code == 200
            counts.append(len(asked))
        cells.append(
            factories.organization(parent=branch, kind_code="cell", name=f"Tổ {len(cells)}")
        )
    assert counts[:2] == counts[2:]
    assert max(counts) <= 16


def test_sixty_people_are_assigned_at_once(secretary, tree, branch, today, now):
    people = [factories.member(home=branch) for _ in range(60)]
    cells = [tree.cell, tree.other_cell]
    wanted = {person: cells[number % 2] for number, person in enumerate(people)}

    moved = assign_cells(branch=branch, cells=wanted, on=today, by=secretary, now=now)

    assert moved == 60
    assert [cell.cell_members.count() for cell in cells] == [30, 30]
    assert assign_cells(branch=branch, cells=wanted, on=today, by=secretary, now=now) == 0


def test_a_cell_is_set_up_before_there_is_a_page_for_it(branch, small, people, secretary, now):
    """A day in the past counts by the roll of that day."""
    with pytest.raises(ValidationError):
        create_cell(branch=branch, name="Tổ", on=date(1990, 1, 1), by=secretary, now=now)
