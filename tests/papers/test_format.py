"""Numbers, dates, names and the style that comes from the rule pack."""

from datetime import UTC, date, datetime

import pytest

from papers.format import (
    PaperStyle,
    PaperStyleIncomplete,
    date_in_words,
    format_number,
    percent,
    place_and_date,
    superior_line,
    time_in_words,
    type_name,
)


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "Số 01-NQ/CB"), (9, "Số 09-NQ/CB"), (10, "Số 10-NQ/CB"), (123, "Số 123-NQ/CB")],
)
def test_number_has_two_digits_and_no_colon(number, written, style):
    assert format_number(number, "NQ", "CB", style) == written


def test_number_not_issued_leaves_room(style):
    assert format_number(None, "CTr", "CB3", style) == "Số ……-CTr/CB3"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, "ngày …… tháng …… năm ……"),
    ],
)
def test_zero_only_before_small_days_and_the_first_two_months(day, written, style):
    assert place_and_date("Hà Nội", day, style) == f"Hà Nội, {written}"


def test_a_place_with_braces_is_printed_as_it_is(style):
    assert place_and_date("{day}", date(2026, 2, 5), style).startswith("{day}, ngày 05")


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [(12, 30, "19 giờ 30 phút"), (0, 5, "7 giờ 05 phút"), (13, 0, "20 giờ")],
)
def test_times_are_those_of_hanoi(hour, minute, written):
    assert time_in_words(datetime(2026, 2, 5, hour, minute, tzinfo=UTC)) == written


def test_a_late_evening_in_utc_is_the_next_day(style):
    assert date_in_words(datetime(2026, 2, 28, 17, 0, tzinfo=UTC), style).startswith("ngày 01")


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(24, 27, "88,9%"), (27, 27, "100%"), (1, 2000, "0,1%"), (1, 3, "33,3%"), (0, 0, "")],
)
def test_percent_has_one_decimal_and_a_comma(part, whole, written):
    assert percent(part, whole) == written


@pytest.mark.parametrize("name", ["Đảng uỷ phường A", "đảng bộ  phường A", "Đảng ủy phường A"])
def test_superior_is_written_as_the_rule_pack_wants(name, style):
    assert superior_line(name, style) == "ĐẢNG BỘ PHƯỜNG A"


def test_superior_prefix_follows_pack_and_tone_placement(rules):
    rules |= {"paper.superior_prefix": "ĐẢNG UỶ", "paper.tone_placement": "ủy"}

    assert superior_line("Đảng bộ phường A", PaperStyle.from_rules(rules)) == "ĐẢNG ỦY PHƯỜNG A"


def test_superior_name_stays_without_a_prefix_or_when_it_is_another_body(rules, style):
    plain = PaperStyle.from_rules(rules | {"paper.superior_prefix": ""})

    assert superior_line("Đảng uỷ phường A", plain) == "ĐẢNG UỶ PHƯỜNG A"
    assert superior_line("Chi bộ cơ sở B", style) == "CHI BỘ CƠ SỞ B"


def test_type_names_are_capitals_and_a_letter_has_none(style):
    assert type_name("NQ", style) == "NGHỊ QUYẾT"
    assert type_name("CV", style) == ""


def test_every_missing_or_unusable_rule_is_named(rules):
    del rules["paper.body_size_pt"]
    rules |= {"paper.margin_top_mm": "20", "paper.number_digits": True, "paper.type_names": []}
    rules |= {"paper.heading_patterns": "I-", "paper.space_before_pt": -1}

    with pytest.raises(PaperStyleIncomplete) as caught:
        PaperStyle.from_rules(rules)

    assert sorted(caught.value.keys) == [
        "paper.body_size_pt",
        "paper.heading_patterns",
        "paper.margin_top_mm",
        "paper.number_digits",
        "paper.space_before_pt",
        "paper.type_names",
    ]
    assert "paper.body_size_pt" in str(caught.value.message)


def test_other_rules_are_left_alone(rules, style):
    assert PaperStyle.from_rules(rules | {"meeting.minutes": 90, "paper.later": 1}) == style
