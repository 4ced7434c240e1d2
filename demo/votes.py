"""Votes by counts, on the base of the meeting and under the majority in force."""

from branches.rules import Rules
from meetings.models import Vote

from .chance import Dice
from .rollcall import PROBATIONARY, Turnout
from .schedule import Sitting
from .tables import VOTE
from .writer import Writer


class Polls:
    def __init__(self, writer: Writer, chance: Dice, rules: Rules) -> None:
        self.writer, self.chance, self.rules = writer, chance, rules

    def adopt(self, entry: int, question: str, turnout: Turnout) -> tuple[int, bool]:
        """A show of hands on the paper of the evening; the vote's id and whether it carried."""
        votes_for = self._votes_for(turnout)
        vote = self._write(entry, 1, question, Vote.Method.OPEN.value, "adopt", votes_for, turnout)
        needed = self.rules.majority("adopt").votes_needed(turnout.voting_base)
        return vote, votes_for >= needed

    def confirm_members(self, entry: int, sitting: Sitting, turnout: Turnout) -> None:
        """Members whose probation ends this month: two thirds, by secret ballot."""
        for person, exclusion in turnout.on_roll:
            left = (person.official_on - sitting.day).days
            if exclusion == PROBATIONARY and 0 <= left < 30:
                question = f"Đề nghị công nhận đồng chí {person.name} là đảng viên chính thức"
                secret = Vote.Method.SECRET.value
                self._write(
                    entry, 2, question, secret, "two_thirds", self._votes_for(turnout), turnout
                )
                return

    def _votes_for(self, turnout: Turnout) -> int:
        dissent = self.chance.number(1, 2) if self.chance.happens(0.12) else 0
        return max(0, turnout.voters_present - dissent)

    def _write(
        self,
        entry: int,
        position: int,
        question: str,
        method: str,
        majority: str,
        votes_for: int,
        turnout: Turnout,
    ) -> int:
        rule = self.rules.majority(majority)
        others = turnout.voters_present - votes_for
        against = self.chance.number(0, others)
        vote = self.writer.next_id(VOTE)
        self.writer.add(
            VOTE,
            vote, entry, position, question, method, majority, turnout.voting_base, votes_for,
            against, others - against, rule.numerator, rule.denominator, rule.is_strict,
        )  # fmt: skip
        return vote
