"""The national standard agendas."""

from django.db import migrations
from meetings.services.template import install_national_agendas


def install(apps, schema_editor):
    install_national_agendas(
        templates=apps.get_model("meetings", "AgendaTemplate"),
        items=apps.get_model("meetings", "AgendaTemplateItem"),
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_guards")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
