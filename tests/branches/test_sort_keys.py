"""Keys stored before numbers counted are made anew by the migrations that changed their order."""

from importlib import import_module

import pytest
from django.apps import apps

from branches.models import Organization
from members.models import Member
from papers.text import name_sort_key
from tests import factories

pytestmark = pytest.mark.django_db


def test_stored_keys_of_organisations_are_made_anew(tree, monkeypatch):
    migration = import_module("branches.migrations.0011_numbers_in_sort_keys")
    monkeypatch.setattr(migration, "BATCH", 2)
    numbers = [10, 2, 9, 100, 1]
    for number in numbers:
        factories.organization(parent=tree.body, name=f"Chi bộ {number}")
    plain = tree.office
    children = Organization.objects.filter(parent=tree.body)
    children.update(sort_key="")

    migration.renew(apps, None)

    names = children.order_by("sort_key").values_list("name", flat=True)
    assert list(names) == [f"Chi bộ {number}" for number in sorted(numbers)]
    assert Organization.objects.get(pk=plain.pk).sort_key == plain.sort_key


def test_stored_keys_of_members_change_where_a_name_has_a_number(branch):
    migration = import_module("members.migrations.0016_numbers_in_sort_keys")
    numbered = factories.member(home=branch, name="Trần Văn 12")
    plain = factories.member(home=branch, name="Trần Văn An")
    Member.objects.update(sort_key="old")

    migration.renew(apps, None)

    keys = dict(Member.objects.values_list("pk", "sort_key"))
    assert keys[numbered.pk] == name_sort_key("Trần Văn 12")
    assert keys[plain.pk] == "old"
