"""Standard agendas: installing the national ones, finding the one in force."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from branches.models import Organization
from branches.models.dated import in_force
from meetings.models import AgendaItem, AgendaTemplate, AgendaTemplateItem, Meeting

DATA = Path(__file__).resolve().parent.parent / "data" / "agendas.json"


@transaction.atomic
def install_national_agendas(
    *,
    templates: type[AgendaTemplate] = AgendaTemplate,
    items: type[AgendaTemplateItem] = AgendaTemplateItem,
) -> None:
    """The national agendas of `data/agendas.json`; a second call mends what differs."""
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        template, _created = templates.objects.update_or_create(
            organization=None,
            kind=row["kind"],
            valid_from=row["valid_from"],
            defaults={"name": row["name"], "source": row["source"]},
        )
        items.objects.filter(template=template).delete()
        items.objects.bulk_create(
            items(template=template, position=position, **item)
            for position, item in enumerate(row["items"], start=1)
        )


def template_for(organization: Organization, kind: str, on: date) -> AgendaTemplate | None:
    """The standard agenda of the nearest organisation that has one in force for the kind."""
    ids = organization.ancestor_ids
    found = AgendaTemplate.objects.filter(
        in_force(on), Q(organization__isnull=True) | Q(organization__in=ids), kind=kind
    )
    depth = {pk: index + 1 for index, pk in enumerate(ids)}
    return max(
        found,
        key=lambda row: (depth.get(row.organization_id or 0, 0), row.valid_from),
        default=None,
    )


def agenda_of(meeting: Meeting, template: AgendaTemplate | None) -> list[AgendaItem]:
    """The items of the standard agenda for the meeting; not saved."""
    return [
        AgendaItem(
            meeting=meeting,
            position=item.position,
            section=item.section,
            title=item.title,
            category=item.category,
            planned_minutes=item.planned_minutes,
            hint=item.hint,
            presenter=meeting.chair,
        )
        for item in (template.items.all() if template else ())
    ]
