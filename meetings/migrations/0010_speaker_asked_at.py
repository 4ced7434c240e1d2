"""When a member was asked to speak: with the notice, or at once when it was out already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_paper_is_internal")]

    operations = [
        migrations.AddField(
            model_name="speakerrole",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
