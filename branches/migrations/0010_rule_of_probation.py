"""The national rules once more: how long probation lasts."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from branches.services import install_national_rules


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_rules(
        packs=apps.get_model("branches", "RulePack"), values=apps.get_model("branches", "RuleValue")
    )


class Migration(migrations.Migration):
    dependencies = [("branches", "0009_kinds_of_units_and_rules_of_posts")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
