"""What no browser of a secretary sends, but somebody's script will: in fields and addresses."""

import os
import re
import traceback
from copy import deepcopy
from urllib.parse import quote_plus

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from .answers import body_of
from .asking import opened_by, targets
from .forms import SPARE, forms_in, read
from .reading import HOME
from .rules import PUBLIC, ROWS

# The same every time, so that a red build is red at home too; the night asks for hundreds.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", 8))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEFT_OUT = None
# "²" is a digit to `str.isdigit` and no number to `int`; which does not read 5,000 digits either.
NUMBERS = ["-1", "0", "99999999999999999999", "9" * 4900, "1e400", "NaN", "Infinity", "²", "१२"]
DAYS = ["00/00/0000", "31/02/2026", "01/01/0001", "31/12/9999", "1/99999999999999999999/2026"]
MOMENTS = ["9999-12-31", "0001-01-01", "9999-12", "0001-01", "2026-13", "24:60", "9999", "1900"]
TEXTS = ["", " ", "\0", "a\0b", "\x1b\x07", "\ud800", "\u202e\ufeff", "\r\n", "Ngại " * 8_000]
SYNTAX = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "%s%(x)s{0}{{ x }}", "\\'\";--", "%"]
SHAPES = ["not-a-uuid", "00000000-0000-0000-0000-000000000000", "../../etc/passwd", "None", "[]"]
WRONG = [*NUMBERS, *DAYS, *MOMENTS, *TEXTS, *SYNTAX, *SHAPES, LEFT_OUT, ["1", "2", "\0"]]
ANY = st.dates().map("{:%d/%m/%Y}".format) | st.integers().map(str) | st.text(max_size=40)
VALUES = st.booleans().flatmap(lambda known: st.sampled_from(WRONG) if known else ANY)
# What a page may be asked without a link or a filter on it saying so.
ASKED = ["page", "q", "year", "on", "month", "before", "after", "show", "kind", "next", "code"]
_LINKED = re.compile(r'href="[^"?]*\?([^"#]+)"')
WRITTEN = {"text", "textarea", "search", "email", "tel", "number", "url"}


def sent(names, honest, *, some=3):
    """Everything wrong at once, or a few fields wrong beside honest ones, so that the verb too
    hears of them."""
    everything = st.fixed_dictionaries(dict.fromkeys(names, VALUES))
    few = st.dictionaries(st.sampled_from(names), VALUES, min_size=1, max_size=some)
    return everything | few.map(lambda wrong: {**honest, **wrong})


def encoded(data):
    """By hand: test clients refuse lone surrogates, the network does not."""
    pairs = []
    for name, value in data.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not LEFT_OUT:
                written = str(one).encode("utf-8", "surrogatepass")
                pairs.append(f"{quote_plus(name)}={quote_plus(written)}")
    return "&".join(pairs)


def put(client, method, url, data):
    """One request whose effects are taken back."""
    cookies, body = deepcopy(client.cookies), encoded(data)
    with transaction.atomic():
        if method == "POST":
            kind = "application/x-www-form-urlencoded"
            response = client.post(url, body, content_type=kind)
        else:
            response = client.get(url.split("?")[0], QUERY_STRING=body)
        body_of(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def doors(world, name, method):
    """(key, address, role) of one object of each kind that somebody of the cast may open."""
    found = {}
    for place, key, url in targets(world, name):
        if place in HOME and key not in found:
            is_public = ROWS[name].rule == PUBLIC
            role = "anonymous" if is_public else opened_by(name, place, key, method)
            if role:
                found[key] = (key, url, role)
    return list(found.values())


def questions_in(html):
    """The names that links and filters of a page put into addresses."""
    linked = [pair.split("=")[0] for query in _LINKED.findall(html) for pair in query.split("&")]
    asked = [field.name for form in read(html) if form.method == "get" for field in form.fields]
    names = {name.removeprefix("amp;") for name in linked} | {*asked, *ASKED}
    return sorted(name for name in names if name.isidentifier())


def fields_of(form, honest):
    """Every name that the page's form and an honest request have."""
    shown = [field.name for field in form.fields] if form else []
    return sorted({*honest, *(name for name in shown if SPARE not in name)})


def breakage(response):
    """Where it broke, in one line; nothing when it did not."""
    if response.status_code < 500:
        return ""
    kind, error, trace = getattr(response, "exc_info", None) or (None, None, None)
    if kind is None:
        return f"{response.status_code} without an exception"
    own = [step for step in traceback.extract_tb(trace) if "site-packages" not in step.filename]
    return f"{kind.__name__}: {error!s:.200} at {own[-1].filename}:{own[-1].lineno}"


def lost(response, url, data):
    """The written fields whose text does not stand on the page that came back."""
    if response.status_code not in {200, 409, 422} or "html" not in response["Content-Type"]:
        return []
    address, shown = url.split("?")[0], {}
    for form in forms_in(response.content.decode()):
        # Several forms may be sent to one address, one below each remark.
        if re.split("[?#]", form.action)[0] in ("", address):
            for field in form.fields:
                if field.kind in WRITTEN:
                    shown.setdefault(field.name, []).append(field.value)
    return [
        f"{name}: {data[name]!r:.60} became {values!r:.60}"
        for name, values in shown.items()
        if _is_shown(data.get(name)) and data[name] not in values
    ]


def _is_shown(typed):
    """Whether HTML can hold it as it is."""
    return isinstance(typed, str) and bool(typed.strip()) and typed.isprintable()
