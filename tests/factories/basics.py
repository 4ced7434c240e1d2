"""What the factories of all subjects need."""

import itertools
from datetime import date

LONG_AGO = date(2020, 1, 1)
numbers = itertools.count(1)  # in names that must differ


def scope_of(organization):
    """The scope keys that rows copy from their organisation."""
    return {
        "superior_id": organization.superior_id,
        "grassroots_id": organization.grassroots_id,
        "branch_id": organization.branch_id,
    }
