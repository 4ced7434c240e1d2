"""What was left open comes back by itself, once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_score_sheet")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="brought_times",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Brought",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brought",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.task",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "item"), name="item_brought_once"),
                    models.UniqueConstraint(fields=("meeting", "task"), name="task_brought_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", True), ("task__isnull", False)),
                            models.Q(("item__isnull", False), ("task__isnull", True)),
                            _connector="OR",
                        ),
                        name="brought_is_an_item_or_a_task",
                    ),
                ],
            },
        ),
    ]
