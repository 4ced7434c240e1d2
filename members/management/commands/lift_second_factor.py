"""`manage.py lift_second_factor NAME`: for those whom nobody in the app can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from members.models import User
from members.services.second_factor import lift_second_factor


class Command(BaseCommand):
    help = "Take the second step of the log-in off an account and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("There is no account of this name.")
        lift_second_factor(user=user, now=timezone.now())
        self.stdout.write("The password alone opens the account until a new one is set up.")
