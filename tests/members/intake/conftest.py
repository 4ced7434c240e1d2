"""Words of refusals in English, and a district to bring members into."""

import pytest


@pytest.fixture(autouse=True)
def _english(in_english):
    """What is refused is compared as it stands in the code."""


@pytest.fixture
def scope(tree, branch, cell_and_sibling):
    return tree.district


@pytest.fixture
def cell_and_sibling(tree):
    return tree.cell, tree.sibling, tree.far
