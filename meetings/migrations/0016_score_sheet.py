"""A further kind of paper: the sheet on which a meeting is graded by hand."""

from django.db import migrations, models

KINDS = [
    ("notice", "Notice"),
    ("minutes", "Minutes"),
    ("resolution", "Resolution"),
    ("pack", "Agenda and documents"),
    ("board", "Sheet for the notice board"),
    ("slips", "Invitation slips"),
    ("sign_in", "Sign-in sheet"),
    ("extract", "Extract of a decision"),
    ("copy", "Copy without internal parts"),
    ("addendum", "Addendum to the minutes"),
    ("topic", "Thematic paper"),
    ("score", "Score sheet"),
]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_national_wordings")]

    operations = [
        migrations.AlterField("paper", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AlterField(
            "papertemplate",
            "kind",
            models.CharField(choices=KINDS, max_length=10, verbose_name="paper"),
        ),
    ]
