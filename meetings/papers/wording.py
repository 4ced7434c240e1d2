"""Which wording a paper has: that of the version it was made with, else the one in force."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from branches.models import Organization
from branches.rules import ancestors_on
from meetings.models import AgendaTemplate, Meeting, Paper, PaperKind, PaperTemplate
from papers.documents import Wording

Template = TypeVar("Template", PaperTemplate, AgendaTemplate)


def nearest(rows: Iterable[Template], ancestor_ids: list[int]) -> Template | None:
    """Of templates in force the one of the nearest organisation; the national one comes last."""
    depth = {pk: index + 1 for index, pk in enumerate(ancestor_ids)}

    def rank(row: Template) -> tuple[int, date]:
        return depth.get(row.organization_id or 0, 0), row.valid_from

    return max(rows, key=rank, default=None)


def paper_template_for(organization: Organization, kind: str, on: date) -> PaperTemplate:
    """The wording in force that day, of those who stood above on that day. Of days before all
    wordings the first national one holds."""
    ids = ancestors_on(organization, on)
    found = nearest(PaperTemplate.objects.offered_by(ids).filter(kind=kind).in_force(on), ids)
    if found is None:
        national = PaperTemplate.objects.filter(organization=None, kind=kind)
        found = national.earliest("valid_from")
    return found


def wording_for(meeting: Meeting, kind: PaperKind, on: date, *, part: int = 0) -> Wording:
    """`kind`: of template. `on`: the paper's date. `part`: which resolution."""
    made = (
        Paper.objects.filter(meeting=meeting, subject_id=part, is_draft=False, template__kind=kind)
        .select_related("template")
        .order_by("pk")
        .first()
    )
    template = made.template if made else None
    return wording_of(template or paper_template_for(meeting.organization, kind, on))


def wording_of(template: PaperTemplate) -> Wording:
    return Wording(template=template.pk, parts=template.parts)
