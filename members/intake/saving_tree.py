"""Organisations and posts are saved by the verbs that enter them one by one: there are few, and
each has rules of its own."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from branches.models import Organization, OrganizationKind, OrganizationVersion, Tier
from branches.services import establish_organization
from members.models import ImportRow, Member, Post, PostKind
from members.services.posts import appoint_post, correct_post
from papers.text import fold

from .savers import RegisterChanged, RowRefused, Saver, bites

Action = ImportRow.Action


class OrganizationSaver(Saver):
    def new_bites(self) -> Iterator[list[ImportRow]]:
        """From the top down, so that each finds the one above it."""
        self.made: dict[int, Organization] = {}
        self.kinds = OrganizationKind.objects.in_bulk()
        for tier in Tier:
            yield from bites(self.batch, Action.NEW, values__tier=tier.value)

    def enter(self, rows: Sequence[ImportRow]) -> None:
        ids = {row.values["new"]["parent"] for row in rows if not row.values["parent_row"]}
        parents = Organization.objects.select_related("kind").in_bulk(ids)
        for row in rows:
            above = row.values["parent_row"]
            new = row.values["new"]
            parent = self.made[above] if above else parents[self.place(new["parent"]).pk]
            self._refuse_namesake(new["name"], parent)
            self.made[row.number] = _refusing(row, self._establish, new, parent)

    def _establish(self, new: dict[str, Any], parent: Organization) -> Organization:
        return establish_organization(
            name=new["name"],
            kind=self.kinds[new["kind"]],
            parent=parent,
            on=_day(new.get("established_on")) or self.on,
            code=new.get("code", ""),
            branch_kind=new.get("branch_kind", ""),
            place=new.get("place", ""),
            decision=new.get("decision", ""),
        )

    def _refuse_namesake(self, name: str, parent: Organization) -> None:
        same = self.places.by_name.get(fold(name), [])
        if any(place.parent_id == parent.pk and place.stands_on(self.on) for place in same):
            raise RegisterChanged

    def change(self, rows: Sequence[ImportRow]) -> None:
        ids = [row.subject_id for row in rows if row.subject_id]
        found = Organization.objects.select_for_update(of=("self",)).in_bulk(ids)
        for row in rows:
            organization = found.get(row.subject_id or 0)
            old, new = row.values["old"], row.values["new"]
            if organization is None or any(
                (getattr(organization, name) or "") != value for name, value in old.items()
            ):
                raise RegisterChanged
            for name, value in new.items():
                setattr(organization, name, value)
            organization.save(update_fields=list(new))
            for name in {"code", "branch_kind"} & set(new):
                # What was never noted holds for the whole past.
                versions = OrganizationVersion.objects.filter(organization=organization)
                versions.filter(**{name: ""}).update(**{name: new[name]})


class PostSaver(Saver):
    def enter(self, rows: Sequence[ImportRow]) -> None:
        members = Member.objects.in_bulk([row.values["new"]["member"] for row in rows])
        places = self._organizations(row.values["new"]["place"] for row in rows)
        for row in rows:
            new = row.values["new"]
            _refusing(
                row,
                self._appoint,
                new,
                members[new["member"]],
                places[self.place(new["place"]).pk],
            )

    def _appoint(self, new: dict[str, Any], member: Member, place: Organization) -> Post:
        return appoint_post(
            member=member,
            organization=place,
            kind=PostKind(new["post"]),
            on=_day(new.get("since")) or self.on,
            until=_day(new.get("until")),
            mode=Post.AppointmentMode(new.get("mode") or Post.AppointmentMode.ELECTED),
            decision=new.get("decision", ""),
            by=self.by,
            now=self.now,
        )

    def change(self, rows: Sequence[ImportRow]) -> None:
        ids = [row.subject_id for row in rows if row.subject_id]
        posts = Post.objects.select_related("member", "organization__kind").in_bulk(ids)
        for row in rows:
            post = posts.get(row.subject_id or 0)
            if post is None or not _still_so(post, row.values["old"]):
                raise RegisterChanged
            _refusing(row, self._correct, row.values["new"], post)

    def _correct(self, new: dict[str, Any], post: Post) -> Post:
        if self.by is None:
            raise RegisterChanged
        return correct_post(
            post=post,
            on=post.valid_from,
            until=_day(new["until"]) if "until" in new else post.valid_to,
            mode=Post.AppointmentMode(new.get("mode") or post.appointment_mode),
            decision=new.get("decision", post.decision),
            reason=self.batch.name,
            by=self.by,
            now=self.now,
        )

    def _organizations(self, ids: Any) -> dict[int, Organization]:
        return Organization.objects.select_related("kind").in_bulk(set(ids))


def _refusing(row: ImportRow, verb: Callable[..., Any], *args: Any) -> Any:
    """What a verb refuses is said with the row."""
    try:
        return verb(*args)
    except ValidationError as error:
        raise RowRefused(row.number, " ".join(error.messages)) from error


def _still_so(post: Post, old: dict[str, Any]) -> bool:
    now = {
        "until": f"{post.valid_to:%Y-%m-%d}" if post.valid_to else "",
        "mode": post.appointment_mode,
        "decision": post.decision,
    }
    return all(now[name] == value for name, value in old.items())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
