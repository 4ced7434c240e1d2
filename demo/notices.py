"""What was sent: notices of meetings and tasks, who read them, what they answered."""

from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from meetings.models import Answer
from members.models import Channel, MessageState, Occasion

from .chance import Dice
from .people import Person
from .resolutions import Given
from .rollcall import AWAY, EXCUSED, ONLINE, PRESENT, SUSPENDED
from .schedule import Sitting
from .tables import ANNOUNCEMENT, MESSAGE, REPLY
from .texts.corpus import Pools
from .tree import Unit
from .writer import Writer

SENT, IN_APP = MessageState.SENT.value, Channel.IN_APP.value
ATTEND, JOIN_ONLINE, LEAVE = Answer.ATTEND.value, Answer.ONLINE.value, Answer.LEAVE.value
ISSUED, ASSIGNED = Occasion.NOTICE_ISSUED.value, Occasion.TASK_ASSIGNED.value
SHARE_READ, SHARE_REPLIES = 0.88, 0.4
NOBODY = UUID(int=0)


class Post:
    """Sends the in-app messages of one branch."""

    def __init__(self, writer: Writer, chance: Dice, pools: Pools, *, now: datetime) -> None:
        self.writer, self.chance, self.pools, self.now = writer, chance, pools, now
        self.meeting_path = reverse("meetings:meeting_detail", args=[NOBODY])
        self.task_path = reverse("meetings:task_detail", args=[NOBODY])

    def notify(
        self,
        sitting: Sitting,
        title: str,
        place: str,
        people: list[tuple[Person, int]],
        account: int | None,
    ) -> None:
        """The notice, to everyone invited: suspended members are not."""
        assert sitting.called_at is not None  # noqa: S101 - only called meetings are notified
        announcement = self._announce(
            f"{ISSUED}:meeting:{sitting.id}:1",
            ISSUED,
            sitting.organization.id,
            self.meeting_path.replace(str(NOBODY), str(UUID(sitting.public_id))),
            {
                "title": title,
                "branch": sitting.organization.name,
                "starts_at": sitting.starts_at.isoformat(),
                "place": place,
            },
            sitting.called_at,
            account,
        )
        told = [person for person, exclusion in people if exclusion != SUSPENDED]
        self._send(announcement, told, sitting.called_at, sitting.starts_at)

    def hand_out(self, task: Given, unit: Unit, at: datetime, account: int | None) -> None:
        """Tells the owner of a task."""
        announcement = self._announce(
            f"{ASSIGNED}:task:{task.id}",
            ASSIGNED,
            unit.id,
            self.task_path.replace(str(NOBODY), str(UUID(task.public_id))),
            {
                "description": task.description,
                "due_on": f"{task.due_on:%d/%m/%Y}",
                "branch": unit.name,
            },
            at,
            account,
        )
        self._send(announcement, [task.owner], at, at + timedelta(days=9))

    def collect_replies(
        self, sitting: Sitting, people: list[tuple[Person, int]], marks: list[int]
    ) -> None:
        """Answers of people with accounts; they came, or not, as they had said."""
        chance, reasons = self.chance, self.pools["reason"]
        assert sitting.called_at is not None  # noqa: S101 - as above
        latest = min(sitting.starts_at, self.now) - timedelta(minutes=5)
        span = max(1, int((latest - sitting.called_at).total_seconds() // 60))
        for position, (person, exclusion) in enumerate(people):
            if not person.account or exclusion in (SUSPENDED, AWAY):
                continue
            if not chance.happens(SHARE_REPLIES):
                continue
            mark = marks[position] if marks else (PRESENT if chance.happens(0.94) else EXCUSED)
            answer = {PRESENT: ATTEND, ONLINE: JOIN_ONLINE, EXCUSED: LEAVE}.get(mark)
            if answer:
                reason = chance.pick(reasons).fixed if answer == LEAVE else ""
                at = sitting.called_at + timedelta(minutes=chance.number(0, span))
                self.writer.add(
                    REPLY,
                    self.writer.next_id(REPLY), sitting.id, person.id, answer, reason, at,
                )  # fmt: skip

    def _announce(
        self,
        key: str,
        occasion: str,
        organization: int,
        path: str,
        params: dict[str, str],
        at: datetime,
        account: int | None,
    ) -> int:
        announcement = self.writer.next_id(ANNOUNCEMENT)
        self.writer.add(
            ANNOUNCEMENT,
            announcement, self.chance.uuid(), key, occasion, organization, path, params, at,
            account,
        )  # fmt: skip
        return announcement

    def _send(self, announcement: int, people: list[Person], at: datetime, until: datetime) -> None:
        """One row a person; those with an account have mostly read it before `until`."""
        chance, next_id = self.chance, self.writer.next_id
        delivered = at + timedelta(seconds=40)
        span = int((min(until, self.now) - delivered).total_seconds())
        # A few moments are enough for all: most people read in the same evening hours.
        read = [str(delivered + timedelta(seconds=int(span * part / 7))) for part in range(1, 7)]
        start = f"{SENT}\t{at}\t1\t{delivered}"
        self.writer.extend(
            MESSAGE,
            [
                f"{next_id(MESSAGE)}\t{announcement}\t{person.id}\t{IN_APP}\t{start}\t"
                + (
                    chance.pick(read)
                    if person.account and span > 60 and chance.happens(SHARE_READ)
                    else "\\N"
                )
                for person in people
            ],
        )
