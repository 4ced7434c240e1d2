"""How big the synthetic city is. The named sizes follow published figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SHOWCASE_MEMBERS = 38
WARD_BRANCHES, WARD_MEMBERS = 13, 600
SMALLEST_BRANCH = 5
SMALLEST_SHOWCASE = 16


@dataclass(frozen=True)
class Scale:
    """`grassroots` counts the grassroots organisations, `grassroots_branches` of them being
    branches; `branches` counts every branch, those included."""

    superiors: int
    grassroots: int
    grassroots_branches: int
    branches: int
    members: int
    residence: int
    months: int

    @property
    def bodies(self) -> int:
        return self.grassroots - self.grassroots_branches

    @property
    def subordinate_branches(self) -> int:
        return self.branches - self.grassroots_branches

    def problem(self) -> str:
        """What makes the sizes impossible together, in one sentence; empty when nothing does."""
        if min(self.superiors, self.bodies) < 1 or self.grassroots < self.superiors:
            return "Each superior body needs a grassroots organisation, and one must be a body."
        if self.subordinate_branches < self.bodies:
            return "There are fewer branches than grassroots organisations."
        needed = SMALLEST_SHOWCASE + SMALLEST_BRANCH * (self.branches - 1)
        if self.members < needed:
            return f"{self.branches} branches need at least {needed} members."
        return "" if min(self.residence, self.months) >= 0 else "A size is negative."


SCALES = {
    # A provincial city of 2022: 51 grassroots organisations, 8,398 members, 9,800 "213" links.
    "city": Scale(1, 51, 12, 240, 8398, 9800, 24),
    "ward": Scale(1, 1, 0, WARD_BRANCHES, WARD_MEMBERS, 700, 24),
    # The capital in September 2024.
    "hanoi": Scale(50, 3172, 1726, 17_980, 481_406, 560_000, 24),
}


def share(total: int, weights: Sequence[float], *, minimum: int = 0) -> list[int]:
    """The total split by weight into whole numbers that add up to it exactly."""
    spare = total - minimum * len(weights)
    whole = sum(weights) or 1
    edges = [round(spare * part / whole) for part in accumulate(weights)]
    return [minimum + high - low for low, high in zip([0, *edges], edges, strict=False)]
