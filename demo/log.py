"""The log of changes: what people did to the meetings of the last months."""

from datetime import datetime, timedelta

from .schedule import CANCELLED, MINUTED, POSTPONED, Sitting
from .tables import AUDIT
from .writer import Writer

DAYS_SHOWN = 95


class Log:
    def __init__(self, writer: Writer, *, now: datetime) -> None:
        self.writer, self.now = writer, now

    def follow(
        self, sitting: Sitting, title: str, created_at: datetime, account: int | None
    ) -> None:
        """One line for each verb that brought the meeting to its state."""
        if (self.now - sitting.starts_at).days > DAYS_SHOWN:
            return
        deeds = {
            "plan_meeting": created_at,
            "call_meeting": sitting.called_at,
            "open_roll": sitting.opened_at,
            "save_roll": sitting.began_at,
            "close_meeting": sitting.ended_at,
            "approve_minutes": sitting.approved_at,
        }
        if sitting.ended_at and (sitting.approved_at or sitting.state == MINUTED):
            deeds["read_back_minutes"] = sitting.ended_at + timedelta(minutes=1)
        if sitting.called_at and sitting.state in (CANCELLED, POSTPONED):
            verb = "cancel_meeting" if sitting.state == CANCELLED else "postpone_meeting"
            deeds[verb] = sitting.called_at + timedelta(hours=20)
        for verb, at in deeds.items():
            if at:
                self._line(sitting, verb, min(at, self.now), title, account)

    def _line(
        self, sitting: Sitting, verb: str, at: datetime, title: str, account: int | None
    ) -> None:
        unit = sitting.organization
        self.writer.add(
            AUDIT,
            self.writer.next_id(AUDIT), at, account, unit.id, unit.superior_id,
            unit.grassroots_id, unit.branch_id, verb, title[:200],
        )  # fmt: skip
