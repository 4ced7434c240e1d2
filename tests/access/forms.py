"""Reading the forms of a page as a browser would, to post them back, honestly or not."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SPARE = "__prefix__"
TYPED = {
    "due_on": "31/12/2026",
    "guest_name": "",
    "ORDER": "",
    "late_at": "",
    "left_at": "",
    "link": "https://hop.example.vn",
}
NEVER_SENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    options: list = field(default_factory=list)
    # Of a row that a script may add: inside <template>, not sent before it is.
    is_spare: bool = False

    @property
    def is_choice(self):
        return self.kind in {"select", "radio", "checkbox"}


@dataclass
class Form:
    action: str
    method: str
    fields: list = field(default_factory=list)
    reader: str = ""

    def data(self, *, grown=False):
        """What a browser sends when the form is sent untouched, or with one more filled row."""
        sent = {}
        for one in self.fields:
            if one.value is not None and not one.is_spare:
                sent.setdefault(one.name, []).append(one.value)
        if grown:
            for prefix in {one.name.split(SPARE)[0] for one in self.fields if one.is_spare}:
                self._grow(sent, prefix)
        return sent

    def _grow(self, sent, prefix):
        count = int(sent[f"{prefix}TOTAL_FORMS"][0])
        sent[f"{prefix}TOTAL_FORMS"] = [str(count + 1)]
        for one in self.fields:
            if one.is_spare and one.name.startswith(prefix) and one.kind != "checkbox":
                chosen = one.value or next((option for option in one.options if option), "")
                written = "" if one.kind == "hidden" else typed(one.name)
                sent[one.name.replace(SPARE, str(count))] = [chosen or written]


def typed(name):
    """What somebody would type into an empty field of that name."""
    return TYPED.get(name.rpartition("-")[2], "Việc cần làm")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.by_id, self.text = [], {}, None
        self.current = self.select = None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.current = Form(found.get("action", ""), found.get("method", "get").lower())
            self.by_id[found.get("id")] = self.current
            self.forms.append(self.current)
        form = self.by_id.get(found["form"]) if "form" in found else self.current
        if form is None or "disabled" in found:
            return
        if tag == "input" and found.get("name"):
            self._input(form, found)
        elif tag in {"select", "textarea"} and found.get("name"):
            one = Field(found["name"], tag, "" if tag == "textarea" else None)
            one.is_spare = SPARE in one.name
            form.fields.append(one)
            self.text = one if tag == "textarea" else None
            self.select = one if tag == "select" else None
        elif tag == "option" and self.select:
            self.select.options.append(found.get("value", ""))
            if "selected" in found or self.select.value is None:
                self.select.value = found.get("value", "")

    def _input(self, form, found):
        kind = found.get("type", "text")
        if kind in NEVER_SENT:
            return
        value = found.get("value", "on" if kind in {"radio", "checkbox"} else "")
        is_sent = kind not in {"radio", "checkbox"} or "checked" in found
        options = [value] if kind in {"radio", "checkbox"} else []
        one = Field(found["name"], kind, value if is_sent else None, options)
        one.is_spare = SPARE in one.name
        form.fields.append(one)

    def handle_data(self, data):
        if self.text:
            self.text.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None
        elif tag == "textarea" and self.text:
            # The newline after the tag is not part of the text.
            self.text.value = self.text.value.removeprefix("\n")
            self.text = None
        elif tag == "select":
            self.select = None


def read(html):
    """All forms of a page, filters too."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def forms_in(html):
    return [form for form in read(html) if form.method == "post"]
