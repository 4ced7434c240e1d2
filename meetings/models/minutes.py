"""Minutes as structured text: an entry per agenda item, contributions and votes as rows."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from branches.rules import Majority
from members.access import Access, Permission
from members.models import Member

from .agenda import AgendaItem
from .meeting import Meeting, MeetingKind, MeetingState


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, access: Access) -> Self:
        """Drafts for those who keep minutes; approved ones for the branch and those above."""
        return self.filter(_readable(access, "meeting__"))


class MinutesEntryQuerySet(models.QuerySet["MinutesEntry"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(_readable(access, "minutes__meeting__"))

    def with_meeting(self) -> Self:
        return self.select_related("item", "minutes__meeting__organization__kind")


def _readable(access: Access, prefix: str) -> Q:
    approved = Q(**{f"{prefix}state": MeetingState.APPROVED}) & ~Q(
        **{f"{prefix}kind": MeetingKind.COMMITTEE}
    )
    seen = access.within(Permission.SEE_MEETINGS, prefix) | (
        access.within(Permission.READ_MINUTES, prefix) & approved
    )
    if access.member and not access.member.is_suspended:
        # Who led the meeting or wrote it down approves the text, whatever post they hold; who is
        # suspended from meetings is told of none.
        seen |= Q(**{f"{prefix}chair": access.member}) | Q(**{f"{prefix}recorder": access.member})
    return seen


class Minutes(models.Model):
    """The minutes of one meeting. `version` is the lock of the heading; entries have their own."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    fee_note = models.CharField(_("fee payment"), max_length=300, blank=True)
    reserved_opinions = models.TextField(_("reserved opinions"), blank=True)
    adoption_note = models.CharField(_("adoption of the minutes"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    number = models.OneToOneField(
        "meetings.IssuedNumber", models.PROTECT, null=True, related_name="minutes"
    )
    # Chair and recorder each approve the text that was read back; a change takes both back.
    chair_approved_at = models.DateTimeField(null=True)
    recorder_approved_at = models.DateTimeField(null=True)
    # The next meeting of the same body, which confirmed them.
    confirmed_in = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, related_name="confirmed_minutes"
    )

    objects = MinutesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{_('Minutes')}: {self.meeting}"

    @property
    def access_place(self) -> Meeting:
        return self.meeting


class MinutesEntry(models.Model):
    """What was said and concluded under one agenda item."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="entries")
    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="entry")
    text = models.TextField(_("proceedings"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MinutesEntryQuerySet.as_manager()

    class Meta:
        ordering = ["item__position", "pk"]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def access_place(self) -> Meeting:
        return self.minutes.meeting


class Contribution(models.Model):
    """One person's words under one item: a member of the roll, or a guest by name."""

    entry = models.ForeignKey(MinutesEntry, models.CASCADE, related_name="contributions")
    position = models.PositiveSmallIntegerField()
    speaker = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    guest_name = models.CharField(_("guest"), max_length=80, blank=True)
    text = models.TextField(_("opinion"), blank=True)
    # A personal remark: left out of the copy of the minutes that goes up or out.
    is_internal = models.BooleanField(_("internal"), default=False, db_default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contribution_has_speaker",
                condition=Q(speaker__isnull=False, guest_name="")
                | Q(speaker__isnull=True) & ~Q(guest_name=""),
            )
        ]

    def __str__(self) -> str:
        return self.guest_name or str(self.speaker)


class Vote(models.Model):
    """One question put to the vote, by counts only; who voted how is never stored.

    `numerator`, `denominator` and `is_strict` are the majority in force on the day, copied from
    the rule pack; the result is computed in integers from the frozen base.
    """

    class Method(models.TextChoices):
        OPEN = "open", _("Open vote")
        SECRET = "secret", _("Secret ballot")

    entry = models.ForeignKey(MinutesEntry, models.CASCADE, related_name="votes")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(_("question put"), max_length=500)
    method = models.CharField(_("form"), max_length=6, choices=Method, default=Method.OPEN)
    majority = models.CharField(_("majority"), max_length=20)
    base = models.PositiveSmallIntegerField()
    # Of the base, those in the room when the question was put; older votes do not say.
    present = models.PositiveSmallIntegerField(null=True)
    votes_for = models.PositiveSmallIntegerField(_("for"))
    votes_against = models.PositiveSmallIntegerField(_("against"), default=0)
    votes_abstain = models.PositiveSmallIntegerField(_("abstaining"), default=0)
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    is_strict = models.BooleanField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="vote_counts_within_base",
                condition=Q(base__gte=F("votes_for") + F("votes_against") + F("votes_abstain")),
            ),
            models.CheckConstraint(
                name="vote_majority_is_a_fraction",
                condition=Q(denominator__gt=0, numerator__lte=F("denominator")),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def votes_needed(self) -> int:
        """The fewest votes that carry it; `branches.rules.Majority.votes_needed` of the day."""
        return Majority(self.numerator, self.denominator, self.is_strict).votes_needed(self.base)

    @property
    def is_adopted(self) -> bool:
        """More than, or at least, numerator/denominator of the base; integers only."""
        return self.votes_for >= self.votes_needed


class MinutesRevision(models.Model):
    """Everything ever typed into minutes or a resolution: one row a save, and one for each text
    that lost a race, so that losing text is impossible."""

    class Outcome(models.TextChoices):
        SAVED = "saved", _("Saved")
        CONFLICT = "conflict", _("Kept aside: someone else had saved")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="revisions")
    # "heading", "item:<id>" or "resolution:<id>": the part that was saved.
    part = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.SAVED)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("members.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "version"],
                condition=Q(outcome="saved"),
                name="one_saved_revision_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} v{self.version}"
