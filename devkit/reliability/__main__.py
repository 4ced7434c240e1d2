"""Runs inside the virtual environment: `dev.py bench reliability`."""

import argparse
import json
import sys

from devkit.paths import VAR
from devkit.steps import say

from .stage import Stage


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench reliability", description=__doc__)
    parser.add_argument("only", nargs="*", help="R1 … R10; without: all")
    parser.add_argument("--share", type=float, default=1, help="of the full size, for R1–R9")
    parser.add_argument("--seed", type=int, default=20260203)
    options = parser.parse_args()
    say(f"seed {options.seed}, share {options.share:g}\n")
    say(f"{'':4}{'what':36}{'N':>9}{'lost':>6}{'doubled':>9}{'seconds':>9}  note")
    is_good = True
    with Stage(options.seed) as stage, (VAR / "reliability.jsonl").open("a") as log:
        # Models can be read only after the stage has set Django up.
        from django.db import connection  # noqa: PLC0415

        from .cast import gather  # noqa: PLC0415
        from .city import r10_the_whole_city  # noqa: PLC0415
        from .posting import r5_web_killed_while_saving  # noqa: PLC0415
        from .scenarios import SCENARIOS  # noqa: PLC0415

        gather(f"http://127.0.0.1:{stage.push.port}")
        more = {"R5": r5_web_killed_while_saving, "R10": r10_the_whole_city}
        by_number = sorted({**SCENARIOS, **more}.items(), key=lambda pair: int(pair[0][1:]))
        for name, scenario in by_number:
            if options.only and name not in options.only:
                continue
            connection.close()  # the database may have been crashed under it
            row = scenario(stage, options.share)
            is_good = is_good and row.is_good
            say(
                f"{row.name:4}{row.what:36}{row.n:>9,}{row.lost:>6}{row.doubled:>9}"
                f"{row.seconds:>9.0f}  {row.note}{'' if row.is_good else '   ✗'}"
            )
            log.write(json.dumps({**row.__dict__, "seed": options.seed}) + "\n")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
