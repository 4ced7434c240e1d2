"""The log of a branch or of a grassroots committee reads one index range, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0002_announcement_public_id")]

    operations = [
        migrations.AddIndex(
            "auditentry", models.Index(fields=["grassroots", "-at"], name="audit_of_grassroots")
        ),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["branch", "-at"], name="audit_of_branch")
        ),
    ]
