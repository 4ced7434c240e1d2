"""Branches that are weak on purpose, and the list of them by which detectors can be measured.

A sign is only listed with its evidence: what was really written, month by month.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .chance import dice
from .tree import Tree, Unit

MISSED = "missed_months"
NO_THEMATIC = "no_thematic_meeting"
COPIED_MONTH = "minutes_copied_from_earlier_month"
COPIED_BRANCH = "minutes_copied_from_other_branch"
OVERDUE = "overdue_tasks"
ABSENCE = "growing_absence"
NOT_FILED = "minutes_never_filed"

SIGNS = {
    MISSED: "No periodic meeting in these months.",
    NO_THEMATIC: "No thematic meeting in these quarters.",
    COPIED_MONTH: "The minutes of the first meeting repeat those of the second, a month earlier.",
    COPIED_BRANCH: "The minutes of the first meeting repeat those of the second, of a sibling.",
    OVERDUE: "Assigned tasks, past their deadline and not done.",
    ABSENCE: "Present of those in the attendance base, in percent, by month: falling.",
    NOT_FILED: "Meetings held whose minutes were never approved.",
}
SHARE_OF_WEAK = 0.08


@dataclass
class Weakness:
    """What is wrong with one branch, and the evidence written so far."""

    branch: Unit
    signs: set[str]
    evidence: dict[str, list[Any]] = field(default_factory=dict)

    def has(self, sign: str) -> bool:
        return sign in self.signs

    def note(self, sign: str, fact: object) -> None:
        if sign in self.signs:
            self.evidence.setdefault(sign, []).append(fact)


def choose_weak(tree: Tree, *, seed: int) -> dict[int, Weakness]:
    """Every sign appears where there are branches enough; the showcase branch is never weak."""
    chance = dice(seed, "weak")
    firsts = {tree.branches_of(unit)[0].id for unit in tree.grassroots}
    pool = [branch for branch in tree.branches() if not branch.is_showcase]
    chance.shuffle(pool)
    wanted = max(round(SHARE_OF_WEAK * len(pool)), min(len(SIGNS), len(pool) // 3))
    found = {}
    for serial in range(wanted):
        signs = {list(SIGNS)[serial % len(SIGNS)]}
        if chance.happens(0.35):
            signs.add(chance.pick(list(SIGNS)))
        # Copying from a sibling takes one that has been written before.
        fitting = (one for one in pool if COPIED_BRANCH not in signs or one.id not in firsts)
        branch = next(fitting, pool[0])
        pool.remove(branch)
        found[branch.id] = Weakness(branch, signs)
    return found


def write_weak(
    path: Path, weak: dict[int, Weakness], lapses: list[dict[str, str]], *, seed: int, today: date
) -> int:
    """Writes the list as JSON; returns how many branches are in it."""
    listed = [weakness for weakness in weak.values() if weakness.evidence]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "seed": seed,
        "today": str(today),
        "signs": SIGNS,
        "branches": [
            {
                "code": one.branch.code,
                "public_id": one.branch.public_id,
                "name": one.branch.name,
                "signs": one.evidence,
            }
            for one in sorted(listed, key=lambda one: one.branch.id)
        ],
        # Single lapses of sound branches: a detector should not call these branches weak.
        "lapses": lapses,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(listed)
