"""Year books: the approved minutes of a year, bound into one file."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.paper import YearForm
from meetings.listing import places
from meetings.models import Meeting, MeetingKind, MeetingState, YearBook
from meetings.services.yearbook import request_year_book
from members.access import Permission, Request, fetch, requires

from .files import send_file


@requires(Permission.SEE_MEETINGS, "GET", "POST")
def yearbook_list(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, places().hold_meetings(), public_id=organization_id)
    if request.method == "POST":
        form = YearForm(request.POST)
        if form.is_valid():
            try:
                book = request_year_book(
                    organization=organization,
                    year=form.cleaned_data["year"],
                    by=request.user,
                    now=timezone.now(),
                )
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                return redirect("meetings:yearbook", book.public_id)
        else:
            messages.error(request, _("Choose one of the years below."))
    years = (
        Meeting.objects.filter(organization=organization, state=MeetingState.APPROVED)
        .exclude(kind=MeetingKind.COMMITTEE)
        .values(year=ExtractYear("month"))
        .annotate(count=Count("pk"))
        .order_by("-year")
    )
    books = organization.year_books.select_related("requested_by__member")
    context = {"organization": organization, "years": years, "books": books}
    return render(request, "meetings/yearbook_list.html", context)


@requires(Permission.SEE_MEETINGS, "GET")
def yearbook(request: Request, public_id: UUID) -> HttpResponseBase:
    book = fetch(
        request, YearBook.objects.select_related("organization__kind"), public_id=public_id
    )
    if book.state == YearBook.State.READY:
        if request.htmx:
            # The waiting page asked: now the whole page must go there.
            response = HttpResponse(status=204)
            response["HX-Redirect"] = request.path
            return response
        name = f"Sổ biên bản {book.organization.name} {book.year}.pdf"
        return send_file(book.file, name, "application/pdf", is_download="download" in request.GET)
    name = "yearbook_progress" if request.htmx else "yearbook"
    return render(request, f"meetings/{name}.html", {"book": book})
