"""Forms of a resolution, its tasks, and what is reported on them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Resolution, Task, TaskState, Vote
from meetings.services.resolution import ResolutionText, TaskLine
from members.models import Member

from .moments import DayField
from .prose import ProseField


class ResolutionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Type"), choices=Resolution.Kind.choices)
    abstract = forms.CharField(label=_("What it is about"), max_length=300)
    legal_basis = ProseField(
        label=_("Legal basis"),
        help_text=_("One document a line; leave empty when there is none."),
        rows=2,
    )
    assessment = ProseField(
        label=_("I. Assessment of last month"),
        help_text=_("The results of last month's tasks are written into the paper by themselves."),
        rows=5,
    )
    direction = ProseField(
        label=_("II. Direction and tasks of next month"),
        rows=5,
    )
    implementation = ProseField(
        label=_("III. Implementation"),
        rows=3,
    )
    vote = forms.ModelChoiceField(
        Vote.objects.none(),
        label=_("Adopted by the vote"),
        required=False,
        empty_label=_("Not voted yet"),
        help_text=_("Votes are entered in the minutes, under their item."),
    )

    def __init__(
        self, data: Any = None, *, meeting: Meeting, resolution: Resolution | None
    ) -> None:
        super().__init__(data, initial=_initial(meeting, resolution))
        votes = Vote.objects.filter(entry__minutes__meeting=meeting)
        self.fields["vote"].queryset = votes  # type: ignore[attr-defined]  # a model choice field

    def text(self) -> ResolutionText:
        data = self.cleaned_data
        return ResolutionText(
            kind=data["kind"],
            abstract=data["abstract"],
            legal_basis=data["legal_basis"],
            assessment=data["assessment"],
            direction=data["direction"],
            implementation=data["implementation"],
        )


def _initial(meeting: Meeting, resolution: Resolution | None) -> dict[str, Any]:
    if resolution is None:
        # The abstract is printed on the paper, so it is Vietnamese whatever the reader's language.
        month = f"{meeting.month.month}/{meeting.month.year}"
        return {
            "version": 0,
            "abstract": f"về lãnh đạo thực hiện nhiệm vụ sau kỳ họp tháng {month}",
        }
    names = ["version", "kind", "abstract", "legal_basis", "assessment", "direction"]
    return {name: getattr(resolution, name) for name in [*names, "implementation"]} | {
        "vote": resolution.vote_id
    }


class TaskForm(forms.Form):
    task = forms.ModelChoiceField(Task.objects.none(), required=False, widget=forms.HiddenInput)
    description = forms.CharField(label=_("Work"), max_length=500)
    owner = forms.TypedChoiceField(label=_("Who"), coerce=int)
    due_on = DayField(label=_("By when"), help_text=_("For example 15/03/2026"))
    proof = forms.CharField(label=_("What proves it"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        people: list[tuple[int, str]],
        resolution: Resolution | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "———"), *people]  # type: ignore[attr-defined]  # a choice field
        if resolution:
            self.fields["task"].queryset = resolution.tasks.all()  # type: ignore[attr-defined]  # as above


TaskFormSet = forms.formset_factory(TaskForm, extra=0, can_delete=True, can_order=True, max_num=100)


def tasks_initial(resolution: Resolution | None) -> list[dict[str, Any]]:
    if resolution is None:
        return []
    return [
        {
            "task": task.pk,
            "description": task.description,
            "owner": task.owner_id,
            "due_on": task.due_on,
            "proof": task.proof,
        }
        for task in resolution.tasks.all()
    ]


def task_lines(formset: Any, people: dict[int, Member]) -> list[TaskLine]:
    """The tasks that stay, in the order chosen."""
    kept = [form.cleaned_data for form in formset.ordered_forms]
    return [
        TaskLine(
            task=data.get("task"),
            description=data["description"],
            owner=people[data["owner"]],
            due_on=data["due_on"],
            proof=data.get("proof", ""),
        )
        for data in kept
    ]


class ProgressForm(forms.Form):
    text = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    state = forms.ChoiceField(
        label=_("How it stands"),
        widget=forms.RadioSelect,
        choices=[
            (TaskState.IN_PROGRESS, _("Still working on it")),
            (TaskState.DONE_ON_TIME, _("Done")),
        ],
        initial=TaskState.IN_PROGRESS,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, may_cancel: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_cancel:
            self.fields["state"].choices = [  # type: ignore[attr-defined]  # a choice field
                *self.fields["state"].choices,  # type: ignore[attr-defined]  # as above
                (TaskState.CANCELLED, _("Cancelled by the branch")),
            ]
            self.fields["reason"].help_text = _("Only when the task is cancelled.")
        else:
            del self.fields["reason"]
