"""A campaign sent to three branches, and readers of English."""

import pytest

from tests import factories


@pytest.fixture
def office(tree, clerk):
    """The committee's clerk, who reads English."""
    clerk.language = "en"
    clerk.save()
    return clerk


@pytest.fixture
def english(secretary, office):
    secretary.language = "en"
    secretary.save()
    return secretary


@pytest.fixture
def campaign(tree, office):
    return factories.campaign(tree.district, to=[tree.branch, tree.sibling, tree.cousin])


@pytest.fixture
def target(campaign, branch):
    return campaign.targets.get(organization=branch)
