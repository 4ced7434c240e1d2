"""The kinds of organisation and the national rule packs."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from branches.services import install_kinds, install_national_rules


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # The services take the historical models, so that later columns do not break this migration.
    install_kinds(kinds=apps.get_model("branches", "OrganizationKind"))
    install_national_rules(
        packs=apps.get_model("branches", "RulePack"), values=apps.get_model("branches", "RuleValue")
    )


class Migration(migrations.Migration):
    dependencies = [("branches", "0001_initial")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
