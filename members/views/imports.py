"""Imports: the list, a new file, its columns, the preview with the bad rows first, the saving."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from members.access import Permission, Request, fetch, require_anywhere, requires
from members.forms.errors import add_errors
from members.forms.imports import ColumnsForm, ImportForm, LookForm, MendForm
from members.intake.columns import FIELDS
from members.intake.mending import bad_ranges
from members.intake.problems import in_words
from members.intake.reading import Source
from members.intake.running import saved_so_far
from members.intake.shown import shown
from members.intake.template import template_file
from members.models import ImportBatch, ImportRow
from members.models.intake import ImportBatchQuerySet
from members.queries import organizations
from members.services import imports as services
from members.services.imports import Found
from papers.xlsx import CONTENT_TYPE

PAGE_SIZE = 25
Action = ImportRow.Action
State = ImportBatch.State


@requires(Permission.IMPORT, "GET")
def import_list(request: Request) -> HttpResponse:
    access = require_anywhere(request)
    found = ImportBatch.objects.visible_to(access).select_related("organization", "created_by")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "members/import_list.html",
        {
            "page_obj": page,
            "scopes": access.scopes.get(Permission.IMPORT, []),
            "kinds": ImportBatch.Kind.choices,
        },
    )


@requires(Permission.IMPORT, "GET", "POST")
def import_create(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, organizations(), public_id=organization_id)
    form = ImportForm(
        *_typed(request),
        organization=organization,
        initial={"effective_on": request.access.today},
    )
    if form.is_valid():
        try:
            batch = services.start_import(
                organization=organization,
                kind=form.cleaned_data["kind"],
                name=form.file_name,
                file=form.cleaned_data["file"],
                effective_on=form.cleaned_data["effective_on"],
                found=form.found,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("members:import_columns", batch.public_id)
    return render(
        request,
        "members/import_create.html",
        {"form": form, "organization": organization, "kinds": ImportBatch.Kind.choices},
        status=422 if form.is_bound else 200,
    )


@requires(Permission.IMPORT, "GET")
def import_template(request: Request) -> FileResponse:
    require_anywhere(request)
    kind = request.GET.get("kind", "")
    if kind not in FIELDS:
        kind = ImportBatch.Kind.MEMBERS.value
    file = template_file(kind)
    return FileResponse(
        file, as_attachment=True, filename=f"mau-{_FILES[kind]}.xlsx", content_type=CONTENT_TYPE
    )


_FILES = {
    ImportBatch.Kind.ORGANIZATIONS.value: "to-chuc",
    ImportBatch.Kind.MEMBERS.value: "dang-vien",
    ImportBatch.Kind.POSTS.value: "chuc-vu",
}


@requires(Permission.IMPORT, "GET", "POST")
def import_columns(request: Request, import_id: UUID) -> HttpResponseBase:
    batch = fetch(request, _batches(), public_id=import_id)
    if not batch.may_be_checked:
        return redirect(batch)
    with batch.file.open("rb") as file:
        source = Source(file)
        look = LookForm(
            request.POST if request.method == "POST" else request.GET,
            source=source,
            initial={"sheet": batch.sheet, "row": batch.header_row},
        )
        sheet, head = look.headings_of(batch)
    look.initial = {"sheet": sheet.name, "row": head.row}
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        head=head,
        kind=batch.kind,
        organization=batch.organization,
    )
    if form.is_valid() and "sheet" not in look.errors:
        try:
            services.check_import(
                batch=batch,
                found=Found(sheet.name, head.row, head.height, form.columns),
                headings=form.meant,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(batch)
    return render(
        request,
        "members/import_columns.html",
        {"batch": batch, "form": form, "look": look, "sheet": sheet, "head": head},
        status=422 if form.is_bound else 200,
    )


@requires(Permission.IMPORT, "GET")
def import_detail(request: Request, import_id: UUID) -> HttpResponseBase:
    """What the import is at: the columns, the progress, the preview or the report."""
    batch = fetch(request, _batches(), public_id=import_id)
    if batch.state == State.UPLOADED:
        return redirect("members:import_columns", batch.public_id)
    if request.htmx and not batch.is_working:
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "import_progress" if request.htmx else "import_detail"
    return render(request, f"members/{template}.html", _progress(batch) | _preview(request, batch))


def _preview(request: Request, batch: ImportBatch) -> dict[str, object]:
    """The rows, bad ones first; none while the worker is at them."""
    choices = _choices(batch)
    asked = request.GET.get("show", "")
    chosen = next((one for one in choices if one.name == asked), None)
    rows = batch.rows.filter(action=chosen.action) if chosen else batch.rows.all()
    if batch.is_working:
        rows = rows.none()
    size = chosen.count if chosen else sum(one.count for one in choices)
    page = _counted(rows, size).get_page(request.GET.get("page"))
    return {
        "batch": batch,
        "choices": choices,
        "chosen": chosen,
        "page_obj": page,
        "rows": shown(batch, page.object_list),
        "trouble": in_words(batch.trouble, {}) if batch.trouble else "",
    }


@requires(Permission.IMPORT, "GET", "POST")
def import_mend(request: Request, import_id: UUID) -> HttpResponseBase:
    batch = fetch(request, _batches(), public_id=import_id)
    if batch.state != State.CHECKED or not batch.bad:
        return redirect(batch)
    form = MendForm(*_typed(request), batch=batch)
    if form.is_valid():
        try:
            services.mend_import(
                batch=batch,
                file=form.cleaned_data["file"],
                covers=bad_ranges(batch),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(batch)
    status = 422 if form.is_bound else 200
    return render(
        request, "members/import_mend.html", {"batch": batch, "form": form}, status=status
    )


@requires(Permission.IMPORT, "POST")
def import_confirm(request: Request, import_id: UUID) -> HttpResponseBase:
    batch = fetch(request, _batches(), public_id=import_id)
    try:
        services.confirm_import(batch=batch, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(batch)


@requires(Permission.IMPORT, "POST")
def import_cancel(request: Request, import_id: UUID) -> HttpResponseBase:
    batch = fetch(request, _batches(), public_id=import_id)
    try:
        services.cancel_import(batch=batch, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(batch)
    messages.success(request, _("The import was cancelled. Nothing was saved."))
    return redirect("members:import_list")


@requires(Permission.IMPORT, "GET")
def import_bad_rows(request: Request, import_id: UUID) -> FileResponse:
    batch = fetch(request, _batches(), public_id=import_id)
    try:
        content = batch.bad_file.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    stem = batch.name.rpartition(".")[0] or batch.name
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{stem} - can sua.xlsx",
        content_type=CONTENT_TYPE,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@dataclass(frozen=True)
class Choice:
    """One of the kinds of rows to look at alone."""

    name: str
    action: Action
    count: int
    icon: str
    tone: str

    @property
    def label(self) -> str:
        return str(self.action.label)


def _choices(batch: ImportBatch) -> list[Choice]:
    return [
        Choice("bad", Action.BAD, batch.bad, "exclamation-triangle", "bad"),
        Choice("new", Action.NEW, batch.new, "plus-circle", "good"),
        Choice("changed", Action.CHANGED, batch.changed, "pencil", "info"),
        Choice("same", Action.SAME, batch.same, "check2", "neutral"),
    ]


def _counted(rows: "QuerySet[ImportRow]", count: int) -> "Paginator[ImportRow]":
    """The batch knows how many rows there are: half a million are not counted for a page."""
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = count  # a cached property
    return paginator


def _progress(batch: ImportBatch) -> dict[str, object]:
    """Reading is the first half of checking, comparing the second."""
    if batch.state == State.SAVING:
        total, done = batch.new + batch.changed, saved_so_far(batch)
        label = _("Saving the rows")
    else:
        total, done = batch.total // 2, batch.processed
        label = _("Reading the rows") if done <= total else _("Comparing with the register")
        done = done if done <= total else done - total
    return {"label": label, "done": min(done, total), "out_of": total}


def _typed(request: Request) -> tuple[QueryDict | None, object]:
    """What was sent, be it empty: an empty form is refused in words too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _batches() -> ImportBatchQuerySet:
    return ImportBatch.objects.select_related("organization__kind", "created_by", "confirmed_by")
