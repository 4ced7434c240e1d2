"""The cast itself: everybody can be played, and a flush takes no migrated row away."""

import pytest

from branches.models import OrganizationKind, RuleValue

from .cast import CAST


def test_everybody_can_be_played_at_once(
    request, moved_away, technical_admin, secretary, secretary_client
):
    for username in CAST:
        assert request.getfixturevalue(username).username == username
    assert secretary.member.posts.get().organization.name == "Chi bộ tổ dân phố 7"
    assert secretary_client.session["_auth_user_id"] == str(secretary.pk)


@pytest.mark.parametrize("round_", [1, 2])
def test_rows_of_migrations_outlive_a_flush(transactional_db, round_):
    assert OrganizationKind.objects.exists()
    assert RuleValue.objects.filter(pack__organization=None).exists()
