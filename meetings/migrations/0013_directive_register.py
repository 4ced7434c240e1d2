"""No document was ever registered before: the search key needs no filling."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0012_record_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="directive",
            name="removal_reason",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="directive",
            name="removed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="directive",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=900),
        ),
        migrations.AlterField(
            model_name="directive",
            name="issued_on",
            field=models.DateField(verbose_name="dated"),
        ),
        migrations.AddIndex(
            model_name="directive",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="directive_search", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
