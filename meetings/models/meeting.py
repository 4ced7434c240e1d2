"""One meeting: when, where, in which state, and the bases frozen when its roll call opened."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from members.access import Access, Permission
from members.models import Member


class MeetingKind(models.TextChoices):
    """The kinds of HD 42-HD/BTCTW and of the Charter."""

    PERIODIC = "periodic", _("Periodic meeting")
    THEMATIC = "thematic", _("Thematic meeting")
    COMBINED = "combined", _("Periodic and thematic meeting")
    COMMITTEE = "committee", _("Branch committee meeting")
    CELL = "cell", _("Cell meeting")
    EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")
    CONGRESS = "congress", _("Congress")
    REVIEW = "review", _("Review meeting")


COUNTS_AS_PERIODIC = [MeetingKind.PERIODIC, MeetingKind.COMBINED]
COUNTS_AS_THEMATIC = [MeetingKind.THEMATIC, MeetingKind.COMBINED]


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Being prepared")
    CALLED = "called", _("Called")
    OPEN = "open", _("In session")
    HELD = "held", _("Held, minutes being written")
    MINUTED = "minuted", _("Minutes read back")
    APPROVED = "approved", _("Minutes approved")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


# Verb → (states it may start from, state it leads to). The trigger `meeting_state_moves` of the
# first migration is the twin of this table: the database refuses every other move.
MOVES: dict[str, tuple[frozenset[MeetingState], MeetingState]] = {
    "call": (
        frozenset({MeetingState.PLANNED, MeetingState.POSTPONED}),
        MeetingState.CALLED,
    ),
    "recall": (frozenset({MeetingState.CALLED}), MeetingState.PLANNED),
    "open": (frozenset({MeetingState.CALLED}), MeetingState.OPEN),
    "close": (frozenset({MeetingState.OPEN}), MeetingState.HELD),
    "read_back": (frozenset({MeetingState.HELD}), MeetingState.MINUTED),
    "reopen_minutes": (frozenset({MeetingState.MINUTED}), MeetingState.HELD),
    "approve": (frozenset({MeetingState.MINUTED}), MeetingState.APPROVED),
    "postpone": (
        frozenset({MeetingState.PLANNED, MeetingState.CALLED}),
        MeetingState.POSTPONED,
    ),
    "cancel": (
        frozenset({MeetingState.PLANNED, MeetingState.CALLED, MeetingState.POSTPONED}),
        MeetingState.CANCELLED,
    ),
}
BEFORE_ROLL_CALL = frozenset({MeetingState.PLANNED, MeetingState.CALLED, MeetingState.POSTPONED})
MINUTES_BEING_WRITTEN = frozenset({MeetingState.OPEN, MeetingState.HELD})
TOOK_PLACE = frozenset(
    {MeetingState.OPEN, MeetingState.HELD, MeetingState.MINUTED, MeetingState.APPROVED}
)


class Form(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, access: Access) -> Self:
        """Meetings once called; every state, and the committee's own, for those who run them."""
        told = Q(called_at__isnull=False) & ~Q(kind=MeetingKind.COMMITTEE)
        return self.filter(
            access.within(Permission.SEE_MEETINGS) | (access.within(Permission.READ_NOTICES) & told)
        )

    def for_page(self) -> Self:
        """With what every page about a meeting shows."""
        return self.select_related("organization__kind", "chair", "recorder")

    def of_month(self, month: date) -> Self:
        return self.filter(month=month)

    def upcoming(self, now: datetime) -> Self:
        return self.filter(
            state__in=[MeetingState.CALLED, MeetingState.OPEN], ends_at__gte=now
        ).order_by("starts_at", "pk")


