"""Meetings in people's own calendars."""

from django.urls import path

from meetings.views import calendar

urlpatterns = [
    path("me/calendar/", calendar.feed_list, name="feed_list"),
    path("me/calendar/new/", calendar.feed_open, name="feed_open"),
    path("me/calendar/<uuid:feed_id>/close/", calendar.feed_close, name="feed_close"),
    path("calendar/<uuid:secret>.ics", calendar.feed, name="feed"),
    path(
        "meetings/<uuid:public_id>/meeting.ics", calendar.meeting_calendar, name="meeting_calendar"
    ),
]
