"""The Celery app and its whole beat schedule, in words.

Beat only wakes; what is due is decided by rows in the database, so a beat that slept three hours
or ran twice loses and doubles nothing.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init
from django.core.mail.utils import DNS_NAME
from django.shortcuts import resolve_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sochibo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="beat")


@worker_init.connect
def warm_up(**_signal: Any) -> None:
    """What each process of the pool would load before its first e-mail is loaded before they part:
    one that is replaced works at once, not seconds later."""
    resolve_url("home")
    str(DNS_NAME)


app.conf.beat_schedule = {
    "every minute: send the messages that are due": {
        "task": "members.tasks.send_due_messages",
        "schedule": crontab(),
        # While the workers are away, one that waits is enough.
        "options": {"expires": 60},
    },
    "every hour: bring homes, cells and standings to today": {
        "task": "members.tasks.refresh_members",
        "schedule": crontab(minute=2),
    },
    "every night: forget on which devices people were logged in": {
        "task": "members.beat.forget_sessions",
        "schedule": crontab(hour=3, minute=35),
    },
    "every two minutes: take up imports that a worker left": {
        "task": "members.beat.resume_imports",
        "schedule": crontab(minute="*/2"),
    },
    "every night: erase the files of old imports": {
        "task": "members.beat.forget_old_imports",
        "schedule": crontab(hour=3, minute=50),
    },
    "every night: forget failed log-ins of long ago": {
        "task": "members.tasks.forget_login_attempts",
        "schedule": crontab(hour=3, minute=20),
    },
    "every hour: say which transfers run out of time": {
        "task": "members.beat.remind_of_transfers",
        "schedule": crontab(minute=8),
    },
    "every morning: say which terms and posts end soon": {
        "task": "members.beat.remind_of_endings",
        "schedule": crontab(hour=7, minute=40),
    },
    "every ten minutes: draw the letters that are missing": {
        "task": "members.tasks.make_missing_letters",
        "schedule": crontab(minute="3-53/10"),
    },
    "every ten minutes: make the papers that are missing": {
        "task": "meetings.tasks.make_missing_papers",
        "schedule": crontab(minute="*/10"),
    },
    "a minute after midnight and every hour: let reorganisations take effect": {
        "task": "meetings.beat.apply_reorganizations",
        "schedule": crontab(minute=1),
    },
    "every night: keep twelve months of meetings ahead of every fixed day": {
        "task": "meetings.beat.extend_years",
        "schedule": crontab(hour=1, minute=15),
    },
    "every night: put what was left open on the next agendas": {
        "task": "meetings.beat.bring_over_old_business",
        "schedule": crontab(hour=1, minute=40),
    },
    "every hour: write the reminders that have become due": {
        "task": "meetings.tasks.plan_reminders",
        "schedule": crontab(minute=5),
    },
}
