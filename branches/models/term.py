"""Terms of office. Papers are numbered within one, so they may not overlap."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _

from .dated import DatedModel, DateSpan, ends_after_start
from .organization import Organization


class Term(DatedModel):
    """One term of an organisation, from the day after its congress to the close of the next.

    Start and end are stored, never computed: lengths changed (Charter 2.5 years, QĐ 294-QĐ/TW
    pilots 5) and a congress may be moved.
    """

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="terms")
    ordinal = models.PositiveSmallIntegerField(_("number of the congress"))
    name = models.CharField(_("name"), max_length=40, help_text=_("For example 2025–2030"))
    # After a merger or split papers may be numbered on from where the organisation before stopped.
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            ends_after_start("term_ends_after_start"),
            models.UniqueConstraint(fields=["organization", "ordinal"], name="term_ordinal_once"),
            ExclusionConstraint(
                name="terms_do_not_overlap",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateSpan("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def access_place(self) -> Organization:
        return self.organization
