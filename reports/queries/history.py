"""What made an organisation what it is: its reorganisations as a line of events."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from branches.models import Organization, OrganizationVersion, Reorganization, ReorganizationPart


@dataclass(frozen=True)
class Event:
    """`before` and `after`: names as they were the day before, and as they were then."""

    on: date
    kind: str
    decision: str
    before: list[str]
    after: list[str]


def history_of(organization: Organization) -> list[Event]:
    """The newest first: those it took part in, and those that moved it with what it lay below."""
    versions = OrganizationVersion.objects.order_by("valid_from")
    parts = ReorganizationPart.objects.select_related("organization").prefetch_related(
        Prefetch("organization__versions", queryset=versions, to_attr="in_time")
    )
    # One that moved along with its superior has no part in it, but a version from it.
    ids = Reorganization.objects.filter(
        Q(parts__organization=organization) | Q(versions__organization=organization),
        state=Reorganization.State.APPLIED,
    ).values("pk")
    rows = (
        Reorganization.objects.filter(pk__in=ids)
        .prefetch_related(Prefetch("parts", queryset=parts.order_by("pk")))
        .order_by("-effective_on", "-pk")
    )
    return [_event(row) for row in rows]


def _event(row: Reorganization) -> Event:
    named: dict[str, list[str]] = {"source": [], "target": []}
    for part in row.parts.all():
        named[part.role].append(_name(part.organization, row.effective_on, part.role))
    if row.kind in (Reorganization.Kind.RENAME, Reorganization.Kind.CHANGE_KIND):
        named["target"] = [
            _name(part.organization, row.effective_on, "target") for part in row.parts.all()
        ]
    return Event(
        on=row.effective_on,
        kind=row.get_kind_display(),
        decision=f"{row.decision_number}, {row.decision_on:%d/%m/%Y}",
        before=named["source"],
        after=named["target"],
    )


def _name(organization: Organization, on: date, role: str) -> str:
    """Of a source, the last name before the day; of a target, the first from it on."""
    versions: list[OrganizationVersion] = getattr(organization, "in_time", [])
    if role == "source":
        names = [version.name for version in versions if version.valid_from < on]
        return names[-1] if names else organization.name
    names = [v.name for v in versions if v.valid_to is None or v.valid_to > on]
    return names[0] if names else organization.name
