"""What a browser posts to plan a meeting and to change it."""

from datetime import timedelta

from django.utils import timezone

from tests.meetings.pages import url


def create_url(organization):
    return url("meeting_create", organization)


def soon(**kwargs):
    return timezone.localdate() + timedelta(days=10)


def typed(**kwargs):
    """What a browser posts to plan a meeting."""
    return {
        "kind": "periodic",
        "month": soon().replace(day=1).isoformat(),
        "day": f"{soon():%d%m%Y}",
        "begins": "19h30",
        "ends": "2130",
        "form": "in_person",
        "place": "Nhà văn hoá",
        "link": "",
        "chair": "",
        "recorder": "",
        "notice_text": "",
    } | kwargs


def edited(meeting, **kwargs):
    """What a browser posts to change it."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return typed(
        **{
            "version": meeting.version,
            "kind": meeting.kind,
            "month": meeting.month.isoformat(),
            "title": meeting.title,
            "day": f"{start:%d/%m/%Y}",
            "begins": f"{start:%H:%M}",
            "ends": f"{end:%H:%M}",
            "place": meeting.place,
            "chair": str(meeting.chair.public_id) if meeting.chair else "",
            "recorder": str(meeting.recorder.public_id) if meeting.recorder else "",
        }
        | kwargs
    )
