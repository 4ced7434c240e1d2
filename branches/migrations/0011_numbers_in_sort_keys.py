"""Sort keys once more: numbers in names by their value, “Chi bộ 2” before “Chi bộ 10”."""

from itertools import islice

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from papers.text import sort_key

BATCH = 1000


def renew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organizations = apps.get_model("branches", "Organization").objects
    found = organizations.filter(name__regex=r"\d").only("name").order_by("pk").iterator(BATCH)
    while batch := list(islice(found, BATCH)):
        for organization in batch:
            organization.sort_key = sort_key(organization.name)
        organizations.bulk_update(batch, ["sort_key"])


class Migration(migrations.Migration):
    dependencies = [("branches", "0010_rule_of_probation")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
