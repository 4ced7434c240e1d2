"""Papers."""

from django.urls import path

from meetings.views import paper

urlpatterns = [
    path("meetings/<uuid:public_id>/papers/", paper.paper_request, name="paper_request"),
    path("papers/<uuid:public_id>/", paper.paper, name="paper"),
    path("check/", paper.paper_check, name="paper_check"),
]
