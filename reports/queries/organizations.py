"""Organisations as a person may see them."""

from branches.models import Organization
from branches.models.organization import OrganizationQuerySet
from members.access import Access
from members.permissions import Permission


class OrganizationsSeen(OrganizationQuerySet):
    """`Organization` knows nothing of people, so the scope of a reader is added here."""

    def visible_to(self, access: Access) -> "OrganizationsSeen":
        """Where one belongs, holds a post, or which lie below a committee one serves."""
        return self.filter(
            access.within(Permission.READ_NOTICES, own="id")
            | access.within(Permission.SEE_FIGURES, own="id")
            | access.within(Permission.READ_AUDIT, own="id")
        )


def organizations() -> OrganizationsSeen:
    return OrganizationsSeen(Organization).select_related("kind", "parent")
