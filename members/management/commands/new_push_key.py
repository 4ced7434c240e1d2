"""`manage.py new_push_key`: makes the key with which notifications are signed."""

from typing import Any

from django.core.management.base import BaseCommand

from members.vapid import new_private_key


class Command(BaseCommand):
    help = "Makes a key for notifications on telephones; put it into VAPID_PRIVATE_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        # To a file as it is: the value alone, the advice beside it.
        self.stdout.write(new_private_key(), ending="")
        self.stderr.write(
            "\nA new key makes every device subscribe again, so keep this one with the secrets."
        )
