"""The Markdown subset: what comes through, what never does, and where it stops."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papers.markup import TAGS, TextTooLarge, sanitize, to_html, to_plain

RICH = """\
**Đậm** và *nghiêng*
dòng hai

3. ba
4. bốn
   - con

| Tên | Số |
|-----|----|
| A   | 1  |
"""

HTML_PIECES = st.sampled_from(
    ["<b>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<li>", "<ol start=", "'2'", ">", "<", "&lt;"]
    + ["<script>", "<style>", "<!--", "-->", "]]>", "<svg>", "<math>", "<a href=", "javascript:1"]
    + ["&amp;", "&#0;", "\x00", "ế", '"', "<noscript>", "<template>", "<title>", "<p/x=y onclick=z"]
)


def tags_of(html):
    return re.findall(r"<[^>]*>", html)


def test_html_of_the_whole_subset():
    html = to_html(RICH)

    assert "<p><strong>Đậm</strong> và <em>nghiêng</em><br>\ndòng hai</p>" in html
    assert '<ol start="3">\n<li>ba</li>\n<li>bốn\n<ul>\n<li>con</li>' in html
    assert "<thead>\n<tr>\n<th>Tên</th>\n<th>Số</th>" in html
    assert "<td>1</td>" in html


def test_plain_of_the_whole_subset():
    assert to_plain(RICH) == "Đậm và nghiêng\ndòng hai\n3. ba\n4. bốn\n- con\nTên\tSố\nA\t1"


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_nothing_gives_nothing(text):
    assert to_html(text) == ""
    assert to_plain(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[tại đây](javascript:alert(1))",
        "![ảnh](http://127.0.0.1/x.png)",
        "<http://127.0.0.1/>",
        "`<b>`",
        "# <i>Đề mục</i>",
        "    <u>thụt vào</u>",
        "[x]: http://127.0.0.1/\n[x]",
        '<p style="background:url(http://127.0.0.1/)">',
    ],
)
def test_html_links_and_images_stay_letters(text):
    html = to_html(text)

    assert set(tags_of(html)) <= {"<p>", "</p>", "<br>"}
    assert "&lt;" in html or "<" not in text


@given(st.text())
@example("1. a\n" * 3)
@example("|a|\n|-|\n|<b>|")
def test_any_text_gives_only_the_small_tag_list(text):
    for tag in tags_of(to_html(text)):
        assert re.fullmatch(r'</?([a-z]+)>|<(ol) start="\d+">', tag), tag
        assert re.search("[a-z]+", tag)[0] in TAGS


@given(st.lists(HTML_PIECES | st.text(max_size=3), max_size=30).map("".join))
@example("<li><table><li>")
@example('<ol start="2" onclick="x"><li style="color:red">a')
def test_sanitizing_twice_changes_nothing(html):
    once = sanitize(html)

    assert sanitize(once) == once


def test_html_that_would_be_mended_without_end_loses_its_tags(monkeypatch):
    monkeypatch.setattr("papers.markup.MENDING_PASSES", 1)

    assert sanitize("<p>đủ</p>") == "<p>đủ</p>"
    assert sanitize("<li><table><li><b>chữ") == "chữ"


@pytest.mark.parametrize("start", ["1x", "-1", "9999999999", "٣"])
def test_list_number_must_be_a_short_number(start):
    assert sanitize(f'<ol start="{start}"><li>a</li></ol>') == "<ol><li>a</li></ol>"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ế" * 66_667, "200 kB"),
        ("- " * 12 + "sâu", "flatter"),
        ("*a **b " * 12 + "c** d* " * 12, "flatter"),
        ("|a|\n|-|\n" + "|1|\n" * 1_000, "1,000 rows"),
        ("|a|\n|-|\n\nx\n\n" * 1_001, "1,000 rows"),
        ("a|" * 21 + "\n" + "-|" * 21, "20 columns"),
    ],
)
def test_too_large_says_what_is_too_large(text, word, settings):
    settings.LANGUAGE_CODE = "en"

    for convert in (to_html, to_plain):
        with pytest.raises(TextTooLarge) as caught:
            convert(text)

        assert word in str(caught.value.message)


def test_the_largest_texts_still_pass():
    assert to_html("ế" * 66_666).endswith("ế</p>\n")
    assert to_html("|a|\n|-|\n" + "|1|\n" * 999).count("<tr>") == 1_000
    assert to_html("- " * 9 + "sâu").count("<li>") == 9
