"""Accounts as technical administrators see them; the same table."""

import django.contrib.auth.models
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0003_audit_scope_indexes")]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("members.user",),
            managers=[("objects", django.contrib.auth.models.UserManager())],
        ),
    ]
