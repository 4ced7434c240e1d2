"""Terms and posts, and the cells of a branch."""

from datetime import timedelta

from django.utils import timezone

from .posted import reason, today
from .row import BOTH, EVERYWHERE, Row


def appointed(made):
    return {
        **today(made),
        "kind": "auditor",
        "member": made["member"].public_id,
        "mode": "elected",
    }


def corrected(made):
    return {**reason(made), "on": "02/01/2020", "mode": "appointed", "decision": "12-QĐ/ĐU"}


def renewed(made):
    return {**today(made), "decision": "Biên bản", f"p-{made['post'].public_id}": "end"}


def termed(_made):
    return {"ordinal": 11, "on": "03/02/2025", "until": "03/02/2030"}


def recounted(made):
    return {**reason(made), "ordinal": 9, "on": "02/01/2020", "name": "2020–2025"}


def celled(made):
    return {**today(made), "name": "Tổ đảng số 9"}


def assigned(made):
    """Takes whoever is in the cell out of it."""
    cell = made["organization"].children.filter(kind__code="cell").order_by("pk").first()
    return {**today(made), f"g-{cell.public_id}": "none"}


def led(made):
    cell = made["organization"].children.filter(kind__code="cell").order_by("pk").first()
    return {**today(made), "leader": cell.cell_members.first().public_id, "mode": "elected"}


def dissolved(_made):
    """Tomorrow: the cell has met today."""
    day = timezone.localdate() + timedelta(days=1)
    return {
        "on": f"{day:%d/%m/%Y}",
        "decision_number": "5-NQ/CB",
        "decision_on": "03/02/2026",
    }


AT = {"on": ("organization",), "places": EVERYWHERE}
ROWS: dict[str, Row] = {
    "members:post_list": Row("READ_NOTICES", **AT),
    "members:post_attention": Row("MANAGE_POSTS", **AT),
    "members:post_appoint": Row("MANAGE_POSTS", BOTH, **AT, data=appointed),
    "members:post_renew": Row("MANAGE_POSTS", BOTH, **AT, data=renewed),
    "members:post_end": Row(
        "MANAGE_POSTS", BOTH, on=("post",), data=lambda made: today(made) | reason(made)
    ),
    "members:post_correct": Row("MANAGE_POSTS", BOTH, on=("post",), data=corrected),
    "members:post_erase": Row("MANAGE_POSTS", BOTH, on=("post",), data=reason),
    "members:term_open": Row("MANAGE_POSTS", BOTH, **AT, data=termed),
    "members:term_correct": Row("MANAGE_POSTS", BOTH, on=("term",), data=recounted),
    # Cells: the branch runs its own
    "members:cell_list": Row("SEE_MEMBERS", **AT),
    "members:cell_create": Row("MANAGE_CELLS", BOTH, **AT, data=celled),
    "members:cell_assign": Row("MANAGE_CELLS", BOTH, **AT, data=assigned),
    "members:cell_lead": Row("MANAGE_CELLS", BOTH, **AT, data=led),
    "meetings:cell_end": Row("MANAGE_CELLS", BOTH, **AT, data=dissolved),
}
