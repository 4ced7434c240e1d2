"""The living style page: every component with invented content, only in DEVELOPMENT.

`?theme=dark` and `?size=3` show it as a reader with these settings sees it.
"""

import datetime as dt

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.access import public

STATUSES = [
    ("present", _("Present")),
    ("online", _("Online")),
    ("late", _("Late")),
    ("absent_excused", _("Excused")),
    ("absent_unexcused", _("Absent")),
]
PEOPLE = [
    {"id": 1, "name": "Nguyễn Thị Thu Hằng", "note": "Bí thư chi bộ", "status": "present"},
    {
        "id": 2,
        "name": "Trần Văn Khoẻ",
        "note": "Đã báo vắng: đi khám bệnh",
        "status": "absent_excused",
    },
    {"id": 3, "name": "Phạm Ngữ Quỳnh Như", "note": "", "status": "late"},
    {"id": 4, "name": "Lê Đức Thuỷ", "note": "Đảng viên dự bị", "status": ""},
]
STEPS = [
    {"label": _("Type and time"), "url": "#stages", "state": "done"},
    {"label": _("Agenda"), "url": "", "state": "current"},
    {"label": _("Review"), "url": "", "state": "todo"},
]


class SampleForm(forms.Form):
    """One field of each kind, wrong on purpose where it is bound."""

    place = forms.CharField(label=_("Place"), help_text=_("As it should stand in the notice."))
    starts_at = forms.CharField(label=_("Date and time"))
    kind = forms.ChoiceField(
        label=_("Kind of meeting"),
        choices=[("1", "Thường kỳ"), ("2", "Chuyên đề"), ("3", "Bất thường")],
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("1", "Tôi dự"), ("2", "Dự trực tuyến")],
        widget=forms.RadioSelect,
    )
    closed = forms.BooleanField(label=_("Only for members of the branch"), required=False)
    paper = forms.FileField(label=_("Document"), required=False)


class SampleFilter(forms.Form):
    """A filter bar as lists have it."""

    year = forms.ChoiceField(label=_("Year"), choices=[("2026", "2026"), ("2025", "2025")])
    state = forms.ChoiceField(label=_("State"), choices=[("", "Tất cả"), ("open", "Đang họp")])


class SampleTask(forms.Form):
    """A row of a set of rows."""

    what = forms.CharField(label=_("What"))
    due_on = forms.CharField(label=_("Due on"), required=False)


def _shell(request: HttpRequest) -> dict[str, object]:
    """The frame of a branch secretary; the page needs no account."""
    entries = [
        (_("First page"), "house", 0),
        (_("Meetings"), "calendar-event", 0),
        (_("Members"), "people", 0),
        (_("Tasks"), "check2-square", 3),
        (_("Resolutions"), "journal-text", 0),
    ]
    nav = [
        {"url": "#", "label": label, "icon": icon, "count": count, "active": icon == "people"}
        for label, icon, count in entries
    ]
    return {
        "nav": nav,
        "bottom": nav[:4],
        "user_name": "Nguyễn Thị Thu Hằng",
        "hat": "Bí thư – Chi bộ 3, phường An Hoà",
        "unread": 5,
        "theme": "dark" if request.GET.get("theme") == "dark" else "light",
        "text_size": request.GET.get("size", "1")[:1],
        "language": get_language(),
        **dict.fromkeys(["settings_url", "logout_url", "messages_url", "help_url"], "#"),
    }


@public("GET")
def styleguide(request: HttpRequest) -> HttpResponse:
    tasks = forms.formset_factory(SampleTask, extra=0, can_delete=True, can_order=True)
    context = {
        "shell": _shell(request),
        "messages": [
            Message(constants.SUCCESS, "Đã gửi thông báo tới 32 đảng viên.", extra_tags="undo:#"),
            Message(constants.WARNING, "Tài liệu chưa đính kèm: Dự thảo nghị quyết."),
        ],
        "today": dt.datetime(2026, 2, 3, 12, 30, tzinfo=dt.UTC),
        "statuses": STATUSES,
        "people": PEOPLE,
        "steps": STEPS,
        "form": SampleForm(),
        "wrong": SampleForm({"place": "", "starts_at": "31/02/2026", "kind": "9"}),
        "filter": SampleFilter(prefix="filter"),
        "tasks": tasks(
            prefix="tasks", initial=[{"what": "Thăm hộ khó khăn"}, {"what": "Gửi báo cáo"}]
        ),
        "page_obj": Paginator(range(240), 20).page(3),
        "errors": [_("The notice was changed by somebody else."), _("The document is marked Mật.")],
        "meeting_states": "planned called open held minuted approved postponed cancelled".split(),
    }
    return render(request, "styleguide.html", context)
