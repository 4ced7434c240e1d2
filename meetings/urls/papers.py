"""Papers."""

from django.urls import path

from meetings.views import paper, yearbook

urlpatterns = [
    path("meetings/<uuid:public_id>/papers/", paper.paper_request, name="paper_request"),
    path("papers/<uuid:public_id>/", paper.paper, name="paper"),
    path(
        "organizations/<uuid:organization_id>/yearbooks/",
        yearbook.yearbook_list,
        name="yearbook_list",
    ),
    path("yearbooks/<uuid:public_id>/", yearbook.yearbook, name="yearbook"),
    path("check/", paper.paper_check, name="paper_check"),
]
