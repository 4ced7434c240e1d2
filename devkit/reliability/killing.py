"""Killing workers the hard way. Standard library only; Linux, which lists children in /proc."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

SHORTEST, LONGEST = 0.1, 0.35


def children_of(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    return []


class Killer:
    """While it is open, `kill -9` for a random child of the pool after each pause and not before
    the moment is right; at most `most` times, where a test has no time to spare."""

    def __init__(
        self,
        pool: Callable[[], int],
        chance: random.Random,
        *,
        most: int | None = None,
        is_right: Callable[[], bool] = lambda: True,
    ) -> None:
        self.pool, self.chance, self.most, self.is_right = pool, chance, most, is_right
        self.kills = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopped.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.stopped.wait(self.chance.uniform(SHORTEST, LONGEST)):
            while not self.is_right():
                if self.stopped.wait(0.005):
                    return
            children = children_of(self.pool())
            if children and (self.most is None or self.kills < self.most):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.chance.choice(children), signal.SIGKILL)
                    self.kills += 1


def wait_until(is_done: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_done():
            return True
        time.sleep(0.2)
    return is_done()
