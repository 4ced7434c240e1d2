from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_evening")]

    operations = [
        migrations.AddField(
            "schedule",
            "avoids_days_off",
            models.BooleanField(default=True, verbose_name="moves off holidays"),
        ),
        migrations.AddField("meeting", "agreed_at", models.DateTimeField(null=True)),
    ]
