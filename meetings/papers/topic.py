"""The paper of a thematic topic."""

from django.utils import timezone

from meetings.models import Meeting, Topic
from papers import documents as paper

from .heading import heading, identity, person, signature
from .words import TOPIC_NAME


def topic_of(meeting: Meeting, pk: int) -> paper.TopicPaper:
    topic = Topic.objects.select_related("writer").get(pk=pk, meeting=meeting)
    made_at = topic.approved_at or topic.created_at
    return paper.TopicPaper(
        identity=identity(f"topic:{topic.public_id}:{topic.version}", made_at),
        heading=heading(
            meeting,
            type_code=TOPIC_NAME,
            number=None,
            dated_on=timezone.localdate(made_at),
            abstract=topic.title,
            symbol="",
        ),
        title=topic.title,
        writer=person(topic.writer, meeting),
        summary=topic.summary,
        text=topic.text,
        recipients=("Các đồng chí đảng viên",),
        signature=signature(meeting),
    )
