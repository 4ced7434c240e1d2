"""Rule packs: every number of the domain, dated, with its source, inherited down the tree."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dated import DatedModel, ends_after_start
from .organization import Organization


class RulePack(DatedModel):
    """Values an organisation put in force on a day; without organisation, the national ones."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="rule_packs"
    )
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("document"), max_length=200)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            ends_after_start("rule_pack_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization", "valid_from", "name"],
                name="rule_pack_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleValue(models.Model):
    """One value of a pack. `is_locked`: organisations below may not put another in its place."""

    pack = models.ForeignKey(RulePack, models.CASCADE, related_name="values")
    key = models.CharField(_("rule"), max_length=80)
    value = models.JSONField(_("value"))
    source = models.CharField(_("source"), max_length=200)
    is_locked = models.BooleanField(_("fixed for everyone below"), default=False)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "key"], name="rule_value_once_in_pack"),
            models.CheckConstraint(name="rule_value_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.key
