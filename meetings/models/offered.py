"""Dated texts that hold for everyone at and below an organisation."""

from typing import Self

from django.db.models import Q

from branches.models.dated import DatedQuerySet


class OfferedQuerySet(DatedQuerySet):
    def offered_by(self, ancestor_ids: list[int]) -> Self:
        """Those of these organisations and the national ones, of all dates."""
        return self.filter(Q(organization=None) | Q(organization__in=ancestor_ids))
