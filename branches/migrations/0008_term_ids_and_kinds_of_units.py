"""Terms are opened by an address of their own; the kind of unit is a dated fact."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("branches", "0007_charter_rules_fixed"),
    ]

    operations = [
        migrations.AddField(
            model_name="organizationversion",
            name="branch_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("street", "Street group"),
                    ("village", "Village"),
                    ("agency", "Agency"),
                    ("enterprise", "Enterprise"),
                    ("public_service", "School or hospital"),
                    ("students", "Students"),
                    ("forces", "Armed forces"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="kind of unit",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="public_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
