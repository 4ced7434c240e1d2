"""The national standard agendas."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from meetings.services.template import install_national_agendas


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install_national_agendas(
        templates=apps.get_model("meetings", "AgendaTemplate"),
        items=apps.get_model("meetings", "AgendaTemplateItem"),
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_guards")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
