"""One question, one verb: the page that most small changes of an organisation share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise

from members.access import Request
from members.forms.errors import add_errors

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """The words of the page, and where it leads: `back` is (address, label)."""

    title: Text
    lead: Text
    button: Text
    done: Text
    eyebrow: Text
    back: tuple[str, Text]
    is_danger: bool = False
    # Another way out: (address, label).
    other: tuple[str, Text] | None = None


def typed(request: Request) -> QueryDict | None:
    """What was sent, be it empty: an empty form is refused in words too."""
    return request.POST if request.method == "POST" else None


def ask(request: Request, step: Step, form: Form, verb: Callable[..., Any]) -> HttpResponse:
    """Asks, does it, and goes back; what the verb refuses stands above what was typed."""
    if form.is_valid():
        try:
            verb(by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, str(step.done))
            return redirect(step.back[0])
    return render(
        request,
        "members/step.html",
        {"step": step, "form": form},
        status=422 if form.is_bound else 200,
    )
