"""One browser, words of refusals in English."""

import pytest


@pytest.fixture(autouse=True)
def _english(in_english):
    """What is refused is compared as it stands in the code."""
