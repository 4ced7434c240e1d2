"""No view is open unless it says so, and no page behind a right answers without asking for it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from members.access import public, requires, signed_in
from members.middleware import AccessMiddleware
from members.permissions import Permission

P = Permission


def _answering(request):
    return HttpResponse("ok")


def _asking(request):
    request.access.may_anywhere(P.SEE_MEETINGS)
    return HttpResponse("ok")


def through(view, user, method="get", **headers):
    """The answer of the middleware around one view."""
    request = getattr(RequestFactory(), method)("/page/", headers=headers)
    request.user, request.session = user, {}
    request.htmx = "hx-request" in headers
    request.resolver_match = ResolverMatch(view, (), {}, url_name="page")

    def respond(request):
        early = middleware.process_view(request, view, (), {})
        return early or view(request)

    middleware = AccessMiddleware(respond)
    return middleware(request)


def test_page_that_answers_without_asking_is_a_fault(secretary):
    view = requires(P.SEE_MEETINGS, "GET")(_answering)

    with pytest.raises(RuntimeError, match="without asking"):
        through(view, secretary)
    assert through(requires(P.SEE_MEETINGS, "GET")(_asking), secretary).status_code == 200


def test_view_without_a_rule_does_not_exist(secretary):
    with pytest.raises(Http404):
        through(_answering, secretary)


@pytest.mark.parametrize("rule", [signed_in("GET"), requires(P.SEE_MEETINGS, "GET")])
def test_stranger_is_sent_to_the_log_in(rule, db):
    found = through(rule(_asking), AnonymousUser())
    assert (found.status_code, found.url) == (302, "/login/?next=%2Fpage%2F")
    assert through(rule(_asking), AnonymousUser(), "post").url == "/login/"
    under_htmx = through(rule(_asking), AnonymousUser(), **{"hx-request": "true"})
    assert (under_htmx.status_code, under_htmx["HX-Redirect"]) == (204, "/login/")
    autosave = through(rule(_asking), AnonymousUser(), **{"x-requested-with": "autosave"})
    assert autosave.status_code == 401


def test_public_page_opens_for_strangers_and_may_be_cached(db):
    found = through(public("GET")(_answering), AnonymousUser())

    assert found.status_code == 200
    assert "Cache-Control" not in found.headers


def test_personal_page_is_kept_by_no_cache(reader):
    assert through(signed_in("GET")(_answering), reader)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_method_outside_the_rule_is_refused(reader, method):
    found = through(signed_in("GET")(_answering), reader, method)

    assert found.status_code == 405
    assert "GET" in found["Allow"]


def test_head_goes_with_get(reader):
    assert through(signed_in("GET")(_answering), reader, "head").status_code == 200
