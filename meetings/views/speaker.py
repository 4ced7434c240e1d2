"""Who speaks to what: asked by the leaders, accepted or handed over by the member."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.errors import add_errors
from meetings.forms.preparation import AnswerAskedForm, AskForm
from meetings.models import Meeting, SpeakerRole
from meetings.readers import invited_to
from meetings.services.speaker import answer_asked, ask_to_speak, release_speaker
from meetings.speakers import speaker_rota
from members.access import Permission, Request, fetch, requires

from .bringing import Refused
from .detail import show_meeting


@requires(Permission.PLAN_MEETINGS, "GET", "POST")
def speaker_list(request: Request, public_id: UUID) -> HttpResponse:
    meeting = fetch(request, Meeting.objects.for_page(), public_id=public_id)
    rota = speaker_rota(meeting)
    sent = request.POST if request.method == "POST" else None
    form = AskForm(sent, meeting=meeting, rota=rota)
    if form.is_valid():
        try:
            ask_to_speak(by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            is_told = meeting.called_at is not None
            text = _("Asked: %(name)s.") if is_told else _("%(name)s is asked with the notice.")
            messages.success(request, text % {"name": form.cleaned_data["member"].full_name})
            return redirect("meetings:speaker_list", meeting.public_id)
    items = meeting.items.select_related("presenter").prefetch_related(
        "speaker_roles__member", "speaker_roles__handed_to"
    )
    context = {"meeting": meeting, "form": form, "items": items, "rota": rota}
    return render(request, "meetings/speaker_list.html", context)


@requires(Permission.PLAN_MEETINGS, "POST")
def speaker_release(request: Request, public_id: UUID) -> HttpResponse:
    role = fetch(request, SpeakerRole.objects.with_meeting(), public_id=public_id)
    try:
        release_speaker(role=role, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken off: %(name)s.") % {"name": role.member.full_name})
    return redirect("meetings:speaker_list", role.item.meeting.public_id)


@requires(Permission.REPLY, "POST")
def speaker_answer(request: Request, public_id: UUID) -> HttpResponse:
    role = fetch(request, SpeakerRole.objects.of(request.access.member), public_id=public_id)
    meeting = role.item.meeting
    form = AnswerAskedForm(
        request.POST, role=role, people=list(invited_to(meeting).by_given_name())
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            answer_asked(
                role=role,
                is_accepted=data["answer"] == "accept",
                note=data["note"],
                handed_to=data["handed_to"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your answer is saved. Thank you."))
            return redirect(meeting)
    return show_meeting(request, meeting, refused=Refused(roles={role.pk: form}))
