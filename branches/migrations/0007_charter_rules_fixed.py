"""The national rules once more: what the Charter fixes is fixed for everyone below."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from branches.services import install_national_rules


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_rules(
        packs=apps.get_model("branches", "RulePack"), values=apps.get_model("branches", "RuleValue")
    )


class Migration(migrations.Migration):
    dependencies = [("branches", "0006_rule_of_invitations")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
