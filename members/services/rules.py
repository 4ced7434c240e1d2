"""Setting a rule for an organisation and everything below it, from a day on."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from branches.models import Organization, RulePack, RuleValue
from branches.rule_values import check_value
from branches.rules import RuleInForce, rules_for
from members.models import User
from papers.text import normalize

from .audit import record


@transaction.atomic
def set_rule(
    *,
    organization: Organization,
    key: str,
    value: Any,
    source: str,
    valid_from: date,
    is_locked: bool,
    by: User,
    now: datetime,
) -> RuleValue:
    """From that day the value holds at the organisation and below, until a newer one; on the same
    day the later save wins. Earlier days keep what held then.

    ValidationError when one above has fixed the rule, or the value has another form.
    """
    current = overridable(organization, key, valid_from)
    check_value(key, value, instead_of=current.value)
    source = normalize(source).strip()
    if not source:
        raise ValidationError({"source": _("Name the document that decides this.")})
    pack, _is_new = RulePack.objects.get_or_create(
        organization=organization, name=source, valid_from=valid_from, defaults={"source": source}
    )
    row, _is_new = RuleValue.objects.update_or_create(
        pack=pack,
        key=key,
        defaults={"value": value, "source": source, "is_locked": is_locked},
    )
    record(verb="set_rule", subject=key, organization=organization, by=by, now=now)
    return row


def overridable(organization: Organization, key: str, on: date) -> RuleInForce:
    """The rule in force that day, if the organisation may put another in its place."""
    try:
        current = rules_for(organization, on).explain(key)
    except ImproperlyConfigured:
        raise ValidationError(_("There is no such rule on that day.")) from None
    if current.is_locked and current.organization != organization:
        raise ValidationError(
            _("“%(name)s” has fixed this rule for everyone below.")
            % {"name": current.organization.name if current.organization else _("National")}
        )
    return current
