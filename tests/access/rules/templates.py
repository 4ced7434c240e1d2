"""Templates of papers and agendas: for those who set rules."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import PaperTemplate
from tests.access.world_templates import TO_COME

from .row import BOTH, EVERYWHERE, POST, Row

MINUTES = {"family": "paper", "kind": "minutes"}


def ahead(days):
    return timezone.localdate() + days


def version():
    day = ahead(timedelta(days=1))
    return {"valid_from": f"{day:%d/%m/%Y}", "name": "Mẫu", "source": "QĐ 12", "seen": ""}


def wording(_made):
    return PaperTemplate.objects.get(organization=None, kind="notice").parts | version()


def agenda(_made):
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 40}
    rows |= {"0-title": "Chào cờ", "0-planned_minutes": 5, "0-section": 1, "0-ORDER": 1}
    rows |= {"0-category": "other", "0-hint": ""}
    return {f"form-{name}": value for name, value in rows.items()} | version()


def templates(methods=("GET",), **kwargs):
    return Row("EDIT_RULES", methods, on=("organization",), places=EVERYWHERE, **kwargs)


ROWS: dict[str, Row] = {
    "meetings:template_list": templates(),
    "meetings:template_versions": templates(query="?family=paper&kind=minutes"),
    "meetings:paper_template_edit": templates(BOTH, query="?kind=notice", data=wording),
    "meetings:agenda_template_edit": templates(BOTH, query="?kind=periodic", data=agenda),
    "meetings:template_inherit": templates(
        POST, data=lambda _: MINUTES | {"on": f"{ahead(timedelta(days=1)):%d/%m/%Y}"}
    ),
    "meetings:template_withdraw": templates(
        POST, data=lambda _: MINUTES | {"valid_from": f"{ahead(TO_COME):%Y-%m-%d}"}
    ),
}
