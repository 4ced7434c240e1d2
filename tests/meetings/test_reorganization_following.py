"""What follows quietly: cells, transfers under way, this year's commitments, links."""

from datetime import date

import pytest
from django.utils import timezone

from branches.reorganizing.plan import Kind
from members.models import Affiliation, Commitment, Transfer
from tests import factories

from .reorganizing import JULY, carry_out, fresh, made, merge, moment, plan

pytestmark = pytest.mark.django_db


def test_merged_cells_keep_everybody_at_home(tree):
    people = [
        factories.member(home=tree.branch, cell=cell) for cell in (tree.cell, tree.other_cell)
    ]

    new = made(carry_out(merge(tree.cell, tree.other_cell, name="Tổ đảng chung")))

    assert (new.parent, new.branch_id) == (tree.branch, tree.branch.pk)
    for person in people:
        person.refresh_from_db()
        assert (person.home, person.cell) == (tree.branch, new)


@pytest.mark.parametrize("reaches", ["far", "sibling"])
def test_transfer_under_way_goes_on_or_is_not_needed_any_more(tree, reaches):
    member = factories.member(home=tree.branch)
    transfer = factories.transfer(member, getattr(tree, reaches))

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Mới")))

    transfer.refresh_from_db()
    if reaches == "far":
        assert (transfer.state, transfer.from_organization) == (Transfer.State.STARTED, new)
    else:
        assert transfer.state == Transfer.State.CANCELLED
        assert transfer.closed_reason


def test_transfer_towards_a_branch_that_ends_reaches_its_successor(tree):
    transfer = factories.transfer(factories.member(home=tree.far), tree.branch)

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Mới")))

    transfer.refresh_from_db()
    assert transfer.to_organization == new


def test_commitment_of_the_year_follows_and_earlier_ones_stay(tree):
    member = factories.member(home=tree.branch)
    last, this = (
        Commitment.objects.create(
            member=member,
            organization=tree.branch,
            year=year,
            text="Gương mẫu",
            saved_at=timezone.now(),
            **factories.scope_of(tree.branch),
        )
        for year in (2024, 2025)
    )

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Mới")))

    last.refresh_from_db()
    this.refresh_from_db()
    assert (last.organization, last.branch) == (tree.branch, tree.branch)
    assert (this.organization, this.branch) == (new, new)


def test_campaign_is_answered_by_the_successor_once(tree):
    campaign = factories.campaign(tree.branch.parent, to=[tree.branch, tree.sibling])
    closed = factories.campaign(
        tree.branch.parent, to=[tree.sibling], title="Đã xong", closed_at=timezone.now()
    )
    elsewhere = factories.campaign(tree.branch.parent, to=[tree.far], title="Nơi khác")

    new = made(carry_out(merge(tree.branch, tree.sibling, name="Mới")))

    target = campaign.targets.get()
    assert (target.organization, target.branch_id) == (new, new.pk)
    assert closed.targets.get().organization == tree.sibling
    assert elsewhere.targets.get().organization == tree.far


def test_what_was_reported_stays_with_who_reported_it(tree):
    campaign = factories.campaign(tree.branch.parent, to=[tree.branch])
    campaign.targets.update(report="Đã làm", reported_at=timezone.now())

    carry_out(merge(tree.branch, tree.sibling, name="Mới"))

    assert campaign.targets.get().organization == tree.branch


def test_dissolving_ends_links_of_residence(tree):
    link = factories.affiliate(
        factories.member(home=tree.far), tree.sibling, Affiliation.Kind.RESIDENCE
    )

    carry_out(plan(Kind.DISSOLVE, sources=(tree.sibling,)))

    link.refresh_from_db()
    assert link.valid_to == JULY


def test_successor_reads_what_it_took_over_and_cannot_change_it(tree, sign_in):
    held = factories.meeting(tree.branch, state="approved", starts_at=moment(date(2025, 6, 30), 19))
    new = made(carry_out(merge(tree.branch, tree.sibling, name="Mới")))
    person = factories.member(home=new)
    factories.post(person, new)
    browser = sign_in(factories.user(person))

    assert browser.get(held.get_absolute_url()).status_code == 200
    assert browser.post(f"{held.get_absolute_url()}edit/").status_code == 403
    assert fresh(tree.branch).succeeded_by == new
