"""Documents from above in the demo city."""

import pytest
from django.utils import timezone

from branches.models import Organization
from meetings.models import Directive
from members.access import Access
from members.models import User

pytestmark = pytest.mark.django_db


def test_every_committee_has_a_handful_each_number_once(city):
    committees = set(Organization.objects.committees().values_list("pk", flat=True))

    found = list(Directive.objects.values_list("organization", "number"))
    assert {place for place, _number in found} == committees
    assert len(found) == 5 * len(committees) == len(set(found))


def test_member_of_the_showcase_branch_reads_those_of_all_levels(city):
    user = User.objects.select_related("member").get(username="dangvien")
    branch = user.member.home

    seen = Directive.objects.visible_to(Access.of(user, city.today))
    assert set(seen.values_list("organization", flat=True)) == {*branch.ancestor_ids} - {branch.pk}


def test_documents_of_the_ward_have_files_readers_and_a_place_on_agendas(city):
    ward = User.objects.get(username="bithu").member.home.grassroots

    own = ward.directives.all()
    assert all(row.file.size == row.size for row in own)
    assert all(row.readings.exists() for row in own)
    assert own.first().agenda_items.exists() or own.filter(agenda_items__isnull=False).exists()
    assert not own.filter(issued_on__gt=timezone.localdate()).exists()
