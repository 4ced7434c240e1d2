"""Each kind of meeting has its own agenda and its own rules, with where they are written."""

import pytest
from django.urls import reverse

from branches.rules import rules_for
from meetings.kind_rules import DEMANDS, rules_of_kinds
from meetings.models import AgendaTemplate, MeetingKind, Section
from meetings.services.meeting import kinds_for
from meetings.services.template import template_for
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", MeetingKind)
def test_each_kind_has_a_whole_agenda_with_a_source(branch, today, kind):
    template = template_for(branch, kind, today)

    assert template.source
    assert {item.section for item in template.items.all()} == set(Section)
    assert len({item.title for item in template.items.all()}) == template.items.count()


def test_agendas_differ_by_kind():
    agendas = [
        tuple(template.items.values_list("title", flat=True))
        for template in AgendaTemplate.objects.filter(organization=None)
    ]

    assert len(set(agendas)) == len(agendas) == len(MeetingKind)


def test_standard_agenda_fills_the_shortest_evening(branch, today):
    rules = rules_for(branch, today)
    for kind in MeetingKind:
        planned = sum(
            template_for(branch, kind, today).items.values_list("planned_minutes", flat=True)
        )
        assert planned >= (rules.minimum_minutes(kind) or 0)


def test_each_kind_says_what_it_asks_for(branch, today, in_english):
    found = rules_of_kinds(list(MeetingKind), rules_for(branch, today))

    assert set(DEMANDS) == set(MeetingKind)
    words = {kind.label: " ".join(one.text for one in kind.demands) for kind in found}
    assert "120 minutes" in words["Periodic and thematic meeting"]
    assert "2/3" in words["Congress"]
    assert "below 9 official" in words["Branch committee meeting"]


def test_committee_above_that_asks_for_more_is_named(tree, branch, secretary_client):
    longer = {"periodic": 150, "thematic": 90, "combined": 150}
    factories.rule_pack(tree.district, values={"meeting.minimum_minutes": longer})

    url = reverse("meetings:meeting_create", args=[branch.public_id])
    page = secretary_client.get(url)

    assert "150" in page.content.decode()
    assert [kind.label for kind in page.context["kind_rules"]] == [
        str(kind.label) for kind in kinds_for(branch)
    ]
