"""Tasks: one's own, the branch's, and what is reported on them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.resolution import ProgressForm
from meetings.forms.task import TaskFilter
from meetings.models import Task
from meetings.models.resolution import TaskQuerySet
from meetings.services.resolution import report_progress
from members.access import Access, Permission, Request, fetch, signed_in

TASKS_A_PAGE = 20


@signed_in("GET")
def task_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    access: Access = request.access
    sees_branch = access.may_anywhere(Permission.SEE_MEETINGS)
    form = TaskFilter(request.GET or None, sees_branch=sees_branch)
    tasks = form.narrow(
        Task.objects.visible_to(access).filter(is_assigned=True), access.member, today
    )
    tasks = tasks.select_related("owner", "organization", "resolution__meeting")
    page_obj = Paginator(tasks.order_by("due_on", "pk"), TASKS_A_PAGE).get_page(
        request.GET.get("page")
    )
    page = {
        "page_obj": page_obj,
        "form": form,
        "today": today,
        "sees_branch": sees_branch,
        "query": request.GET.get("q", ""),
    }
    return render(request, "meetings/task_list.html", page)


@signed_in("GET", "POST")
def task_detail(request: Request, public_id: UUID) -> HttpResponse:
    """The task and its reports; its owner and the branch's leaders may add one."""
    task = fetch(request, _tasks(), public_id=public_id)
    may_manage = request.access.may(Permission.MANAGE_TASKS, task)
    may_report = may_manage or task.owner_id == getattr(request.access.member, "pk", None)
    if request.method == "POST" and not may_report:
        raise PermissionDenied
    form = ProgressForm(request.POST or None, may_cancel=may_manage)
    if request.method == "POST" and form.is_valid():
        try:
            report_progress(task=task, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your report is saved. Thank you."))
            return redirect(task)
    page = {
        "task": task,
        "form": form if may_report and task.is_still_open else None,
        "progress": task.progress.select_related("reported_by__member"),
        "is_overdue": task.is_overdue(timezone.localdate()),
    }
    return render(request, "meetings/task_detail.html", page, status=422 if form.is_bound else 200)


def _tasks() -> TaskQuerySet:
    return Task.objects.select_related(
        "owner", "organization__kind", "resolution__meeting", "resolution__number"
    )
