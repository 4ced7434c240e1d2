"""A split: everybody in exactly one part."""

import pytest
from django.core.exceptions import ValidationError

from branches.models import Organization, Reorganization
from branches.reorganizing.plan import Kind, Part
from meetings.models import Task
from members.models import PostKind
from tests import factories

from .reorganizing import JULY, carry_out, fresh, halves, homes, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def eleven(tree):
    return [
        factories.member(home=tree.branch, cell=tree.cell if n < 4 else None) for n in range(11)
    ]


@pytest.mark.parametrize("goes_on", [True, False])
def test_split_assigns_every_member_once(tree, eleven, goes_on):
    parts = halves(eleven, [tree.cell.public_id], goes_on)

    reorganization = carry_out(plan(Kind.SPLIT, sources=(tree.branch,), parts=parts))

    second = Organization.objects.get(name="Chi bộ 7B")
    first = tree.branch if goes_on else Organization.objects.get(name="Chi bộ 7A")
    assert [homes(person, JULY) for person in eleven] == [[first]] * 6 + [[second]] * 5
    assert fresh(tree.branch).dissolved_on == (None if goes_on else JULY)
    assert fresh(tree.cell).parent == first
    assert reorganization.state == Reorganization.State.APPLIED


def test_split_refuses_who_is_left_out_and_who_is_in_two_parts(tree, eleven):
    first, second = halves(eleven, [tree.cell.public_id])
    left_out = Part(second.name, members=frozenset(list(second.members)[1:]))
    twice = Part(second.name, members=second.members | {eleven[0].public_id})

    with pytest.raises(ValidationError, match="not assigned yet"):
        carry_out(plan(Kind.SPLIT, sources=(tree.branch,), parts=(first, left_out)))
    with pytest.raises(ValidationError, match="two parts"):
        carry_out(plan(Kind.SPLIT, sources=(tree.branch,), parts=(first, twice)))
    with pytest.raises(ValidationError, match="not assigned yet"):
        carry_out(plan(Kind.SPLIT, sources=(tree.branch,), parts=halves(eleven)))


def test_who_goes_to_another_part_than_the_cell_leaves_it_and_its_posts(tree, eleven):
    leader = eleven[0]
    post = factories.post(leader, tree.cell, post=PostKind.CELL_LEADER)
    ids = [person.public_id for person in eleven]
    parts = (
        Part(
            "", goes_on=True, members=frozenset(ids[1:]), children=frozenset([tree.cell.public_id])
        ),
        Part("Chi bộ 7B", members=frozenset(ids[:1])),
    )

    carry_out(plan(Kind.SPLIT, sources=(tree.branch,), parts=parts))

    leader.refresh_from_db()
    post.refresh_from_db()
    assert (leader.home.name, leader.cell, post.valid_to) == ("Chi bộ 7B", None, JULY)


def test_task_still_open_goes_with_who_does_it(tree, eleven):
    mine, theirs = (factories.task(tree.branch, eleven[n]) for n in (0, 10))

    carry_out(
        plan(Kind.SPLIT, sources=(tree.branch,), parts=halves(eleven, [tree.cell.public_id], False))
    )

    assert Task.objects.get(pk=mine.pk).organization.name == "Chi bộ 7A"
    assert Task.objects.get(pk=theirs.pk).organization.name == "Chi bộ 7B"
