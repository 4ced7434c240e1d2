"""Visits of the committee above."""

from django.urls import path

from meetings.views import visit

urlpatterns = [
    path("committee/<uuid:organization_id>/visits/", visit.visit_list, name="visit_list"),
    path("meetings/<uuid:public_id>/visits/new/", visit.visit_create, name="visit_create"),
    path("visits/<uuid:public_id>/", visit.visit_detail, name="visit_detail"),
    path("visits/<uuid:public_id>/log/", visit.visit_log, name="visit_log"),
    path("visits/<uuid:public_id>/answer/", visit.visit_answer, name="visit_answer"),
    path("visits/<uuid:public_id>/cancel/", visit.visit_cancel, name="visit_cancel"),
]
