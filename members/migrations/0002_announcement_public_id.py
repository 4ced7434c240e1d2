"""Messages are opened by an address that nobody can guess."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.AddField(
            "announcement",
            "public_id",
            # The database's own default gives each existing row a value of its own.
            models.UUIDField(
                db_default=RandomUUID(), default=uuid.uuid4, editable=False, unique=True
            ),
        ),
    ]
