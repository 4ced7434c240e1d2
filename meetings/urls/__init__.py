"""Addresses of meetings, in the order of a meeting's life."""

from . import evening, following, papers, planning, tree

app_name = "meetings"

urlpatterns = [
    *planning.urlpatterns,
    *papers.urlpatterns,
    *evening.urlpatterns,
    *following.urlpatterns,
    *tree.urlpatterns,
]
