"""Every address of the app. `AccessMiddleware` refuses a view that has no access rule."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from reports.views import home

from .health import healthz, readyz

urlpatterns = [
    path("", home, name="home"),
    path("", include("members.urls")),
    path("", include("meetings.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

handler500 = "config.errors.server_error"

if settings.DEVELOPMENT:
    from config.styleguide import styleguide

    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]
