"""Templates of papers and agendas: for those who set rules."""

from datetime import timedelta

from django.utils import timezone

from .row import BOTH, EVERYWHERE, POST, Row

NOTICE = {"family": "paper", "kind": "notice"}


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def templates(methods=("GET",), **kwargs):
    return Row("EDIT_RULES", methods, on=("organization",), places=EVERYWHERE, **kwargs)


ROWS: dict[str, Row] = {
    "meetings:template_list": templates(),
    "meetings:template_versions": templates(query="?family=agenda&kind=periodic"),
    "meetings:paper_template_edit": templates(BOTH, query="?kind=notice"),
    "meetings:agenda_template_edit": templates(BOTH, query="?kind=periodic"),
    "meetings:template_inherit": templates(
        POST, data=lambda _: NOTICE | {"on": f"{tomorrow():%d/%m/%Y}"}
    ),
    "meetings:template_withdraw": templates(
        POST, data=lambda _: NOTICE | {"valid_from": f"{tomorrow():%Y-%m-%d}"}
    ),
}
