"""Invitations are found by a random id, end when a newer one comes, and know when they were sent."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("members", "0007_transfer_due_on")]

    operations = [
        migrations.AddField(
            "invitation",
            "public_id",
            models.UUIDField(
                db_default=RandomUUID(), default=uuid.uuid4, editable=False, unique=True
            ),
        ),
        migrations.AddField("invitation", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("invitation", "sent_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "invitation",
            "failure",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                condition=Q(("ended_at__isnull", True), ("used_at__isnull", True)),
                fields=("member",),
                name="invitation_one_open",
            ),
        ),
    ]
