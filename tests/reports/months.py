"""Addresses of a committee's month, and what its page lists."""

from datetime import date

from django.urls import reverse

TODAY = date(2026, 11, 24)


def page(organization, **query):
    return reverse("reports:committee_month", args=[organization.public_id], query=query)


def remind(organization):
    return reverse("reports:committee_remind", args=[organization.public_id])


def names(response):
    return [row.name for row in response.context["page_obj"]]
