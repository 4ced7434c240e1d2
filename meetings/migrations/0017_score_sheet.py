"""A further kind of paper: the sheet on which a meeting is graded by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_record_guards")]

    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=10,
            ),
        ),
    ]
