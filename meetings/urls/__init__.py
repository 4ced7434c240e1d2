"""Addresses of meetings, in the order of a meeting's life."""

from . import (
    calendar,
    campaign,
    directives,
    evening,
    following,
    papers,
    planning,
    preparing,
    templates,
    tree,
    visiting,
    year,
)

app_name = "meetings"

urlpatterns = [
    *calendar.urlpatterns,
    *planning.urlpatterns,
    *preparing.urlpatterns,
    *year.urlpatterns,
    *campaign.urlpatterns,
    *directives.urlpatterns,
    *papers.urlpatterns,
    *templates.urlpatterns,
    *evening.urlpatterns,
    *visiting.urlpatterns,
    *following.urlpatterns,
    *tree.urlpatterns,
]
