"""Ready phrases of an organisation: kept by one tap, taken away by another."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from meetings.forms.errors import add_errors
from meetings.forms.phrase import PhraseForm
from meetings.listing import places
from meetings.models import Phrase
from meetings.services.phrase import add_phrase, remove_phrase
from members.access import Permission, Request, fetch, requires


@requires(Permission.WRITE_MINUTES, "GET", "POST")
def phrase_list(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_phrase(
                organization=organization,
                text=form.cleaned_data["text"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("meetings:phrase_list", organization.public_id)
    context = {"organization": organization, "phrases": organization.phrases.all(), "form": form}
    return render(request, "meetings/phrase_list.html", context)


@requires(Permission.WRITE_MINUTES, "POST")
def phrase_remove(request: Request, public_id: UUID) -> HttpResponse:
    phrase = fetch(
        request, Phrase.objects.select_related("organization__kind"), public_id=public_id
    )
    remove_phrase(phrase=phrase, by=request.user, now=timezone.now())
    return redirect("meetings:phrase_list", phrase.organization.public_id)
