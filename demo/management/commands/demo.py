"""`manage.py demo`: fills an empty database with a synthetic city, and says how to log in."""

from argparse import ArgumentParser
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from branches.models import Organization
from demo.city import Builder, Order
from demo.logins import PASSWORD, SHOWCASE, showcase_logins
from demo.scale import SCALES, Scale
from members.models import User


class Command(BaseCommand):
    help = "Fills an empty database with a synthetic city: invented people, two years of meetings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=SCALES, default="city")
        for field in fields(Scale):
            option = f"--{field.name.replace('_', '-')}"
            parser.add_argument(option, type=int, metavar="N", help="instead of the scale's")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; default: today")
        parser.add_argument("--logins", action="store_true", help="print the demo log-ins, no more")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is data already"
        )
        parser.add_argument("--weak-file", type=Path, help="where to list the weak branches")
        parser.add_argument(
            "--i-know", action="store_true", help="also on a real server; passwords are public"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self._print_logins()
        elif Organization.objects.exists():
            if not options["if_empty"]:
                raise CommandError(
                    "This database has organisations already; the demo needs an empty one."
                )
        else:
            self._build(options)
            self._print_logins()

    def _build(self, options: dict[str, Any]) -> None:
        if not (settings.DEVELOPMENT or options["i_know"]):
            raise CommandError(
                "DEVELOPMENT is off, so this may be a real server, and the demo's password is "
                "public. Add --i-know to go on."
            )
        if User.objects.filter(username__in=SHOWCASE).exists():
            raise CommandError("An account has one of the demo's user names; remove it first.")
        order = Order(
            scale=_scale(options),
            seed=options["seed"],
            today=options["today"] or timezone.localdate(),
            weak_file=options["weak_file"] or settings.VAR_DIR / "demo" / "weak_branches.json",
        )
        Builder(order, self._say(options["verbosity"])).build()

    def _say(self, verbosity: int) -> Any:
        return self.stdout.write if verbosity else lambda line: None

    def _print_logins(self) -> None:
        logins = showcase_logins()
        if not logins:
            raise CommandError("The demo data is not here; run manage.py demo first.")
        for login in logins:
            self.stdout.write(
                f"{login.role:28} {login.username:10} {PASSWORD:14} "
                f"{login.name} – {login.organization}"
            )


def _scale(options: dict[str, Any]) -> Scale:
    """The named scale with what was given instead; CommandError when it cannot be built."""
    named = SCALES[options["scale"]]
    given = {
        field.name: options[field.name]
        for field in fields(Scale)
        if options[field.name] is not None
    }
    if "grassroots_branches" not in given:
        grassroots = given.get("grassroots", named.grassroots)
        branches = given.get("branches", named.branches)
        as_named = named.grassroots_branches * grassroots // named.grassroots
        # Each body needs a branch of its own.
        given["grassroots_branches"] = max(
            0, min(as_named, grassroots - given.get("superiors", named.superiors), branches - 1)
        )
    scale = replace(named, **given)
    if problem := scale.problem():
        raise CommandError(problem)
    return scale
