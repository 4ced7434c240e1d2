"""`manage.py rotate_identity_keys`: seals the identity numbers with the newest of IDENTITY_KEYS."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.services.identity_keys import (
    BATCH,
    Progress,
    rotate_identity_keys,
    sealed_with_older_keys,
)


class Command(BaseCommand):
    help = "Seal the identity numbers with the newest key; may be interrupted and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="rows a transaction")
        parser.add_argument("--check", action="store_true", help="only say how many are left")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            try:
                progress = rotate_identity_keys(batch=options["batch"], tell=self._tell)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
            self.stdout.write(f"{progress.done} numbers sealed anew.")
        left = sealed_with_older_keys()
        if left:
            raise CommandError(f"{left} numbers still need an older key. Run this once more.")
        self.stdout.write("All numbers are sealed with the newest key; the older ones may go.")

    def _tell(self, progress: Progress) -> None:
        self.stdout.write(f"{progress.done} of {progress.total}")
