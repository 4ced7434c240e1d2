"""Meetings as calendars read them (RFC 5545).

A calendar lies with its maker and lights up on a locked screen: it gets the time and the place, and
no agenda, no title, no name, no link into the meeting.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vDuration

from branches.models import Organization
from members.access import Access
from members.models import Affiliation, Post

from .models import Meeting, MeetingKind, MeetingState
from .queries import COMMITTEE_POSTS

# Calendars keep what they have seen; what is longer ago need not be sent again.
LOOK_BACK = timedelta(days=120)
REMIND_AHEAD = (timedelta(days=1), timedelta(hours=1))
REFRESH_EVERY = timedelta(hours=1)
NOT_HELD = {MeetingState.POSTPONED, MeetingState.CANCELLED}
# Vietnam has had this one offset since 1975.
SINCE = datetime(1975, 6, 13)  # noqa: DTZ001 - of a zone that is just being described
OFFSET = timedelta(hours=7)


def meetings_told(
    access: Access, organization: Organization | None, now: datetime
) -> QuerySet[Meeting]:
    """What a feed shows: the called meetings of an organisation, or those the person is asked to,
    as far as the person may see them today."""
    told = Meeting.objects.visible_to(access).filter(
        called_at__isnull=False, starts_at__gte=now - LOOK_BACK
    )
    own = Q(organization=organization) if organization else _asked_to(access)
    return told.filter(own).order_by("starts_at", "pk")


def _asked_to(access: Access) -> Q:
    """The meetings of where the person belongs; cells and committees keep theirs to themselves."""
    if access.member is None:
        return Q(pk__in=[])
    belongs = Affiliation.objects.in_force(access.today).filter(member=access.member)
    whole = belongs.filter(kind__in=[Affiliation.Kind.HOME, Affiliation.Kind.TEMPORARY])
    cells = belongs.filter(kind=Affiliation.Kind.CELL)
    posts = Post.objects.in_force(access.today).filter(
        member=access.member, kind__in=COMMITTEE_POSTS
    )
    small = [MeetingKind.CELL, MeetingKind.COMMITTEE]
    return (
        Q(organization__in=whole.values("organization")) & ~Q(kind__in=small)
        | Q(organization__in=cells.values("organization"), kind=MeetingKind.CELL)
        | Q(organization__in=posts.values("organization"), kind=MeetingKind.COMMITTEE)
    )


def as_calendar(meetings: Iterable[Meeting]) -> bytes:
    """The same meetings give the same bytes, so that a reader who has them is told so."""
    calendar = Calendar()
    calendar.add("prodid", "-//So Chi Bo//Calendar//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Branch meetings"))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_EVERY))
    calendar.add_component(_zone())
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    zone.add_component(standard)
    return zone


def _event(meeting: Meeting) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    address = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    is_held = meeting.state not in NOT_HELD
    event = Event()
    event.add("uid", f"{meeting.public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    # Counts up at each change that those who got the notice hear of; so do their calendars.
    event.add("sequence", meeting.notice_revision)
    event.add("dtstamp", meeting.called_at or meeting.created_at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", _("Branch meeting"))
    if meeting.place:
        event.add("location", meeting.place)
    event.add("description", _("Agenda and documents, after logging in: %s") % address)
    event.add("url", address)
    event.add("status", "CONFIRMED" if is_held else "CANCELLED")
    for ahead in REMIND_AHEAD if is_held else ():
        event.add_component(_alarm(ahead))
    return event


def _alarm(ahead: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Branch meeting"))
    alarm.add("trigger", -ahead)
    return alarm
