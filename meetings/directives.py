"""The register of documents as its pages show it: who reads it, who has read what, where it was
dealt with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from branches.models import Organization, Tier
from branches.models.organization import OrganizationQuerySet
from members.access import Access, Permission
from members.models import Member

from .models import AgendaItem, Directive, DirectiveReading, Meeting, MeetingState
from .models.directive import DirectiveQuerySet
from .models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN
from .queries import received_since_last
from .readers import has_account, people_reading

PAGE_SIZE = 20
MOST_ISSUERS = 100
MOST_OFFERED = 30
MOST_MEETINGS = 6


def register_of(
    organization: Organization, wanted: Mapping[str, Any], member: Member | None
) -> DirectiveQuerySet:
    """Its own documents and those from above, newest first; each with whether the reader has read
    it. `wanted`: the cleaned filter."""
    found = Directive.objects.in_register_of(organization).matching(wanted.get("q", ""))
    if wanted.get("year"):
        found = found.filter(issued_on__year=wanted["year"])
    if wanted.get("issuer"):
        found = found.filter(issuer=wanted["issuer"])
    return with_own_reading(found, member).select_related("organization")


def register_with(directive: Directive, access: Access) -> Organization | None:
    """The register in which the reader finds it: one's own, else that of its organisation."""
    for place in access.scopes.get(Permission.READ_NOTICES, []):
        if place.kind.tier <= Tier.BRANCH and directive.organization_id in place.ancestor_ids:
            return place
    may_read = access.may(Permission.READ_NOTICES, directive.organization)
    return directive.organization if may_read else None


def with_own_reading(rows: DirectiveQuerySet, member: Member | None) -> DirectiveQuerySet:
    mine = DirectiveReading.objects.filter(directive=OuterRef("pk"), member=member)
    return rows.annotate(is_read=Exists(mine))


def years_and_issuers(organization: Organization) -> tuple[list[int], list[str]]:
    """What the register can be filtered by."""
    rows = Directive.objects.in_register_of(organization).order_by()
    years = rows.annotate(year=ExtractYear("issued_on")).values_list("year", flat=True)
    issuers = rows.order_by("issuer").values_list("issuer", flat=True).distinct()
    return sorted(set(years.distinct()), reverse=True), list(issuers[:MOST_ISSUERS])


def keeps_register(access: Access, organization: Organization) -> bool:
    """Those who plan the meetings keep the register of a branch; that of a committee is kept by
    those who offer its topics."""
    if organization.kind.tier < Tier.BRANCH:
        return access.may(Permission.EDIT_RULES, organization)
    is_branch = organization.kind.tier == Tier.BRANCH
    return is_branch and access.may(Permission.PLAN_MEETINGS, organization)


@dataclass(frozen=True)
class Reader:
    """`read_at` None: not read; without an account there is no way to tell the app."""

    member: Member
    read_at: datetime | None
    has_account: bool


def readers_in(branch: Organization, directive: Directive) -> list[Reader]:
    """One for each member of the branch today, by given name; who has not read first."""
    people = people_reading(branch, timezone.localdate())
    readings = directive.readings.filter(member__in=people.order_by())
    read = dict(readings.values_list("member", "read_at"))
    rows = [
        Reader(member, read.get(member.pk), has_account(member))
        for member in people.by_given_name().select_related("user")
    ]
    return sorted(rows, key=lambda reader: reader.read_at is not None)


def branches_reading(
    committee: Organization, directive: Directive, on: Any
) -> tuple[OrganizationQuerySet, dict[str, int]]:
    """The branches below with `reader_count` of `member_count`, and both of all together: as many
    queries for three branches as for three hundred."""
    read = DirectiveReading.objects.filter(directive=directive, member=OuterRef("pk"))
    people = people_reading(committee, on)
    total = people.aggregate(members=Count("pk"), readers=Count("pk", filter=Q(Exists(read))))
    branches = Organization.objects.under([committee.path]).branches().standing(on)
    return branches.order_by("path"), total


def count_readers(branches: list[Organization], directive: Directive) -> None:
    """Sets `reader_count` and `member_count` on the branches of one page."""
    read = DirectiveReading.objects.filter(directive=directive, member=OuterRef("pk"))
    people = Member.objects.filter(home__in=branches, is_suspended=False)
    rows = (
        people.order_by()
        .values("home")
        .annotate(members=Count("pk"), readers=Count("pk", filter=Q(Exists(read))))
    )
    counts = {row["home"]: (row["members"], row["readers"]) for row in rows}
    for branch in branches:
        members, readers = counts.get(branch.pk, (0, 0))
        branch.member_count, branch.reader_count = members, readers  # type: ignore[attr-defined]  # for the page


def places_of_readers(access: Access, directive: Directive) -> list[Organization]:
    """Where the person sees who has read it: the branches whose meetings they keep, the committees
    whose figures they follow; of those whose register has the document."""
    access.was_asked = True
    branches = access.scopes.get(Permission.SEE_MEETINGS, [])
    committees = access.scopes.get(Permission.SEE_FIGURES, [])
    found = [place for place in branches if place.kind.tier == Tier.BRANCH]
    found += [place for place in committees if place.kind.tier < Tier.BRANCH]
    return [place for place in found if directive.organization_id in place.ancestor_ids]


def dealt_with(directive: Directive, access: Access) -> list[AgendaItem]:
    """The items under which it stands, of meetings the reader may see."""
    meetings = Meeting.objects.visible_to(access)
    rows = AgendaItem.objects.filter(directives=directive, meeting__in=meetings)
    rows = rows.select_related("meeting__organization").order_by("-meeting__starts_at", "position")
    return list(rows[:PAGE_SIZE])


def meetings_to_put_on(directive: Directive, access: Access) -> list[Meeting]:
    """The next meetings that the person plans, of organisations whose register has it."""
    if not access.may_anywhere(Permission.PLAN_MEETINGS):
        return []
    rows = Meeting.objects.filter(
        access.within(Permission.PLAN_MEETINGS), state__in=BEFORE_ROLL_CALL
    ).exclude(state=MeetingState.POSTPONED)
    rows = rows.filter(starts_at__gte=timezone.now()).select_related("organization")
    found = rows.order_by("starts_at", "pk")[: MOST_MEETINGS * 2]
    return [
        meeting
        for meeting in found
        if directive.organization_id in meeting.organization.ancestor_ids
    ][:MOST_MEETINGS]


def may_be_put_on(meeting: Meeting) -> bool:
    return meeting.state in BEFORE_ROLL_CALL | MINUTES_BEING_WRITTEN


def offered_for(meeting: Meeting, words: str) -> tuple[list[Directive], bool]:
    """Those to choose from, and whether they are only those since the last meeting: the rest is
    found by searching."""
    everything = Directive.objects.in_register_of(meeting.organization)
    if words.strip():
        return list(everything.matching(words)[:MOST_OFFERED]), False
    new = list(received_since_last(meeting)[:MOST_OFFERED])
    return (new, True) if new else (list(everything[:MOST_OFFERED]), False)
