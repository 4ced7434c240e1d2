"""Terms and posts, and the cells of a branch."""

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


def termed(_made):
    return {"ordinal": 11, "on": "03/02/2025", "until": "03/02/2030"}


def recounted(made):
    return {**reason(made), "ordinal": 9, "on": "02/01/2020", "name": "2020–2025"}


AT = {"on": ("organization",), "places": EVERYWHERE}
ROWS: dict[str, Row] = {
    "members:post_list": Row("READ_NOTICES", **AT),
    "members:post_attention": Row("MANAGE_POSTS", **AT),
    "members:post_appoint": Row("MANAGE_POSTS", BOTH, **AT, data=appointed),
    "members:post_end": Row(
        "MANAGE_POSTS", BOTH, on=("post",), data=lambda made: today(made) | reason(made)
    ),
    "members:post_correct": Row("MANAGE_POSTS", BOTH, on=("post",), data=corrected),
    "members:post_erase": Row("MANAGE_POSTS", BOTH, on=("post",), data=reason),
    "members:term_open": Row("MANAGE_POSTS", BOTH, **AT, data=termed),
    "members:term_correct": Row("MANAGE_POSTS", BOTH, on=("term",), data=recounted),
}
