"""The tree of organisations, a level at a time, as it stood on a day, with counts that roll up."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from branches.models import Organization, OrganizationKind, OrganizationVersion
from members.access import Access, Permission, Request, fetch, require_anywhere, requires
from reports.forms import DayForm, TreeForm
from reports.queries.organizations import organizations
from reports.queries.tally import Level, Node, level_below, level_of
from reports.queries.tree import (
    Step,
    above_on,
    find,
    first_day,
    nodes_on,
    roots_on,
    versions_on,
)

LEVEL_SIZE = 100
HITS_SIZE = 20

Kinds = list[tuple[OrganizationKind, int]]


@dataclass(frozen=True)
class Row:
    """`may_open`: its own page is about today and asks for the rights of today."""

    node: Node
    kinds: Kinds
    may_open: bool


@dataclass(frozen=True)
class Hit:
    version: OrganizationVersion
    above: list[Step]
    may_open: bool


@requires(Permission.SEE_FIGURES, "GET")
def organization_tree(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    today = timezone.localdate()
    form = TreeForm(request.GET)
    day = form.day(today)
    words = form.cleaned_data.get("q", "").strip()
    context: dict[str, Any] = {"form": form, "words": words} | _about(day, today)
    roots = roots_on(access, day) if day and day <= today else []
    if not day or not roots:
        context["first_day"] = first_day(access)
    elif words:
        context |= _found(request, roots, words, day, today)
    else:
        context |= _level(request, level_of(roots, day, today=today))
        context["top"] = roots[0] if len(roots) == 1 else None
    return render(request, "reports/organization_tree.html", context)


@requires(Permission.SEE_FIGURES, "GET")
def organization_below(request: Request, organization_id: uuid.UUID) -> HttpResponse:
    """One level: as a page, or into the list where it is unfolded."""
    today = timezone.localdate()
    form = DayForm(request.GET)
    day = form.day(today)
    context: dict[str, Any] = {"form": form} | _about(day, today)
    top = _top(request, organization_id, min(day or today, today))
    if isinstance(top, Organization):
        context |= {"name": top.name, "first_day": top.established_on}
    else:
        context |= {"name": top.name, "above": _way(request.access, top, day or today)}
        if day and day <= today:
            context |= _level(request, level_below(top, day, today=today))
            context |= {"top": top, "may_open": _may_open(request.access, top)}
    name = "_tree_level" if request.htmx and "level" in context else "organization_below"
    return render(request, f"reports/{name}.html", context)


def _about(day: date | None, today: date) -> dict[str, Any]:
    """`on`: what keeps the day in addresses, empty for today."""
    on = f"?on={day:%d/%m/%Y}" if day and day != today else ""
    return {"day": day, "today": today, "on": on, "is_ahead": bool(day and day > today)}


def _top(request: Request, public_id: uuid.UUID, day: date) -> OrganizationVersion | Organization:
    """As it was on that day; as it is today when it was not there yet, or is no more."""
    try:
        return fetch(request, nodes_on(day), organization__public_id=public_id)
    except Http404:
        return fetch(request, organizations(), public_id=public_id)


def _way(access: Access, top: OrganizationVersion, day: date) -> list[Step]:
    return _within(access, above_on([top.organization_id], day)[top.organization_id])[:-1]


def _within(access: Access, way: list[Step]) -> list[Step]:
    """From the first of what the person oversees downwards."""
    scopes = {scope.pk for scope in access.scopes.get(Permission.SEE_FIGURES, [])}
    starts = [position for position, step in enumerate(way) if step.id in scopes]
    return way[starts[0] :] if starts else []


def _level(request: Request, level: Level) -> dict[str, Any]:
    kinds = OrganizationKind.objects.in_bulk()
    page = Paginator(level.nodes, LEVEL_SIZE).get_page(request.GET.get("page"))
    rows = [
        Row(node, _in_words(node.below, kinds), _may_open(request.access, node.version))
        for node in page
    ]
    return {
        "level": level,
        "kinds": _in_words(level.whole.kinds, kinds),
        "page_obj": page,
        "rows": rows,
    }


def _in_words(counted: Counter[int], kinds: dict[int, OrganizationKind]) -> Kinds:
    found = [(kinds[pk], count) for pk, count in counted.items() if count]
    return sorted(found, key=lambda pair: (pair[0].tier, pair[0].code))


def _may_open(access: Access, version: OrganizationVersion) -> bool:
    return access.may(Permission.READ_NOTICES, version.organization)


def _found(
    request: Request, roots: list[OrganizationVersion], words: str, day: date, today: date
) -> dict[str, Any]:
    ids, has_more = find(roots, words, day, today=today)
    page = Paginator(ids, HITS_SIZE).get_page(request.GET.get("page"))
    shown = versions_on(day).filter(organization__in=list(page))
    versions = {version.organization_id: version for version in shown}
    ways = above_on(page, day)
    hits = [
        Hit(
            versions[pk],
            _within(request.access, ways[pk])[:-1],
            _may_open(request.access, versions[pk]),
        )
        for pk in page
    ]
    return {"page_obj": page, "hits": hits, "has_more": has_more}
