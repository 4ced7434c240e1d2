"""The search for untranslated texts must find each kind of gap."""

import pytest
from babel.messages.catalog import Catalog

from devkit import translations
from devkit.translations import problems


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project: one app with one template."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "APPS", ("shop",))
    monkeypatch.setattr(translations, "CATALOG", tmp_path / "locale/vi/LC_MESSAGES/django.po")
    (tmp_path / "shop" / "templates").mkdir(parents=True)
    (tmp_path / "shop" / "views.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "from django.utils.translation import gettext_lazy as lazy, pgettext_lazy as named\n"
        'TITLE = _("Two " "halves")\n'
        'LATER, NAMED = lazy("By another name"), named("place", "Here")\n'
        "def count(n):\n"
        '    return ngettext("%(n)s row", "%(n)s rows", n), pgettext("month", "May")\n'
    )
    (tmp_path / "shop" / "templates" / "page.html").write_text(
        '{% load i18n %}\n<p title="{% translate "50% off" %}">\n'
        "  {% blocktranslate trimmed with who=user.name %}\n    Hello {{ who }},\n"
        "    come in.\n  {% endblocktranslate %}\n"
        '  {{ _("Bare")|upper }}\n'
        "    {% blocktranslate count n=rows %}{{ n }} seat{% plural %}{{ n }} seats"
        "{% endblocktranslate %}\n</p>\n"
    )
    return tmp_path


def test_texts_are_found_in_code_and_templates(project):
    found = {translations.key(message) for message in translations.extract() if message.id}

    assert found == {
        ("Two halves", None),
        ("By another name", None),
        ("Here", "place"),
        ("%(n)s row", None),
        ("May", "month"),
        ("50%% off", None),
        ("Hello %(who)s, come in.", None),
        ("Bare", None),
        ("%(n)s seat", None),
    }


def _catalog(**texts):
    catalog = Catalog(locale="vi")
    for text, translation in texts.items():
        catalog.add(text, translation)
    return catalog


def test_complete_catalog_has_no_problems():
    assert list(problems(_catalog(Save=""), _catalog(Save="Lưu"))) == []


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (_catalog(), "missing"),
        (_catalog(Save=""), "untranslated"),
        (_catalog(Save="Lưu", Gone="Đã bỏ"), "obsolete"),
    ],
)
def test_gap_is_reported(known, kind):
    lines = list(problems(_catalog(Save=""), known))

    assert [line.split()[0] for line in lines] == [kind]


def test_fuzzy_translation_does_not_count():
    known = Catalog(locale="vi")
    known.add("Save", "Lưu", flags=["fuzzy"])

    assert [line.split()[0] for line in problems(_catalog(Save=""), known)] == ["fuzzy"]


def test_lost_placeholder_is_reported():
    found, known = Catalog(locale="vi"), Catalog(locale="vi")
    found.add("%(count)s rows")
    known.add("%(count)s rows", "dòng %(cuont)s")

    assert [line.split()[0] for line in problems(found, known)] == ["wrong"]


def test_adding_keeps_what_is_translated(project, capsys):
    translations.add_missing()
    text = translations.CATALOG.read_text()
    translations.CATALOG.write_text(
        text.replace('msgid "Bare"\nmsgstr ""', 'msgid "Bare"\nmsgstr "Trơn"')
    )

    translations.add_missing()

    texts = {translations.key(m): m.string for m in translations.read_catalog() if m.id}
    assert texts["Bare", None] == "Trơn"
    assert texts["Two halves", None] == ""
    assert len(texts) == 9
    assert translations.check() == 1
    assert "untranslated  'Two halves'" in capsys.readouterr().out
