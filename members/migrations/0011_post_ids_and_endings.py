"""Posts are opened by an address of their own, and say why they ended."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_ways_of_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="end_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="why it ended"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="public_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("notice_issued", "Meeting notice"),
                    ("notice_changed", "Meeting notice changed"),
                    ("meeting_postponed", "Meeting postponed"),
                    ("meeting_cancelled", "Meeting cancelled"),
                    ("meeting_tomorrow", "Meeting tomorrow"),
                    ("notice_unread", "Notice not read yet"),
                    ("minutes_not_filed", "Minutes not filed"),
                    ("month_not_called", "Meeting of the month not called"),
                    ("task_assigned", "Task assigned"),
                    ("task_due_soon", "Task due soon"),
                    ("task_overdue", "Task overdue"),
                    ("committee_reminder", "Reminder from the committee above"),
                    ("transfer_step", "Step of a transfer"),
                    ("transfer_clock", "Time of a transfer running out"),
                    ("correction_asked", "Correction asked for"),
                    ("correction_answered", "Answer to a correction"),
                    ("commitment_remark", "Remark on a commitment"),
                    ("asked_to_speak", "Your turn to speak"),
                    ("leave_answered", "Answer to a leave"),
                    ("topic_open", "Thematic paper open for comments"),
                    ("quarter_no_topic", "Quarter without a thematic meeting"),
                    ("campaign_received", "Campaign received"),
                    ("campaign_due", "Campaign due soon"),
                    ("directive", "Document from above"),
                    ("visit_step", "Visit of the committee above"),
                    ("term_ending", "Term or post about to end"),
                ],
                max_length=20,
            ),
        ),
    ]
