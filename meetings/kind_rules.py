"""What each kind of meeting asks for, in words, with where it is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from branches.rules import Majority, Rules

from .models import MeetingKind

BALLOT = "Quy chế 190-QĐ/TW ngày 10/10/2024"
YEARLY_REVIEW = "Hướng dẫn 43-HD/BTCTW ngày 31/10/2025"
CELLS = "Điều lệ Đảng (2011), Điều 24"


@dataclass(frozen=True)
class Demand:
    """One thing that a kind asks for; `source` empty where only practice says so."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class KindRules:
    label: str
    demands: list[Demand]


def rules_of_kinds(kinds: Iterable[MeetingKind], rules: Rules) -> list[KindRules]:
    return [KindRules(str(kind.label), _demands(kind, rules)) for kind in kinds]


def _demands(kind: MeetingKind, rules: Rules) -> list[Demand]:
    demands = []
    minutes = rules.minimum_minutes(kind)
    if minutes:
        source = rules.explain("meeting.minimum_minutes").source
        demands.append(Demand(_("At least %(n)s minutes.") % {"n": minutes}, source))
    return demands + DEMANDS[kind](rules)


def _periodic(rules: Rules) -> list[Demand]:
    rule = rules.explain("meeting.periodic_per_month")
    return [Demand(_("%(n)s a month, on the fixed day.") % {"n": rule.value}, rule.source)]


def _thematic(rules: Rules) -> list[Demand]:
    rule = rules.explain("meeting.thematic_per_quarter")
    text = _("At least %(n)s a quarter; it does not replace the periodic one.")
    return [Demand(text % {"n": rule.value}, rule.source)]


def _combined(rules: Rules) -> list[Demand]:
    source = rules.explain("meeting.thematic_per_quarter").source
    return [Demand(_("Counts as periodic and as thematic; each part in its turn."), source)]


def _committee(rules: Rules) -> list[Demand]:
    rule = rules.explain("committee.required_from")
    text = _(
        "Only the branch committee is invited; below %(n)s official members, the secretary and "
        "the deputy. It agrees what the branch will talk about."
    )
    return [Demand(text % {"n": rule.value}, rule.source)]


def _cell(rules: Rules) -> list[Demand]:
    return [
        Demand(_("Only the members of the cell are invited; it works under the branch."), CELLS)
    ]


def _extraordinary(rules: Rules) -> list[Demand]:
    return [Demand(_("For one matter that cannot wait; no shortest duration is set."))]


def _congress(rules: Rules) -> list[Demand]:
    rule = rules.explain("vote.congress_attendance")
    share: Majority = rules.majority("congress_attendance")
    text = _("At least %(share)s of those summoned must be present.")
    return [
        Demand(text % {"share": f"{share.numerator}/{share.denominator}"}, rule.source),
        Demand(_("Committees and secretaries are elected by secret ballot."), BALLOT),
    ]


def _review(rules: Rules) -> list[Demand]:
    text = _("The committee and each member review themselves; the branch votes on the class.")
    return [Demand(text, YEARLY_REVIEW)]


DEMANDS: dict[MeetingKind, Callable[[Rules], list[Demand]]] = {
    MeetingKind.PERIODIC: _periodic,
    MeetingKind.THEMATIC: _thematic,
    MeetingKind.COMBINED: _combined,
    MeetingKind.COMMITTEE: _committee,
    MeetingKind.CELL: _cell,
    MeetingKind.EXTRAORDINARY: _extraordinary,
    MeetingKind.CONGRESS: _congress,
    MeetingKind.REVIEW: _review,
}
