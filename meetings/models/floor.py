"""The evening as it runs: what is before the room now, how long each item took, who checked in."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.access import Access, Permission
from members.models import Member

from .agenda import AgendaItem
from .meeting import Meeting
from .minutes import Vote
from .notice import Attachment
from .rollcall import Attendance


class FloorQuerySet(models.QuerySet["Floor"]):
    def visible_to(self, access: Access) -> Self:
        """Those who run the meeting, and those who sit in it; the committees above do not."""
        sits = Q(pk__in=[])
        if access.member and not access.member.is_suspended:
            rolls = Attendance.objects.filter(member=access.member)
            sits = Q(meeting__in=rolls.values("meeting"))
        return self.filter(access.within(Permission.SEE_MEETINGS, "meeting__") | sits)

    def for_page(self) -> Self:
        return self.select_related(
            "meeting__organization__kind", "item__presenter", "attachment", "vote"
        )


class Floor(models.Model):
    """What is before the room: the projection shows this and nothing else. `revision` counts up at
    each change, so that a screen asks cheaply whether anything is new."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="floor")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, related_name="+")
    item_since = models.DateTimeField(null=True)
    attachment = models.ForeignKey(Attachment, models.SET_NULL, null=True, related_name="+")
    question = models.CharField(_("question put"), max_length=500, blank=True)
    vote = models.ForeignKey(Vote, models.SET_NULL, null=True, related_name="+")
    # From it the rotating codes of the check-in are made; never shown itself.
    checkin_secret = models.CharField(max_length=64, blank=True)
    shows_checkin = models.BooleanField(default=True, db_default=True)
    revision = models.PositiveIntegerField(default=1)

    objects = FloorQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def access_place(self) -> Meeting:
        return self.meeting


class ItemSpan(models.Model):
    """The room was at this item from then until then; an item may be taken up again."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="spans")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="item_span_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.began_at}"


class CheckIn(models.Model):
    """A member said “I am here” with the code shown in the room; the recorder may correct it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="check_ins")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="checked_in_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.meeting}"


class MeetingPoint(models.Model):
    """One of several places from which people take part, with its own link."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    name = models.CharField(_("name of the point"), max_length=120)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    keeper = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looks after it"),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="meeting_point_once")
        ]

    def __str__(self) -> str:
        return self.name
