"""Whether the process lives, and whether it can serve."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from members.access import public


@public("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """Not ready without the database; without Redis pages still answer, so it is not asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")
