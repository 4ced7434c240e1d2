"""Setting one rule: what holds, what would change, and what held before."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization, RuleValue
from branches.rule_values import check_value
from members.access import Permission, Request, fetch, requires
from members.services.rules import overridable, set_rule
from reports.queries.organizations import organizations
from reports.rule_forms import RuleForm
from reports.rule_labels import label_of, value_in_words


@requires(Permission.EDIT_RULES, "GET", "POST")
def rule_edit(request: Request, organization_id: UUID) -> HttpResponse:
    """The rule is named by `?key=`. The first press shows what would change; the second, on the
    very same words, sets the rule."""
    organization = fetch(request, organizations(), public_id=organization_id)
    key = request.GET.get("key", "")
    today = timezone.localdate()
    try:
        rule = overridable(organization, key, today)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reports:rule_list", organization.public_id)
    form = RuleForm(request.POST or None, rule=rule, initial={"valid_from": today})
    change = None
    if form.is_valid():
        change = _change(form, organization)
        seen = change is not None and request.POST.get("seen") == change["seen"]
        if seen and _set(request, organization, form):
            messages.success(request, _("The rule is set."))
            return redirect("reports:rule_list", organization.public_id)
    context = {
        "organization": organization,
        "rule": rule,
        "label": label_of(key),
        "now": value_in_words(key, rule.value),
        "form": form,
        "change": change if not form.errors else None,
        "history": _history(organization, key),
    }
    return render(request, "reports/rule_edit.html", context, status=422 if form.errors else 200)


def _change(form: RuleForm, organization: Organization) -> dict[str, Any] | None:
    """What saving would do; None, with the error on the form, when the value cannot stand."""
    rule = form.rule
    try:
        check_value(rule.key, form.value, instead_of=rule.value)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    typed = repr((form.value, form.cleaned_data["valid_from"], form.cleaned_data["source"]))
    below = Organization.objects.under([organization.path]).standing(
        form.cleaned_data["valid_from"]
    )
    return {
        "before": value_in_words(rule.key, rule.value),
        "after": value_in_words(rule.key, form.value),
        "organizations": below.count(),
        "seen": hashlib.sha256(typed.encode()).hexdigest(),
    }


def _set(request: Request, organization: Organization, form: RuleForm) -> bool:
    data = form.cleaned_data
    try:
        set_rule(
            organization=organization,
            key=form.rule.key,
            value=form.value,
            source=data["source"],
            valid_from=data["valid_from"],
            is_locked=data["is_locked"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _history(organization: Organization, key: str) -> list[dict[str, Any]]:
    """Every value of the rule that holds or held here, newest first, with who set it."""
    rows = (
        RuleValue.objects.filter(key=key)
        .filter(pack__organization__in=organization.ancestor_ids)
        .select_related("pack__organization")
    )
    national = RuleValue.objects.filter(key=key, pack__organization=None).select_related("pack")
    found = sorted([*rows, *national], key=lambda row: row.pack.valid_from, reverse=True)
    return [{"row": row, "words": value_in_words(key, row.value)} for row in found]
