"""Every page speaks Vietnamese: what nobody gave to the translators is seen here."""

import re
from html.parser import HTMLParser

import pytest

from .answers import body_of
from .asking import opened_by, targets
from .rules import PUBLIC, ROWS

pytestmark = pytest.mark.django_db

# A branch shows every page of meetings, its committee the pages about committees.
LOOKED_AT = ("branch", "body", None)
SAID = {"aria-label", "title", "placeholder", "data-label", "data-confirm", "alt"}
# Words that no Vietnamese sentence has, and hardly an English one lacks.
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|this|that|with|from|not|has|have|your|you|when|what|which|"
    r"who|before|after|cannot|must|member|members|meeting|meetings|notice|minutes)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
PAGES = [name for name, row in ROWS.items() if "GET" in row.methods and row.rule != PUBLIC]


class Words(HTMLParser):
    """The texts of a page that people read or hear."""

    def __init__(self):
        super().__init__()
        self.texts, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")
        self.texts += [value for name, value in attrs if value and name in SAID]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.texts.append(data.strip())


def english_in(html):
    words = Words()
    words.feed(html)
    return [text for text in words.texts if ENGLISH.search(ADDRESS.sub("", text))]


def test_english_is_noticed():
    page = '<p title="Which one">Chi bộ</p><script>of the</script><b>Periodic meetings a month</b>'

    assert english_in(page) == ["Which one", "Periodic meetings a month"]


@pytest.mark.parametrize("name", PAGES)
def test_a_vietnamese_page_has_no_english(world, clients, name):
    for place, key, url in targets(world, name):
        role = opened_by(name, place, key) if place in LOOKED_AT else None
        if role is None:
            continue
        account = world.accounts[role]
        account.language = "vi"
        account.save(update_fields=["language"])

        answer = clients[role].get(url)

        body = body_of(answer)
        if "html" in answer.headers.get("Content-Type", ""):
            assert english_in(body.decode() if isinstance(body, bytes) else body) == [], url
