"""Rosters of the members of one branch, and what is known before and after."""

from members.models import Affiliation, Member, Standing

from .sheets import bring_in, confirm, person, reasons, roster

NOTHING = {"bad": 0, "new": 0, "changed": 0, "same": 0}
HOME = "Chi bộ tổ dân phố 7"


def one(**kwargs):
    return roster(person(1, "Trần Văn Ước", **{"home": HOME} | kwargs))


def saved(content, scope, clerk, **kwargs):
    batch = bring_in(content, scope, clerk, **kwargs)
    assert reasons(batch) == {}
    return confirm(batch, clerk)


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (Member, Affiliation, Standing)
    ]
