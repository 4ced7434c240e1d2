"""Where: organisations as dated facts, their terms, and the rules in force."""

from .organization import BranchKind, Organization, OrganizationKind, OrganizationVersion, Tier
from .reorganization import Reorganization, ReorganizationPart
from .rules import RulePack, RuleValue
from .term import Term

__all__ = [
    "BranchKind",
    "Organization",
    "OrganizationKind",
    "OrganizationVersion",
    "Reorganization",
    "ReorganizationPart",
    "RulePack",
    "RuleValue",
    "Term",
    "Tier",
]
