"""Sending a campaign and answering it, and what is asked afterwards."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.aims import Aim, branches_of, fingerprint
from meetings.models import CampaignTarget, MeetingState
from meetings.services.campaign import send_campaign
from meetings.services.campaign_answer import report_back
from members.models import Message
from tests import factories


def send(campaign, deed, aim=None):
    aim = aim or Aim()
    today = timezone.localdate(deed["now"])
    hit = branches_of(campaign.organization, aim, today)
    seen = fingerprint(list(hit.values_list("pk", flat=True)))
    count = send_campaign(campaign=campaign, aim=aim, seen=seen, **deed)
    campaign.refresh_from_db()
    return count


def target_of(campaign, branch):
    return campaign.targets.get(organization=branch)


def held(branch, target, state=MeetingState.HELD):
    """The branch has met about it."""
    meeting = factories.meeting(branch, state=state, kind="extraordinary")
    CampaignTarget.objects.filter(pk=target.pk).update(item=factories.agenda_item(meeting))


def report(target, answer, version=1, explanation=""):
    words = {"report": "25 người dự", "explanation": explanation, "version": version}
    return report_back(target=target, **words, **answer)


def told(occasion):
    messages = Message.objects.filter(announcement__occasion=occasion, channel=1)
    return {message.recipient for message in messages}


def queries(do):
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)
