"""Runs inside the virtual environment: finds every text for people in code and templates, and
compares it with locale/vi. Needs no gettext tools on the machine (Django's makemessages does)."""

import ast
import io
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from devkit.paths import ROOT

APPS = ("config", "demo", "reports", "meetings", "members", "branches", "papers")
CATALOG = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CONTEXT_KEYWORDS = ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")
PLURAL_KEYWORDS = ("ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy")
TEMPLATE_SUFFIXES = (".html", ".txt", ".subject")

# Written by hand: Babel's has the time of writing in it, a conflict in every merge.
HEADER = """# Texts of the app in Vietnamese; `python3 dev.py messages` adds and removes entries.
msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str, str | None]  # the (singular) text and its context


def extract() -> Catalog:
    """All texts that code and templates ask a translation for."""
    found = Catalog(locale="vi", charset="utf-8")
    for path, source in _sources():
        for function, arguments in _calls(path, source):
            context = arguments.pop(0) if function in CONTEXT_KEYWORDS else None
            plural = function in PLURAL_KEYWORDS
            text = (arguments[0], arguments[1]) if plural else arguments[0]
            place = (str(path.relative_to(ROOT)), 0)
            found.add(text, locations=[place], context=context)
    return found


def _sources() -> Iterator[tuple[Path, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for folder in (ROOT / "templates", *(ROOT / app / "templates" for app in APPS)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in TEMPLATE_SUFFIXES:
                yield path, _as_python(path)


def _as_python(template: Path) -> str:
    """The gettext calls a template stands for; each is on one line of its own indentation."""
    text = templatize(template.read_text(), origin=str(template))
    return "\n".join(line.lstrip() for line in text.splitlines())


def _calls(path: Path, source: str) -> Iterator[tuple[str, list[str]]]:
    lines = io.BytesIO(source.encode())
    aliases = _aliases(source) if path.suffix == ".py" else {}
    keywords = {**KEYWORDS, **{alias: KEYWORDS[name] for alias, name in aliases.items()}}
    try:
        calls: Any = extract_python(lines, keywords, (), {})  # its annotations are wrong
        for _line, called, found, _comments in calls:
            function = aliases.get(called, called)
            # Babel gives one text bare and several as a tuple, None where no text stands.
            given = (found,) if isinstance(found, str) else tuple(found)
            if given and given[0]:
                yield function, [text for text in given if text]
    except (tokenize.TokenError, IndentationError) as error:
        sys.exit(f"{path}: {error}")


def _aliases(source: str) -> dict[str, str]:
    """{name in this file: gettext function} where one is imported under a name of its own."""
    return {
        name.asname: name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in KEYWORDS
    }


def key(message: Message) -> Key:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text, message.context


def is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(texts) and all(texts) and not message.fuzzy


def read_catalog() -> Catalog:
    if not CATALOG.exists():
        return Catalog(locale="vi", charset="utf-8")
    with CATALOG.open("rb") as file:
        return read_po(file, locale="vi", charset="utf-8")


def problems(found: Catalog, known: Catalog) -> Iterator[str]:
    """What check complains about, one line each."""
    wanted = {key(message): message for message in found if message.id}
    have = {key(message): message for message in known if message.id}
    for name, message in sorted(wanted.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        places = ", ".join(file for file, _ in message.locations[:2])
        if name not in have:
            yield f"missing       {name[0]!r} ({places})"
        elif have[name].fuzzy:
            yield f"fuzzy         {name[0]!r} ({places})"
        elif not is_translated(have[name]):
            yield f"untranslated  {name[0]!r} ({places})"
    for name in sorted(have.keys() - wanted.keys(), key=str):
        yield f"obsolete      {name[0]!r} (nothing asks for it)"
    for message, errors in known.check():
        if is_translated(message):
            yield f"wrong         {key(message)[0]!r}: {'; '.join(map(str, errors))}"


def check() -> int:
    lines = list(problems(extract(), read_catalog()))
    print("\n".join(lines) or "every text has its translation")
    return 1 if lines else 0


def add_missing() -> int:
    """Add what is missing, empty; drop what nothing asks for; keep every translation."""
    found, known = extract(), read_catalog()
    texts = {key(message): message.string for message in known if is_translated(message)}
    merged = Catalog(locale="vi", charset="utf-8")
    for message in found:
        if message.id:
            merged.add(
                message.id,
                texts.get(key(message), ""),
                locations=message.locations,
                context=message.context,
            )
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, merged, width=100, sort_output=True, include_lineno=False, omit_header=True)
    empty = sum(not is_translated(message) for message in merged if message.id)
    print(f"{CATALOG.relative_to(ROOT)}: {len(merged)} texts, {empty} to translate")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {"check": check, "add": add_missing}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]())
