"""The first page: what to do next."""

from django.http import HttpRequest, HttpResponse

from members.access import signed_in


@signed_in("GET")
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")
