"""Where: organisations, their terms, what changes them, and their rules."""

from datetime import timedelta

from django.utils import timezone

from branches import services
from branches.models import OrganizationKind, Reorganization, RulePack, RuleValue, Term

from .basics import LONG_AGO, numbers


def kind(code):
    return OrganizationKind.objects.get(code=code)


def organization(*, parent=None, kind_code="subordinate_branch", name=None, on=LONG_AGO, **kwargs):
    return services.establish_organization(
        name=name or f"Chi bộ số {next(numbers)}",
        kind=kind(kind_code),
        parent=parent,
        on=on,
        **kwargs,
    )


def term(organization, *, ordinal=10, valid_from=LONG_AGO, valid_to=None):
    return Term.objects.create(
        organization=organization,
        ordinal=ordinal,
        name="2020–2025",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def reorganization(source, *, name, ahead=timedelta(days=30)):
    """A new name that waits for its day."""
    today = timezone.localdate()
    row = Reorganization.objects.create(
        kind=Reorganization.Kind.RENAME,
        effective_on=today + ahead,
        decision_number="15-QĐ/ĐU",
        decision_on=today,
        scope=source.parent or source,
        plan={"name": name},
        created_at=timezone.now(),
    )
    row.parts.create(organization=source, role="source")
    return row


def rule_pack(organization, *, values, name="Quy định riêng", valid_from=LONG_AGO, valid_to=None):
    """`values`: {key: value}, or {key: (value, is_locked)}."""
    pack = RulePack.objects.create(
        organization=organization,
        name=name,
        source="Quyết định 01-QĐ/ĐU",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    for key, value in values.items():
        value, is_locked = value if isinstance(value, tuple) else (value, False)
        RuleValue.objects.create(
            pack=pack, key=key, value=value, source="Điều 1", is_locked=is_locked
        )
    return pack
