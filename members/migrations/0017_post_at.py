"""Posts of one kind at an organisation are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0016_numbers_in_sort_keys")]

    operations = [
        migrations.AddIndex("post", models.Index(fields=["organization", "kind"], name="post_at")),
    ]
