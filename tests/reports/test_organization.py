"""One organisation, and the rules in force for it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from branches.models import OrganizationVersion, RuleValue
from meetings.models import MeetingKind
from meetings.services.month import rebuild_branch_months
from members.models import Affiliation, PostKind, StandingStatus
from reports.queries.profile import Membership
from reports.rule_labels import RULES, label_of, value_in_words
from tests import factories

pytestmark = pytest.mark.django_db
TWO_THIRDS = {"numerator": 2, "denominator": 3, "strict": False}


def detail(organization):
    return reverse("reports:organization_detail", args=[organization.public_id])


def rules(organization, **query):
    return reverse("reports:rule_list", args=[organization.public_id], query=query)


@pytest.mark.parametrize("page", [detail, rules])
@pytest.mark.parametrize(
    ("client", "place", "status"),
    [
        ("reader_client", "branch", 200),
        ("reader_client", "cell", 200),
        ("reader_client", "body", 404),
        ("reader_client", "sibling", 404),
        ("secretary_client", "branch", 200),
        ("cell_leader_client", "cell", 200),
        ("grassroots_reviewer_client", "sibling", 200),
        ("grassroots_reviewer_client", "cousin", 404),
        ("district_reviewer_client", "district", 200),
        ("district_reviewer_client", "far", 404),
        ("suspended_client", "branch", 404),
        ("moved_away_client", "branch", 404),
        ("auditor_client", "branch", 403),
        ("technical_admin_client", "branch", 404),
    ],
)
def test_organisation_is_for_those_who_belong_or_oversee(
    request, tree, page, client, place, status
):
    browser = request.getfixturevalue(client)

    assert browser.get(page(getattr(tree, place))).status_code == status


def test_members_are_counted_by_standing_and_links_apart(tree, secretary, secretary_client):
    factories.member(home=tree.branch, status=StandingStatus.PROBATIONARY)
    factories.member(home=tree.branch, on_top=StandingStatus.EXEMPT)
    linked = factories.member(home=tree.far)
    factories.affiliate(linked, tree.branch, Affiliation.Kind.RESIDENCE)
    past = factories.member(home=tree.far)
    factories.affiliate(
        past,
        tree.branch,
        Affiliation.Kind.RESIDENCE,
        until=date(2026, 1, 1),
        since=date(2025, 1, 1),
    )

    response = secretary_client.get(detail(tree.branch))

    counted = response.context["membership"]
    assert counted == Membership(
        official=2, probationary=1, exempt=1, suspended=0, residence_links=1
    )
    assert counted.total == 3


def test_members_of_a_committee_are_those_of_all_below(
    tree, reader, stranger, district_reviewer_client
):
    response = district_reviewer_client.get(detail(tree.body))

    assert response.context["membership"].official == 2


def test_members_of_a_cell_are_its_own(tree, cell_leader, reader, cell_leader_client):
    assert cell_leader_client.get(detail(tree.cell)).context["membership"].total == 1


def test_plain_member_sees_no_counts_and_no_months(tree, secretary, reader_client):
    response = reader_client.get(detail(tree.branch))

    assert "membership" not in response.context
    assert "months" not in response.context
    assert secretary.member.full_name in response.content.decode()


def test_posts_in_force_stand_in_their_order(tree, deputy, committee_member, secretary, sign_in):
    gone = factories.member(home=tree.branch)
    factories.post(gone, tree.branch, post=PostKind.CELL_LEADER, until=date(2026, 1, 1))

    posts = sign_in(secretary).get(detail(tree.branch)).context["posts"]

    assert [post.kind for post in posts] == ["secretary", "deputy_secretary", "committee_member"]


def test_names_it_bore_are_shown_newest_first(tree, reader_client):
    version = tree.branch.versions.get()
    OrganizationVersion.objects.filter(pk=version.pk).update(valid_to=date(2025, 7, 1))
    OrganizationVersion.objects.create(
        organization=tree.branch,
        name="Chi bộ khu phố mới",
        kind=tree.branch.kind,
        parent=tree.body,
        valid_from=date(2025, 7, 1),
    )

    text = reader_client.get(detail(tree.branch)).content.decode()

    trail = text[text.index("trail") :]
    assert trail.index("Chi bộ khu phố mới") < trail.index("Chi bộ tổ dân phố 7")


def test_only_meetings_one_may_see_are_listed(tree, reader_client, secretary_client):
    factories.meeting(tree.branch, state="called", title="Đã triệu tập")
    factories.meeting(tree.branch, state="planned", title="Còn dự thảo")
    factories.meeting(tree.branch, kind=MeetingKind.COMMITTEE, state="called", title="Chi uỷ họp")

    def titles(client):
        return {meeting.title for meeting in client.get(detail(tree.branch)).context["meetings"]}

    assert titles(reader_client) == {"Đã triệu tập"}
    assert titles(secretary_client) == {"Đã triệu tập", "Còn dự thảo", "Chi uỷ họp"}


def test_last_months_of_a_branch_have_state_and_attendance(world, hold, secretary_client):
    hold(world.branch, "called", month=date(2026, 10, 1))
    rebuild_branch_months()

    months = secretary_client.get(detail(world.branch)).context["months"]

    assert [(each.month.month, each.state) for each in months] == [
        (11, "filed"),
        (10, "called"),
        (9, "not_planned"),
        (8, "not_planned"),
        (7, "not_planned"),
        (6, "not_planned"),
    ]
    assert [each.attendance_percent for each in months][:3] == [80, None, None]


def test_dissolved_organisation_says_so(tree, district_reviewer_client):
    type(tree.branch).objects.filter(pk=tree.branch.pk).update(dissolved_on=date(2026, 7, 1))

    assert "01/07/2026" in district_reviewer_client.get(detail(tree.branch)).content.decode()


def test_page_asks_as_much_for_many_children(
    tree, district_reviewer_client, django_assert_num_queries
):
    assert tree.branch
    district_reviewer_client.get(detail(tree.body))
    with CaptureQueriesContext(connection) as first:
        district_reviewer_client.get(detail(tree.body))

    for _ in range(3):
        factories.post(factories.member(home=factories.organization(parent=tree.body)), tree.body,
                       post=PostKind.COMMITTEE_MEMBER)  # fmt: skip

    with django_assert_num_queries(len(first)):
        district_reviewer_client.get(detail(tree.body))


# Rules


def shown(response):
    return {each.rule.key: each for _name, rules in response.context["groups"] for each in rules}


def test_rules_say_value_origin_and_source(tree, reader_client):
    factories.rule_pack(tree.district, values={"attendance.target_percent": (95, True)})

    response = reader_client.get(rules(tree.branch))

    rule = shown(response)["attendance.target_percent"]
    assert (rule.value, rule.rule.organization) == ("95 %", tree.district)
    text = response.content.decode()
    assert "Đảng bộ phường Hoa Sữa" in text
    assert shown(response)["vote.adopt"].rule.source in text


def test_rules_of_another_day(tree, reader_client):
    factories.rule_pack(tree.branch, values={"task.due_soon_days": 9}, valid_from=date(2026, 6, 1))

    def value(**query):
        return shown(reader_client.get(rules(tree.branch, **query)))[
            "task.due_soon_days"
        ].rule.value

    assert (value(on="01/06/2026"), value(on="31/05/2026")) == (9, 3)
    assert value(on="yesterday") == value()


def test_rules_of_two_days_are_compared(tree, reader_client):
    factories.rule_pack(tree.branch, values={"task.due_soon_days": 9}, valid_from=date(2026, 6, 1))

    def changes(**query):
        found = reader_client.get(rules(tree.branch, **query)).context["changes"]
        return {each.rule.key: (each.former, each.value) for each in found if each.rule}

    compared = changes(on="01/06/2026", than="31/05/2026")
    assert list(compared) == ["task.due_soon_days"]
    assert [words.split()[0] for words in compared["task.due_soon_days"]] == ["3", "9"]
    assert changes(on="02/06/2026", than="01/06/2026") == {}
    assert changes(on="01/06/2026", than="31/05/yesterday") == {}
    assert "vote.adopt" in changes(than="01/01/1990")


def test_day_before_all_rules_says_there_were_none(tree, reader_client):
    response = reader_client.get(rules(tree.branch, on="01/01/1990"))

    assert response.status_code == 200
    assert response.context["groups"] == []


def test_every_national_rule_has_words():
    keys = set(RuleValue.objects.filter(pack__organization=None).values_list("key", flat=True))

    assert keys == set(RULES)


def test_every_national_value_is_said_in_its_own_words():
    for row in RuleValue.objects.filter(pack__organization=None):
        _label, words = RULES[row.key]
        assert words(row.value), row.key
        assert "{'" not in words(row.value), row.key


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("vote.adopt", {"numerator": 1, "denominator": 2, "strict": True}, "more than half"),
        ("vote.two_thirds", TWO_THIRDS, "at least two thirds"),
        ("vote.adopt", {"numerator": 3, "denominator": 5, "strict": True}, "more than 3/5"),
        ("committee.seats", [3, 7], "3 to 7"),
        ("meeting.default_minutes", 1, "1 minute"),
        ("meeting.default_minutes", 120, "120 minutes"),
        ("grade.cuts", {"good": 90}, "Good: from 90"),
        ("paper.page_number_size_pt", 14, "14 pt"),
        ("paper.position_bold", False, "no"),
        ("document.number_restarts", "term", "with each term"),
        ("score.frame", {"C1": ["Chuẩn bị", 10]}, "Chuẩn bị: 10 points"),
        ("of.tomorrow", {"a": [1, True]}, "a: 1, yes"),
        ("committee.seats", 3, "3"),
    ],
)  # fmt: skip
def test_values_are_said_as_people_say_them(key, value, words):
    with translation.override("en"):
        assert value_in_words(key, value) == words


def test_unknown_key_is_its_own_label():
    assert label_of("of.tomorrow") == "of.tomorrow"
