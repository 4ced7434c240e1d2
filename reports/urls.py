"""Addresses of what it adds up to."""

from django.urls import path

from .views import (
    committee_month,
    committee_remind,
    committee_structures,
    my_record,
    organization_below,
    organization_detail,
    organization_tree,
    rule_edit,
    rule_list,
)

app_name = "reports"

urlpatterns = [
    path("me/record/", my_record, name="my_record"),
    # A committee's month
    path("committee/<uuid:organization_id>/", committee_month, name="committee_month"),
    path("committee/<uuid:organization_id>/remind/", committee_remind, name="committee_remind"),
    path(
        "committee/<uuid:organization_id>/structures/",
        committee_structures,
        name="committee_structures",
    ),
    # Organisations
    path("organizations/tree/", organization_tree, name="organization_tree"),
    path(
        "organizations/tree/<uuid:organization_id>/", organization_below, name="organization_below"
    ),
    path("organizations/<uuid:organization_id>/", organization_detail, name="organization_detail"),
    path("organizations/<uuid:organization_id>/rules/", rule_list, name="rule_list"),
    path("organizations/<uuid:organization_id>/rules/edit/", rule_edit, name="rule_edit"),
]
