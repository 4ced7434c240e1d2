"""Finding members: any part of a name, initials, end of the card; filters; leafing by place."""

import unicodedata
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import listing
from members.access import Access, Permission
from members.forms.roll import MemberFilter
from members.listing import AGES, page_of, roll
from members.models import Affiliation, Member, StandingStatus
from papers.text import fold
from tests import factories

NAMES = [
    "Nguyễn Văn An",
    "Nguyễn Vân Anh",
    "Đặng Thị Thuỷ",
    "Đỗ Đức Ỷ",
    "Trần Quốc Tuấn",
    "Lê Hoàng Nguyên Vũ Ân",
    "K'Brơi",
    "Lò Văn Ún",
    "Ngô Thuý Uyên",
]


def found(words):
    return {member.full_name for member in Member.objects.matching(words)}


def names(response):
    return [member.full_name for member in response.context["page_obj"]]


@pytest.fixture
def people(branch):
    return [factories.member(home=branch, name=name) for name in NAMES]


# Words


@pytest.mark.parametrize(
    "typed", ["Thuỷ", "thuy", "THỦY", "Thu\u0309y", "huy", "dang thuy", "uỷ t"]
)
def test_name_is_found_however_it_is_written(people, typed):
    """Rule 14 of the domain: with or without accents, either place of the tone, composed or not."""
    assert "Đặng Thị Thuỷ" in found(typed)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_part_of_a_name_finds_it(people, data):
    name = data.draw(st.sampled_from(NAMES))
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    change = data.draw(
        st.sampled_from(
            [str, str.upper, str.lower, fold, lambda text: unicodedata.normalize("NFD", text)]
        )
    )

    assert not fold(part) or name in found(change(part))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=12) | st.text("aăđnguyệt .%_\\'", max_size=6))
def test_what_is_found_holds_every_word_or_has_the_initials(people, typed):
    for name in found(typed):
        key = fold(name)
        letters = "".join(word[0] for word in key.split())
        assert all(word in key for word in fold(typed).split()) or letters == fold(typed).replace(
            " ", ""
        ).replace(".", "")


@pytest.mark.parametrize("typed", ["NVA", "nva", "N.V.A", "n v a", " NVA "])
def test_initials_find_the_names_they_begin(people, typed):
    assert {"Nguyễn Văn An", "Nguyễn Vân Anh"} <= found(typed)
    assert "Trần Quốc Tuấn" not in found(typed)


def test_initials_of_a_long_name(people):
    assert found("LHNVA") == {"Lê Hoàng Nguyên Vũ Ân"}


def test_letters_that_are_initials_and_part_of_a_name_find_both(people, branch):
    factories.member(home=branch, name="Uông Yến Ên")

    assert {"Ngô Thuý Uyên", "Uông Yến Ên"} <= found("uye")


def test_initials_that_many_have_are_found_whole(branch, monkeypatch):
    monkeypatch.setattr("members.models.member.MANY", 2)
    for name in ("Tạ Kim Ba", "Tô Khắc Bé", "Từ Kha Bình"):
        factories.member(home=branch, name=name)

    assert len(found("tkb")) == 3
    factories.member(home=branch, name="Atkbo")
    assert found("tkb") == {"Atkbo"}


@pytest.mark.parametrize(
    ("typed", "expected"), [("456", True), ("0123456", True), ("56", False), ("123", False)]
)
def test_card_is_found_by_its_end(branch, typed, expected):
    factories.member(home=branch, name="Có Thẻ", card_number="95.0123456".replace(".", ""))

    assert ("Có Thẻ" in found(typed)) is expected


def test_search_stays_within_what_may_be_seen(tree, secretary_client):
    factories.member(home=tree.far, name="Hồ Văn Xa", card_number="95000777")

    for typed in ("xa", "HVX", "777"):
        assert names(secretary_client.get("/members/", {"q": typed})) == []


# Filters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sex": "f"}, {"Nữ Trẻ"}),
        ({"age": "-30"}, {"Nữ Trẻ"}),
        ({"age": "61-"}, {"Ông Già"}),
        ({"admitted": "1985"}, {"Ông Già"}),
        ({"account": "yes"}, {"Nguyễn Thị Quỳnh"}),
        ({"account": "no", "sex": "m"}, {"Ông Già"}),
        ({"admitted": "x", "age": "x", "sex": "x"}, {"Nữ Trẻ", "Ông Già", "Nguyễn Thị Quỳnh"}),
    ],
)
def test_filters(secretary_client, branch, today, query, expected):
    factories.member(home=branch, name="Nữ Trẻ", sex="f", birth_date=today - timedelta(9000))
    factories.member(
        home=branch,
        name="Ông Già",
        sex="m",
        birth_date=today - timedelta(30_000),
        admitted_on=date(1985, 9, 2),
    )

    assert set(names(secretary_client.get("/members/", query))) == expected


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(1995, 11, 22), "31-40"),
        (date(1995, 11, 23), "-30"),
        (date(1965, 11, 23), "51-60"),
        (date(1965, 11, 22), "61-"),
    ],
)
def test_age_changes_on_the_birthday(branch, born, band):
    person = factories.member(home=branch, birth_date=born)
    access = Access(today=date(2026, 11, 22), scopes={Permission.SEE_MEMBERS: [branch]})

    assert {age for age in AGES if person in roll(access, None, {"age": age})} == {band}


