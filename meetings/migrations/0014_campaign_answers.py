"""When a branch opened a campaign, and how it was done where no meeting was held about it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_directive_register")]

    operations = [
        migrations.AddField("campaigntarget", "opened_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "campaigntarget",
            "explanation",
            models.CharField(
                blank=True,
                db_default="",
                max_length=500,
                verbose_name="how it was done without a meeting",
            ),
        ),
        migrations.AddField(
            "campaigntarget", "version", models.PositiveIntegerField(db_default=1, default=1)
        ),
    ]
