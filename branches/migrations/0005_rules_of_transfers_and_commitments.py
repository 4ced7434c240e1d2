"""The national rules once more: reminders of transfers, topics of commitments, a type of paper."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from branches.services import install_national_rules


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_rules(
        packs=apps.get_model("branches", "RulePack"), values=apps.get_model("branches", "RuleValue")
    )


class Migration(migrations.Migration):
    dependencies = [("branches", "0004_term_continues_and_placed_on")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
