"""The national wording of notices, minutes and resolutions."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from meetings.services.template import install_national_wordings


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_wordings(templates=apps.get_model("meetings", "PaperTemplate"))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_campaign_answers")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
