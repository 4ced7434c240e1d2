"""Changes of the tree."""

from django.urls import path

from meetings.views import cell_end, reorganization

urlpatterns = [
    path("reorganizations/", reorganization.reorganization_list, name="reorganization_list"),
    path(
        "reorganizations/new/<uuid:organization_id>/",
        reorganization.reorganization_create,
        name="reorganization_create",
    ),
    path(
        "reorganizations/<uuid:public_id>/",
        reorganization.reorganization_detail,
        name="reorganization_detail",
    ),
    path(
        "reorganizations/<uuid:public_id>/cancel/",
        reorganization.reorganization_cancel,
        name="reorganization_cancel",
    ),
    path(
        "reorganizations/<uuid:public_id>/apply/",
        reorganization.reorganization_apply,
        name="reorganization_apply",
    ),
    path("cells/<uuid:organization_id>/end/", cell_end.cell_end, name="cell_end"),
]
