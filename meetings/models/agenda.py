"""The agenda: standard templates by kind, and the items of one meeting."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization
from branches.models.dated import DatedModel, ends_after_start
from members.access import Access
from members.models import Member

from .meeting import Meeting, MeetingKind
from .offered import OfferedQuerySet

# More do not fit into an evening, nor into the form.
MOST_ITEMS = 40


class Section(models.IntegerChoices):
    """The three parts HD 42-HD/BTCTW prescribes."""

    OPENING = 1, _("Opening")
    CONTENT = 2, _("Content")
    CLOSING = 3, _("Closing")


class Category(models.TextChoices):
    """What the time went to; kept apart because professional matters crowd out Party building."""

    PARTY_BUILDING = "party", _("Party building")
    PROFESSIONAL = "professional", _("Professional matters")
    OTHER = "other", _("Other")


class AgendaTemplate(DatedModel):
    """The standard agenda of a kind of meeting; without organisation, the national one."""

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=13, choices=MeetingKind)
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("source"), max_length=200)

    objects = OfferedQuerySet.as_manager()  # type: ignore[misc]  # narrower than DatedModel's

    class Meta:
        constraints = [
            ends_after_start("agenda_template_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization", "kind", "valid_from"],
                name="agenda_template_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaTemplateItem(models.Model):
    """One line of a standard agenda."""

    template = models.ForeignKey(AgendaTemplate, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.PositiveSmallIntegerField(choices=Section)
    title = models.CharField(max_length=300)
    category = models.CharField(max_length=12, choices=Category)
    planned_minutes = models.PositiveSmallIntegerField()
    hint = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(access))


class AgendaItem(models.Model):
    """One item of one meeting; what was said under it is its `MinutesEntry`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.PositiveSmallIntegerField(_("part"), choices=Section, default=Section.CONTENT)
    title = models.CharField(_("content"), max_length=300)
    presenter = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("presenter")
    )
    category = models.CharField(
        _("category"), max_length=12, choices=Category, default=Category.PARTY_BUILDING
    )
    planned_minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    question = models.CharField(_("question for discussion"), max_length=500, blank=True)
    hint = models.TextField(blank=True)
    # Left out of the copy of the minutes that goes up or out.
    is_internal = models.BooleanField(_("internal"), default=False, db_default=False)
    # Not finished: it comes back on the next agenda by itself.
    is_unfinished = models.BooleanField(_("not finished"), default=False, db_default=False)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    task = models.ForeignKey(
        "meetings.Task", models.SET_NULL, null=True, blank=True, related_name="agenda_items"
    )
    directives = models.ManyToManyField(
        "meetings.Directive", blank=True, related_name="agenda_items"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(name="agenda_item_has_title", condition=~Q(title=""))]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def access_place(self) -> Meeting:
        return self.meeting


class Brought(models.Model):
    """An item that was not finished, or a task, was put on the agenda of a meeting by itself. Once:
    whoever takes it off that agenda again has the last word."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="brought")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, related_name="+")
    task = models.ForeignKey("meetings.Task", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item"], name="item_brought_once"),
            models.UniqueConstraint(fields=["meeting", "task"], name="task_brought_once"),
            models.CheckConstraint(
                name="brought_is_an_item_or_a_task",
                condition=Q(item__isnull=True, task__isnull=False)
                | Q(item__isnull=False, task__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item or self.task} → {self.meeting}"
