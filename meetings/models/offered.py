"""Dated texts that hold for everyone at and below an organisation."""

from typing import Self

from django.db.models import Q

from branches.models import Organization
from branches.models.dated import DatedQuerySet


class OfferedQuerySet(DatedQuerySet):
    def offered_to(self, organization: Organization) -> Self:
        """Those of the organisation, of those above it, and the national ones, of all dates."""
        return self.filter(Q(organization=None) | Q(organization__in=organization.ancestor_ids))
