"""What was resolved, and who does it."""

from django.urls import path

from meetings.views import resolution, task

urlpatterns = [
    path(
        "meetings/<uuid:public_id>/resolution/", resolution.resolution_edit, name="resolution_edit"
    ),
    path("resolutions/<uuid:public_id>/", resolution.resolution_detail, name="resolution_detail"),
    path(
        "resolutions/<uuid:public_id>/discard/",
        resolution.resolution_discard,
        name="resolution_discard",
    ),
    path("tasks/", task.task_list, name="task_list"),
    path("tasks/<uuid:public_id>/", task.task_detail, name="task_detail"),
]
