"""One organisation: what it is and does, and the rules in force for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from branches.models import Organization, Tier
from branches.rules import RuleInForce, rules_for
from members.access import Access, Permission, Request, fetch, requires
from members.staffing import concerns_at
from reports.forms import RuleDateForm
from reports.queries.history import history_of
from reports.queries.months import month_of
from reports.queries.organizations import organizations
from reports.queries.profile import (
    children_below,
    last_months,
    latest_meetings,
    membership,
    posts_in_force,
    term_of,
)
from reports.rule_labels import GROUPS, Text, group_of, label_of, value_in_words


@requires(Permission.READ_NOTICES, "GET")
def organization_detail(request: Request, organization_id: str) -> HttpResponse:
    organization = fetch(request, organizations(), public_id=organization_id)
    access = request.access
    today = timezone.localdate()
    may_see_members = access.may(Permission.SEE_MEMBERS, organization)
    may_see_figures = access.may(Permission.SEE_FIGURES, organization)
    context: dict[str, Any] = {
        "organization": organization,
        "term": term_of(organization, today),
        "posts": posts_in_force(organization, today),
        "versions": organization.versions.select_related("kind", "parent").order_by("-valid_from"),
        "children": children_below(organization, today),
        "meetings": latest_meetings(organization, access),
        "is_committee": organization.kind.tier < Tier.BRANCH,
        "may_see_members": may_see_members,
        "may_see_figures": may_see_figures,
        "may_set_templates": access.may(Permission.EDIT_RULES, organization),
        "may_see_meetings": access.may(Permission.SEE_MEETINGS, organization),
        "may_see_parent": access.may(Permission.READ_NOTICES, organization.parent),
        "today": today,
        "history": history_of(organization),
        "reorganize_url": _reorganize_url(organization, access),
    }
    if may_see_members:
        context["concerns"] = concerns_at(organization, today)
    if may_see_members or may_see_figures:
        context["membership"] = membership(organization, today)
    if may_see_figures and organization.is_branch:
        context["months"] = last_months(organization, month_of(today))
    return render(request, "reports/organization_detail.html", context)


def _reorganize_url(organization: Organization, access: Access) -> str:
    """Planning for the organisation, below its superior; empty without the right there."""
    within = organization.parent or organization
    if organization.dissolved_on or not access.may(Permission.REORGANIZE, within):
        return ""
    address = reverse("meetings:reorganization_create", args=[within.public_id])
    return f"{address}?source={organization.public_id}"


@dataclass(frozen=True)
class RuleInWords:
    label: Text
    value: str
    rule: RuleInForce


@requires(Permission.READ_NOTICES, "GET")
def rule_list(request: Request, organization_id: str) -> HttpResponse:
    organization = fetch(request, organizations(), public_id=organization_id)
    form = RuleDateForm(request.GET)
    form.is_valid()
    on = form.cleaned_data.get("on") or timezone.localdate()
    than = form.cleaned_data.get("than")
    context = {
        "organization": organization,
        "form": form,
        "on": on,
        "than": than,
        "changes": _changes(organization, on, than) if than else [],
        "groups": _grouped(organization, on),
        "may_edit": request.access.may(Permission.EDIT_RULES, organization),
    }
    return render(request, "reports/rule_list.html", context)


@dataclass(frozen=True)
class Change:
    """What one rule says on two days; a value is empty where there was no such rule."""

    label: Text
    value: str
    rule: RuleInForce | None
    former: str
    former_rule: RuleInForce | None


def _changes(organization: Organization, on: date, than: date) -> list[Change]:
    """The rules that say something else on the other day, in the order of their names."""
    now, then = (
        {rule.key: rule for rule in rules_for(organization, day).all()} for day in (on, than)
    )
    return [
        Change(
            label_of(key),
            value_in_words(key, now[key].value) if key in now else "",
            now.get(key),
            value_in_words(key, then[key].value) if key in then else "",
            then.get(key),
        )
        for key in sorted(now.keys() | then.keys())
        if key not in now or key not in then or now[key].value != then[key].value
    ]


def _grouped(organization: Organization, on: date) -> list[tuple[Text, list[RuleInWords]]]:
    """The rules in force under their headings, in the order a branch needs them."""
    order = list(GROUPS)
    rules = sorted(
        rules_for(organization, on).all(),
        key=lambda rule: (_rank(order, rule.key.partition(".")[0]), rule.key),
    )
    groups: dict[Text, list[RuleInWords]] = {}
    for rule in rules:
        words = RuleInWords(label_of(rule.key), value_in_words(rule.key, rule.value), rule)
        groups.setdefault(str(group_of(rule.key)), []).append(words)
    return list(groups.items())


def _rank(order: list[str], prefix: str) -> int:
    return order.index(prefix) if prefix in order else len(order)
