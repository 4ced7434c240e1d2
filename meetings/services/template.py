"""National templates, and the standard agenda in force."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

from branches.models import Organization
from meetings.models import AgendaItem, AgendaTemplate, AgendaTemplateItem, Meeting, PaperTemplate
from meetings.papers.wording import nearest

FOLDER = Path(__file__).resolve().parent.parent / "data"
DATA = FOLDER / "agendas.json"
WORDINGS = FOLDER / "paper_templates.json"
# The app brought them; they are older than any installation.
SHIPPED_AT = datetime(2026, 1, 1, tzinfo=UTC)


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


@transaction.atomic
def install_national_wordings(*, templates: type[PaperTemplate] = PaperTemplate) -> None:
    """The national wordings of `data/paper_templates.json`; a second call mends what differs. A
    part that is new in a later version goes into the templates of committees by its migration."""
    for row in json.loads(WORDINGS.read_text(encoding="utf-8")):
        templates.objects.update_or_create(
            organization=None,
            kind=row["kind"],
            valid_from=row["valid_from"],
            defaults={name: row[name] for name in ("name", "source", "parts")},
            create_defaults={
                "created_at": SHIPPED_AT,
                **{name: row[name] for name in ("name", "source", "parts")},
            },
        )


def template_for(organization: Organization, kind: str, on: date) -> AgendaTemplate | None:
    """The standard agenda of the nearest organisation that has one in force for the kind."""
    ids = organization.ancestor_ids
    return nearest(AgendaTemplate.objects.offered_by(ids).filter(kind=kind).in_force(on), ids)


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
