"""Roll call: one lean row a person, with the reason for standing outside a base."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .meeting import Meeting


class AttendanceStatus(models.IntegerChoices):
    """Small numbers, because a city writes six million of these rows a year."""

    UNKNOWN = 0, _("Not called yet")
    PRESENT = 1, _("Present")
    ONLINE = 2, _("Present online")
    EXCUSED = 3, _("Absent with reason")
    UNEXCUSED = 4, _("Absent without reason")
    EXEMPT = 5, _("Exempt, absent")
    NOT_REQUIRED = 6, _("Not required")


PRESENT_STATUSES = [AttendanceStatus.PRESENT, AttendanceStatus.ONLINE]


class Exclusion(models.IntegerChoices):
    """Why a person on the roll is outside a base (domain rules 1.2 and 2.5)."""

    NONE = 0, _("Counts for attendance and voting")
    PROBATIONARY = 1, _("Probationary: counts for attendance, may not vote")
    EXEMPT = 2, _("Exempt: counts only when present")
    SUSPENDED = 3, _("Suspended: counts for neither")
    TEMPORARILY_AWAY = 4, _("Temporarily transferred out: counts for neither")
    TEMPORARILY_HERE = 5, _("Temporarily transferred in: votes at the home branch")
    EXEMPT_PROBATIONARY = 6, _("Exempt and probationary: counts for neither")


# Twin sets of the definitions in `domain rules`: who is in which base.
IN_ATTENDANCE_BASE = [Exclusion.NONE, Exclusion.PROBATIONARY]
IN_VOTING_BASE = [Exclusion.NONE]
IN_VOTING_BASE_WHEN_PRESENT = [Exclusion.EXEMPT]


class Attendance(models.Model):
    """One person at one meeting. `exclusion` is frozen when the roll opens and says which bases
    the person is in; later transfers change nothing."""

    pk = models.CompositePrimaryKey("meeting_id", "member_id")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances", db_index=False)
    status = models.PositiveSmallIntegerField(
        choices=AttendanceStatus, default=AttendanceStatus.UNKNOWN
    )
    exclusion = models.PositiveSmallIntegerField(choices=Exclusion, default=Exclusion.NONE)

    def __str__(self) -> str:
        return f"{self.member}: {self.get_status_display()}"

    @property
    def is_present(self) -> bool:
        return self.status in PRESENT_STATUSES


class AttendanceNote(models.Model):
    """The few words some attendance rows need: reason of absence, late, left early."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance_notes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    late_at = models.TimeField(_("came at"), null=True, blank=True)
    left_at = models.TimeField(_("left at"), null=True, blank=True)
    point = models.ForeignKey(
        "meetings.MeetingPoint",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("point"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_attendance_note")
        ]

    def __str__(self) -> str:
        return self.reason


class Guest(models.Model):
    """A guest is a name and an office on one meeting, nothing more, and never votes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    name = models.CharField(_("name"), max_length=80)
    office = models.CharField(_("office"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="guest_has_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name
