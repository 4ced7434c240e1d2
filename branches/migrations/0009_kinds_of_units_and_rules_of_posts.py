"""Today's kind of unit becomes a dated fact, and the national rules say how far ahead the ends of
terms and posts are shown."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from branches.services import install_national_rules

# Nobody noted when a kind changed before now, so it holds for the whole past.
KINDS_OF_UNITS = """
    UPDATE branches_organizationversion AS version
    SET branch_kind = organization.branch_kind
    FROM branches_organization AS organization
    WHERE organization.id = version.organization_id AND organization.branch_kind <> ''
"""


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_rules(
        packs=apps.get_model("branches", "RulePack"), values=apps.get_model("branches", "RuleValue")
    )


class Migration(migrations.Migration):
    dependencies = [("branches", "0008_term_ids_and_kinds_of_units")]

    operations = [
        migrations.RunSQL(KINDS_OF_UNITS, migrations.RunSQL.noop),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
