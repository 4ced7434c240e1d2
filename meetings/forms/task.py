"""Narrowing the list of tasks."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import Task
from meetings.models.resolution import DONE, STILL_OPEN
from members.models import Member

WHOSE = [("mine", _("My tasks")), ("branch", _("All tasks of the branch"))]
STATES = [
    ("open", _("Not finished")),
    ("overdue", _("Overdue")),
    ("done", _("Finished")),
    ("all", _("All")),
]


class TaskFilter(forms.Form):
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    q = forms.CharField(label=_("Search"), max_length=100, required=False)

    def __init__(self, *args: Any, sees_branch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_branch = sees_branch
        if not sees_branch:
            del self.fields["whose"]

    def narrow(self, tasks: QuerySet[Task], member: Member | None, today: date) -> QuerySet[Task]:
        """Unfinished tasks unless something else is chosen; a wrong choice counts as none."""
        chosen: dict[str, str] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        state = chosen.get("state") or "open"
        if state == "overdue":
            tasks = tasks.filter(state__in=STILL_OPEN, due_on__lt=today)
        elif state != "all":
            tasks = tasks.filter(state__in=STILL_OPEN if state == "open" else DONE)
        if not self.sees_branch or chosen.get("whose") == "mine":
            tasks = tasks.filter(owner=member)
        if chosen.get("q"):
            tasks = tasks.filter(description__icontains=chosen["q"])
        return tasks
