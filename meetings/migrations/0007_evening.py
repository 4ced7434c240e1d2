"""The screen may show the check-in; a vote says how many were in the room; open meetings have a
floor."""

import secrets
from typing import Any

from django.db import migrations, models


def give_floors(apps: Any, _schema_editor: Any) -> None:
    meetings = apps.get_model("meetings", "Meeting").objects.filter(state="open", floor=None)
    floors = apps.get_model("meetings", "Floor").objects
    for meeting in meetings:
        floors.create(meeting=meeting, checkin_secret=secrets.token_hex(16))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_year_and_evening")]

    operations = [
        migrations.AddField(
            model_name="floor",
            name="shows_checkin",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="present",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(give_floors, migrations.RunPython.noop),
    ]
