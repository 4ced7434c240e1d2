"""`manage.py rebuild_months [--check]`: derive the figures of every branch's month again."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.services.month import compare_branch_months, rebuild_branch_months

SHOWN = 20


class Command(BaseCommand):
    help = "Derive the figures of every branch's month from the records again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a row differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = perf_counter()
        if options["check"]:
            self._check()
            count = None
        else:
            count = rebuild_branch_months()
        seconds = perf_counter() - began
        words = "All rows agree with the records" if count is None else f"{count} rows derived"
        self.stdout.write(f"{words} ({seconds:.1f} s).")

    def _check(self) -> None:
        differences = compare_branch_months()
        for difference in differences[:SHOWN]:
            self.stderr.write(
                f"{difference.branch_id} {difference.month:%Y-%m}: "
                f"{difference.kept} is kept, {difference.derived} is derived"
            )
        if differences:
            raise CommandError(
                f"{len(differences)} rows differ; `manage.py rebuild_months` mends them."
            )
