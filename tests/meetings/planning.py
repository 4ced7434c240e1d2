"""A meeting's plan as it stands, with what a test changes."""

from meetings.services.meeting import MeetingPlan


def plan_of(meeting, **changes):
    names = ["kind", "month", "starts_at", "ends_at", "title", "form", "place", "link"]
    names += ["chair", "recorder", "notice_text"]
    return MeetingPlan(**{name: getattr(meeting, name) for name in names} | changes)
