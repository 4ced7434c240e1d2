"""Nonsense in addresses and fields (trust.md 2.2): never an error of the server, and what was typed
stays on the page. `FUZZ_EXAMPLES=500` asks for more of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .answers import body_of
from .asking import ask
from .hostile import FUZZ, breakage, doors, fields_of, lost, put, questions_in, sent
from .rules import ROWS

pytestmark = pytest.mark.django_db
PAGES = [name for name, row in ROWS.items() if "GET" in row.methods]
FORMS = [name for name, row in ROWS.items() if "POST" in row.methods]


@pytest.mark.parametrize("name", PAGES)
def test_no_question_breaks_a_page(world, clients, name):
    opened = [
        (url, role, questions_in(body_of(ask(clients[role], "GET", url)).decode(errors="replace")))
        for _key, url, role in doors(world, name, "GET")
    ]

    @FUZZ
    @given(data=st.data())
    def check(data):
        url, role, names = data.draw(st.sampled_from(opened))
        question = data.draw(sent(names, {}))
        broken = breakage(put(clients[role], "GET", url, question))
        assert not broken, f"{url} asked as {role} with {question!r:.300}: {broken}"

    check()


@pytest.mark.parametrize("name", FORMS)
def test_no_answer_breaks_a_form_and_none_is_lost(world, clients, forms, harvest, name):
    shown = []
    for key, url, role in doors(world, name, "POST"):
        honest = {k: v for k, v in harvest(name, key).items() if not hasattr(v, "read")}
        names = fields_of(forms.get((name, key)), honest)
        shown += [(url, role, honest, names)] if names else []
    if not shown:
        pytest.skip("a button without a field")

    @FUZZ
    @given(data=st.data())
    def check(data):
        url, role, honest, names = data.draw(st.sampled_from(shown))
        filled = data.draw(sent(names, honest))
        response = put(clients[role], "POST", url, filled)
        said = f"{url} filled as {role} with {filled!r:.300}"
        broken = breakage(response)
        assert not broken, f"{said}: {broken}"
        gone = lost(response, url, filled)
        assert not gone, f"{said}: {gone}"

    check()
