"""Templates of papers and agendas."""

from django.urls import path

from meetings.views import template, template_edit

urlpatterns = [
    path(
        "organizations/<uuid:organization_id>/templates/",
        template.template_list,
        name="template_list",
    ),
    path(
        "organizations/<uuid:organization_id>/templates/paper/",
        template_edit.paper_template_edit,
        name="paper_template_edit",
    ),
    path(
        "organizations/<uuid:organization_id>/templates/agenda/",
        template_edit.agenda_template_edit,
        name="agenda_template_edit",
    ),
    path(
        "organizations/<uuid:organization_id>/templates/versions/",
        template.template_versions,
        name="template_versions",
    ),
    path(
        "organizations/<uuid:organization_id>/templates/inherit/",
        template.template_inherit,
        name="template_inherit",
    ),
    path(
        "organizations/<uuid:organization_id>/templates/withdraw/",
        template.template_withdraw,
        name="template_withdraw",
    ),
]
