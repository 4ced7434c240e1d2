"""Numbers issued to papers, and the rendered papers themselves."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Term
from members.access import Access, Permission

from .meeting import Meeting, MeetingKind


class IssuedNumber(models.Model):
    """Number `number` of a document type within a term (HD 36-HD/VPTW): never reused."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="issued_numbers")
    term = models.ForeignKey(Term, models.PROTECT, related_name="issued_numbers")
    document_type = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField()
    issued_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "term", "document_type", "number"],
                name="document_number_once_a_term",
            ),
            models.CheckConstraint(name="document_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}-{self.document_type}"


class PaperKind(models.TextChoices):
    NOTICE = "notice", _("Notice")
    MINUTES = "minutes", _("Minutes")
    RESOLUTION = "resolution", _("Resolution")
    AGENDA_PACK = "pack", _("Agenda and documents")
    NOTICE_BOARD = "board", _("Sheet for the notice board")
    SLIPS = "slips", _("Invitation slips")
    SIGN_IN = "sign_in", _("Sign-in sheet")
    EXTRACT = "extract", _("Extract of a decision")
    COPY = "copy", _("Copy without internal parts")
    ADDENDUM = "addendum", _("Addendum to the minutes")
    TOPIC = "topic", _("Thematic paper")
    SCORE = "score", _("Score sheet")


# Go with the notice; the others are records of the meeting.
TOLD = [PaperKind.NOTICE, PaperKind.AGENDA_PACK, PaperKind.NOTICE_BOARD, PaperKind.TOPIC]


# Of use only to those who run the meeting.
FOR_LEADERS = [PaperKind.SIGN_IN, PaperKind.SLIPS, PaperKind.SCORE]


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, access: Access) -> Self:
        """Finished papers for those who may read them; drafts for those who write them."""
        # What the branch committee discusses among itself is not for all members.
        finished = Q(is_draft=False) & ~Q(meeting__kind=MeetingKind.COMMITTEE)
        is_told = Q(kind__in=TOLD)
        notice = is_told & access.within(Permission.READ_NOTICES, "meeting__")
        # What the branch keeps to itself goes no further; those above have the copy without it.
        record = (
            ~is_told
            & ~Q(kind__in=FOR_LEADERS)
            & (
                access.within(Permission.READ_MINUTES, "meeting__", inside=True)
                | (Q(is_internal=False) & access.within(Permission.READ_MINUTES, "meeting__"))
            )
        )
        return self.filter(
            access.within(Permission.SEE_MEETINGS, "meeting__") | (finished & (notice | record))
        )

    def with_code(self, code: str) -> "Paper | None":
        """The finished paper that bears the code."""
        return self.filter(code=code, state=Paper.State.READY).exclude(code="").first()


class Paper(models.Model):
    """A rendered paper of one revision: the same revision is rendered once and kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        ZIP = "zip", "ZIP"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=PaperKind)
    # Which of the meeting's resolutions; 0 for papers of which a meeting has one.
    subject_id = models.PositiveIntegerField(default=0)
    revision = models.CharField(max_length=64)
    is_draft = models.BooleanField(default=True)
    # Shows what was marked internal: for the branch itself.
    is_internal = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    failure = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="papers/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.CharField(
        max_length=4, choices=Format, default=Format.PDF, db_default=Format.PDF
    )
    # What is printed on approved papers and typed into the check page; empty on drafts.
    code = models.CharField(max_length=20, blank=True, default="", db_default="")
    is_sealed = models.BooleanField(default=False, db_default=False)
    template = models.ForeignKey(
        "meetings.PaperTemplate", models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "subject_id", "revision", "format"],
                name="one_paper_a_revision",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="paper_code_once"),
            models.CheckConstraint(
                name="paper_ready_has_file",
                condition=~Q(state="ready")
                | (~Q(file="") & ~Q(sha256="") & Q(made_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"], name="paper_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.meeting}"

    @property
    def access_place(self) -> Meeting:
        return self.meeting