class Meeting(models.Model):
    """One meeting of a branch, its committee or a cell.

    The scope keys are copied from the organisation so that lists of any level read one index;
    history keeps the keys of its date.
    """

    id = models.AutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="meetings")
    superior = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    grassroots = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    # A cell's meeting has its branch here, a branch's meeting the branch itself.
    branch = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=13, choices=MeetingKind)
    state = models.CharField(
        _("state"), max_length=9, choices=MeetingState, default=MeetingState.PLANNED
    )
    # The first of the month whose meeting this is: January's may be held on 2 February.
    month = models.DateField(_("month"))
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("planned end"))
    form = models.CharField(_("form"), max_length=9, choices=Form, default=Form.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    notice_text = models.TextField(_("words of the notice"), blank=True)
    # Counts up at each change that those who got the notice must hear of.
    notice_revision = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    # How many of its versions are old business that came onto the agenda by itself.
    brought_times = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    # The fixed day it came from, and the day that gave it: moving a meeting leaves both.
    schedule = models.ForeignKey(
        "meetings.Schedule", models.SET_NULL, null=True, related_name="meetings"
    )
    scheduled_on = models.DateField(null=True)
    # The branch meeting that a committee's meeting prepares.
    prepares = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="preparations"
    )
    # When the branch committee had agreed what this meeting is about.
    agreed_at = models.DateTimeField(null=True)
    # The branch meeting into whose record a cell's meeting is folded.
    part_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    dress = models.CharField(_("dress"), max_length=120, blank=True, db_default="", default="")
    fee_line = models.CharField(
        _("Party fee"), max_length=200, blank=True, db_default="", default=""
    )
    opened_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")
    # Frozen when roll call opens (domain rules 1.2 and 2.5); recomputed counters, never += 1.
    roll_count = models.PositiveSmallIntegerField(null=True)
    attendance_base = models.PositiveSmallIntegerField(null=True)
    voting_base = models.PositiveSmallIntegerField(null=True)
    present_count = models.PositiveSmallIntegerField(default=0)
    present_in_base = models.PositiveSmallIntegerField(default=0)
    excused_count = models.PositiveSmallIntegerField(default=0)
    unexcused_count = models.PositiveSmallIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_month_is_a_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="meeting_called_pair",
                condition=Q(called_at__isnull=True, state__in=["planned", "postponed", "cancelled"])
                | Q(called_at__isnull=False) & ~Q(state="planned"),
            ),
            models.CheckConstraint(
                name="meeting_roll_pair",
                condition=Q(
                    opened_at__isnull=True,
                    attendance_base__isnull=True,
                    voting_base__isnull=True,
                    state__in=["planned", "called", "postponed", "cancelled"],
                )
                | Q(
                    opened_at__isnull=False,
                    attendance_base__isnull=False,
                    voting_base__isnull=False,
                    state__in=["open", "held", "minuted", "approved"],
                ),
            ),
            models.CheckConstraint(
                name="meeting_ended_pair",
                condition=Q(ended_at__isnull=True)
                & Q(state__in=["planned", "called", "postponed", "cancelled", "open"])
                | Q(ended_at__isnull=False, state__in=["held", "minuted", "approved"]),
            ),
            models.CheckConstraint(
                name="meeting_approved_pair",
                condition=Q(approved_at__isnull=False, state="approved")
                | Q(approved_at__isnull=True) & ~Q(state="approved"),
            ),
            models.UniqueConstraint(
                fields=["schedule", "scheduled_on"], name="meeting_of_schedule_once"
            ),
            models.CheckConstraint(
                name="meeting_cancelled_has_reason",
                condition=~Q(state__in=["cancelled", "postponed"]) | ~Q(cancel_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-starts_at", "-id"], name="meeting_of_organization"
            ),
            models.Index(fields=["grassroots", "-starts_at", "-id"], name="meeting_of_grassroots"),
            models.Index(fields=["superior", "-starts_at", "-id"], name="meeting_of_superior"),
            models.Index(fields=["branch", "month"], name="meeting_of_branch_month"),
            models.Index(
                fields=["starts_at"],
                name="meeting_waiting",
                condition=Q(state__in=["called", "open"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.public_id])

    def message_params(self) -> dict[str, str]:
        """What messages about the meeting say."""
        return {
            "title": self.title,
            "branch": self.organization.name,
            "starts_at": self.starts_at.isoformat(),
            "place": self.place or self.link,
        }

    @property
    def access_place(self) -> "Meeting":
        """Itself: its scope keys are those of its day."""
        return self

    @property
    def is_before_roll_call(self) -> bool:
        return self.state in BEFORE_ROLL_CALL

    @property
    def took_place(self) -> bool:
        return self.state in TOOK_PLACE

    @property
    def may_join_online(self) -> bool:
        return self.form != Form.IN_PERSON

    @property
    def is_locked(self) -> bool:
        return self.state == MeetingState.APPROVED
