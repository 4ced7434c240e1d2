"""Every component on one page, for those who build; exists in development only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.access import public


@public("GET")
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html")
