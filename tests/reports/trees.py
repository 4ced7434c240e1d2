"""Addresses of the tree of organisations, and what its pages show."""

import re
from datetime import date

from django.urls import reverse

TODAY = date(2026, 11, 24)
JUNE_30 = date(2025, 6, 30)
HTMX = {"HX-Request": "true"}


def tree_url(**query):
    return reverse("reports:organization_tree", query=query)


def below_url(organization, **query):
    return reverse("reports:organization_below", args=[organization.public_id], query=query)


def on(day):
    return f"{day:%d/%m/%Y}"


def shown(response):
    """{name of each organisation of the level: members at or below it}."""
    nodes = response.context["level"].nodes
    return {node.version.name: node.tally.people.total for node in nodes}


def hits(response):
    """(name, names of the way down to it) of each that was found."""
    return [
        (hit.version.name, [step.name for step in hit.above]) for hit in response.context["hits"]
    ]


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
