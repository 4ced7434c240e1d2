"""The way from the committee's meeting to the notice of the branch, as a row of steps."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Meeting, MeetingState
from .services.committee_first import PREPARED_FIRST, preparation_of


@dataclass(frozen=True)
class CommitteeFirst:
    """`preparation`: the committee's meeting, None while there is none; `meeting`: the branch's."""

    meeting: Meeting
    preparation: Meeting | None
    steps: list[dict[str, str]]


def committee_first(meeting: Meeting) -> CommitteeFirst | None:
    """For the page of either meeting; None where no committee prepares, or all is over."""
    preparation: Meeting | None
    branch: Meeting | None
    if meeting.prepares_id:
        preparation, branch = meeting, meeting.prepares
    elif meeting.kind in PREPARED_FIRST and meeting.organization.is_branch:
        preparation, branch = preparation_of(meeting), meeting
    else:
        return None
    if branch is None or (not branch.is_before_roll_call and preparation is None):
        return None
    return CommitteeFirst(branch, preparation, _steps(branch, preparation))


def _steps(branch: Meeting, preparation: Meeting | None) -> list[dict[str, str]]:
    has_met = preparation is not None and preparation.took_place
    done = [has_met, branch.agreed_at is not None, branch.called_at is not None]
    addresses = ["", "", ""]
    if preparation:
        addresses[0] = preparation.get_absolute_url()
        if branch.is_before_roll_call:
            address = reverse("meetings:committee_agree", args=[preparation.public_id])
            addresses[1] = address
    if branch.state == MeetingState.PLANNED:
        addresses[2] = reverse("meetings:notice_preview", args=[branch.public_id])
    labels = [_("The committee meets"), _("The agenda is agreed"), _("The branch is called")]
    current = done.index(False) if False in done else len(done)
    return [
        {
            "label": label,
            "url": url,
            "state": "done" if is_done else "current" if number == current else "todo",
        }
        for number, (label, url, is_done) in enumerate(zip(labels, addresses, done, strict=True))
    ]
