"""Sort keys once more, with numbers by their value; and what the counts of the tree read."""

from itertools import islice

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from papers.text import name_sort_key

BATCH = 1000


def renew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("members", "Member").objects
    found = members.filter(full_name__regex=r"\d").only("full_name").order_by("pk").iterator(BATCH)
    while batch := list(islice(found, BATCH)):
        for member in batch:
            member.sort_key = name_sort_key(member.full_name)
        members.bulk_update(batch, ["sort_key"])


class Migration(migrations.Migration):
    dependencies = [("members", "0015_import_steps")]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["home"],
                include=["is_official", "is_exempt", "is_suspended"],
                name="member_home_standing",
            ),
        ),
    ]