@given(
    st.dates(date(1930, 1, 1), date(2026, 11, 22)), st.dates(date(2026, 1, 1), date(2028, 12, 31))
)
def test_every_age_is_in_one_band(born, today):
    in_bands = [
        band
        for band, (youngest, oldest) in AGES.items()
        if listing._years_before(today, oldest + 1) < born <= listing._years_before(today, youngest)
    ]
    assert len(in_bands) == (born <= today)


def test_age_bands_are_those_of_the_form():
    assert {value for value, _label in MemberFilter.base_fields["age"].choices if value} == set(
        AGES
    )


def test_accounts_are_filtered_by_those_who_manage_them(deputy_client, secretary_client):
    assert "account" in secretary_client.get("/members/").context["form"].fields
    assert "account" not in deputy_client.get("/members/", {"account": "no"}).context["form"].fields


def test_those_away_and_those_here_for_a_time_are_told_apart(tree, branch, secretary_client):
    away = factories.member(home=branch, name="Đi Vắng")
    here = factories.member(home=tree.far, name="Ở Nhờ")
    factories.affiliate(away, tree.sibling, Affiliation.Kind.TEMPORARY)
    factories.affiliate(here, branch, Affiliation.Kind.TEMPORARY)
    factories.affiliate(factories.member(name="Cư Trú"), branch, Affiliation.Kind.RESIDENCE)

    listed = secretary_client.get("/members/")
    guests = secretary_client.get("/members/guests/").content.decode()

    assert {"Đi Vắng"} <= set(names(listed))
    assert not {"Ở Nhờ", "Cư Trú"} & set(names(listed))
    assert "Chi bộ tổ dân phố 8" in listed.content.decode()
    assert "Ở Nhờ" in guests
    assert "Cư Trú" not in guests


# Leafing


@pytest.fixture
def many(branch):
    for number in range(60):
        factories.member(home=branch, name=f"Trần Văn {'Bình' if number % 2 else 'An'}")


@pytest.mark.parametrize(
    "counted", [pytest.param(10_000, id="all counted"), pytest.param(30, id="very many")]
)
def test_leafing_there_and_back_misses_nobody(secretary_client, many, monkeypatch, counted):
    monkeypatch.setattr(listing, "COUNTED_UP_TO", counted)
    whole = list(Member.objects.by_given_name())
    pages, answer = [], secretary_client.get("/members/")
    while True:
        page = answer.context["page_obj"]
        pages.append([member.pk for member in page])
        if not page.has_next:
            break
        answer = secretary_client.get("/members/", {"after": page.last.public_id})

    assert [len(page) for page in pages] == [25, 25, 11]
    assert [pk for page in pages for pk in page] == [member.pk for member in whole]

    back = secretary_client.get("/members/", {"before": page.first.public_id}).context["page_obj"]
    assert [member.pk for member in back] == pages[1]
    first = secretary_client.get("/members/", {"before": back.first.public_id}).context["page_obj"]
    assert ([member.pk for member in first], first.has_previous) == (pages[0], False)


def test_whoever_comes_meanwhile_shifts_nobody(secretary_client, many, branch):
    first = secretary_client.get("/members/").context["page_obj"]
    factories.member(home=branch, name="Trần Văn Ai")

    second = secretary_client.get("/members/", {"after": first.last.public_id}).context["page_obj"]

    assert not {member.pk for member in first} & {member.pk for member in second}
    assert second.members[0] == list(Member.objects.by_given_name())[26]


@pytest.mark.parametrize("place", ["x", "", "00000000-0000-0000-0000-000000000000", "'"])
def test_place_that_nobody_has_is_the_first_page(secretary_client, many, place):
    first = names(secretary_client.get("/members/"))

    for way in ("after", "before"):
        assert names(secretary_client.get("/members/", {way: place})) == first


def test_place_of_a_stranger_is_the_first_page(secretary_client, many, tree):
    far = factories.member(home=tree.far, name="Trần Văn Bé")

    page = secretary_client.get("/members/", {"after": far.public_id}).context["page_obj"]

    assert not page.has_previous


def test_beyond_the_count_the_page_says_more(branch, many, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED_UP_TO", 30)
    access = Access(today=date(2026, 11, 22), scopes={Permission.SEE_MEMBERS: [branch]})
    everybody = Member.objects.visible_to(access)

    page = page_of(everybody, access)

    assert (page.count, page.is_more) == (31, True)
    assert page.members == list(everybody.by_given_name()[:25])


@pytest.mark.parametrize(
    "query", [{}, {"q": "TVA"}, {"q": "tran"}, {"age": "61-", "account": "no"}]
)
def test_page_asks_as_much_for_200_as_for_20(secretary_client, branch, query):
    counts = []
    for rows in (20, 180):
        for _ in range(rows):
            factories.member(
                home=branch,
                name="Trần Văn An",
                birth_date=date(1950, 1, 1),
                status=StandingStatus.PROBATIONARY,
            )
        with CaptureQueriesContext(connection) as asked:
            assert secretary_client.get("/members/", query).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 15
