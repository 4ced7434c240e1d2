"""The pages of templates: what is in force, writing with a preview, versions and going back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import AgendaTemplate, PaperTemplate
from members.models import PostKind
from papers.parts import PARTS
from tests import factories

from .pages import text_of

DECIDED = "Quyết định 12-QĐ/ĐU"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(tree, sign_in):
    person = factories.member(home=tree.office)
    factories.post(person, tree.body, post=PostKind.CLERK)
    return sign_in(factories.user(person, username="template_clerk", language="en"))


def address(name, organization, **query):
    return reverse(f"meetings:{name}", args=[organization.public_id], query=query or None)


def shown(client, page):
    """What the form would send untouched."""
    answer = client.get(page)
    form, version = answer.context["form"], answer.context["version"]
    return {name: form[name].value() for name in form.fields} | {
        "name": version["name"].value(),
        "seen": version["seen"].value() or "",
        "valid_from": version["valid_from"].value(),
        "source": DECIDED,
    }


@pytest.fixture
def page(tree):
    return address("paper_template_edit", tree.body, kind="notice")


@pytest.mark.parametrize("kind", PARTS)
def test_form_begins_with_what_is_in_force(client, tree, kind):
    answer = client.get(address("paper_template_edit", tree.body, kind=kind))

    words = text_of(answer)
    assert answer.status_code == 200
    assert "National, came with the app" in words
    for part in PARTS[kind]:
        assert f'name="{part}"' in words
    assert 'class="paper-sheet"' in words
    assert "Đảng bộ khu Đông".upper() in words.upper()


def test_new_version_is_set_and_shown(client, tree, page, today):
    data = shown(client, page) | {"opening": "{ Chi bộ } kính báo:"}

    answer = client.post(page, data)

    assert answer.status_code == 302
    row = PaperTemplate.objects.get(organization=tree.body)
    assert row.parts["opening"] == "{chi bộ} kính báo:"
    assert (row.valid_from, row.source) == (today, DECIDED)
    words = text_of(client.get(answer.url))
    assert "Set here" in words
    below = text_of(client.get(address("template_list", tree.branch)))
    assert "Inherited from Đảng bộ khu Đông" in below


@pytest.mark.parametrize("opening", ["{0.__class__}", "{mật khẩu}", "a" * 600, "{{ x }}"])
def test_bad_words_are_refused_and_not_lost(client, tree, page, opening):
    answer = client.post(page, shown(client, page) | {"opening": opening, "closing": "Giữ lại"})

    assert answer.status_code == 422
    assert answer.context["form"]["opening"].value() == opening
    assert answer.context["form"]["closing"].value() == "Giữ lại"
    assert answer.context["version"]["source"].value() == DECIDED
    assert not PaperTemplate.objects.filter(organization=tree.body).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"source": ""}, "source"),
        ({"name": ""}, "name"),
        ({"valid_from": "31/02/2027"}, "valid_from"),
        ({"valid_from": "01/01/2020"}, "valid_from"),
        ({"source": "\x00 "}, "source"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_bad_version_names_its_field(client, tree, page, wrong, field):
    answer = client.post(page, shown(client, page) | {"opening": "Mới"} | wrong)

    assert answer.status_code == 422
    assert answer.context["version"].errors[field]
    assert answer.context["form"]["opening"].value() == "Mới"
    assert not PaperTemplate.objects.filter(organization=tree.body).exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_preview_shows_and_saves_nothing(client, tree, page, headers):
    words = "Mời dự <script>alert(1)</script> {buổi họp}"
    data = shown(client, page) | {"opening": words, "source": "", "preview": "1"}

    answer = client.post(page, data, headers=headers)

    assert answer.status_code == 200
    sheet = answer.context["sheet"]
    assert "Mời dự &lt;script&gt;alert(1)&lt;/script&gt; sinh hoạt chi bộ thường kỳ" in sheet
    assert "<script>alert" not in text_of(answer)
    assert not PaperTemplate.objects.filter(organization=tree.body).exists()
    assert ("<main" in text_of(answer)) == (not headers)


def test_preview_of_what_cannot_be_printed_says_why(client, page):
    data = shown(client, page) | {"opening": "{sai}", "preview": "1"}

    assert "“{sai}” is no blank" in text_of(client.post(page, data, headers=HTMX))
    whole = client.post(page, data)
    assert whole.status_code == 422
    assert whole.context["version"]["source"].value() == DECIDED


@pytest.mark.parametrize("kind", PARTS)
def test_pdf_of_what_is_typed(client, tree, kind):
    page = address("paper_template_edit", tree.body, kind=kind)

    answer = client.post(page, shown(client, page) | {"pdf": "1"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_who_came_too_late_sees_both(client, tree, page):
    mine, theirs = shown(client, page), shown(client, page)
    client.post(page, theirs | {"opening": "Của người kia"})

    answer = client.post(page, mine | {"opening": "Của tôi"})

    assert answer.status_code == 409
    assert answer.context["form"]["opening"].value() == "Của tôi"
    assert "Của <del>người kia</del><ins>tôi</ins>" in text_of(answer)
    again = mine | {"opening": "Của tôi", "seen": answer.context["version"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert PaperTemplate.objects.get(organization=tree.body).parts["opening"] == "Của tôi"


def test_two_versions_are_compared_word_by_word(client, tree, page):
    client.post(page, shown(client, page) | {"opening": "{chi bộ} kính báo {buổi họp} như sau:"})
    new = PaperTemplate.objects.get(organization=tree.body)
    old = PaperTemplate.objects.get(organization=None, kind="notice")
    query = {"family": "paper", "kind": "notice"}

    answer = client.get(address("template_versions", tree.body, **query, old=old.pk, new=new.pk))

    assert "<del>thông</del><ins>kính</ins> báo" in text_of(answer)
    for strange in ({"old": "x", "new": "1"}, {"old": 999999, "new": new.pk}):
        alone = client.get(address("template_versions", tree.body, **query, **strange))
        assert alone.status_code == 200
        assert "new" not in alone.context


def test_version_to_come_is_withdrawn_and_own_one_ended(client, tree, page, today):
    later = today + timedelta(days=9)
    client.post(page, shown(client, page))
    client.post(page, shown(client, page) | {"valid_from": f"{later:%d/%m/%Y}"})
    choice = {"family": "paper", "kind": "notice"}
    versions = address("template_versions", tree.body, **choice)
    assert "still to come" in text_of(client.get(address("template_list", tree.body)))
    assert "Withdraw" in text_of(client.get(versions))

    gone = client.post(
        address("template_withdraw", tree.body), choice | {"valid_from": f"{later:%Y-%m-%d}"}
    )
    assert gone.url == versions
    assert PaperTemplate.objects.get(organization=tree.body).valid_to is None

    for on in ("32/13/2026", f"{later:%d/%m/%Y}"):
        client.post(address("template_inherit", tree.body), choice | {"on": on})
    assert PaperTemplate.objects.get(organization=tree.body).valid_to == later


@pytest.mark.parametrize("name", ["paper_template_edit", "agenda_template_edit"])
@pytest.mark.parametrize("kind", ["", "pack", "x" * 5000])
def test_no_such_kind_is_not_found(client, tree, name, kind):
    assert client.get(address(name, tree.body, kind=kind)).status_code == 404


@pytest.mark.parametrize("family", ["", "x", "paper"])
def test_no_such_family_is_not_found(client, tree, family):
    query = {"family": family, "kind": "periodic"}
    assert client.get(address("template_versions", tree.body, **query)).status_code == 404
    for name in ("template_inherit", "template_withdraw"):
        assert client.post(address(name, tree.body), query).status_code == 404


def test_who_does_not_set_rules_is_told_so(secretary_client, stranger_client, branch, page):
    for path in (address("template_list", branch), page):
        assert stranger_client.get(path).status_code == 404
    assert secretary_client.get(address("template_list", branch)).status_code == 403


@pytest.mark.parametrize("count", [1, 6])
def test_agenda_page_asks_as_often_for_many_versions(
    client, tree, today, agenda_page, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        made = AgendaTemplate.objects.create(
            organization=tree.body,
            kind="periodic",
            name="Của khu",
            source=DECIDED,
            valid_from=today + timedelta(days=number),
            valid_to=today + timedelta(days=number + 1),
        )
        made.items.create(
            position=1, section=1, title="Chào cờ", category="other", planned_minutes=5
        )
    client.get(agenda_page)

    with django_assert_num_queries(14):
        client.get(agenda_page)


@pytest.mark.parametrize("count", [1, 6])
def test_lists_ask_as_often_for_many_versions(
    client, tree, today, now, count, django_assert_num_queries
):
    for number in range(count):
        for organization in (tree.body, tree.district):
            PaperTemplate.objects.create(
                organization=organization,
                kind="notice",
                name="Mẫu",
                source=DECIDED,
                valid_from=today + timedelta(days=number),
                valid_to=today + timedelta(days=number + 1),
                created_at=now,
            )
    client.get(address("template_list", tree.body))

    with django_assert_num_queries(10):
        client.get(address("template_list", tree.body))
    with django_assert_num_queries(10):
        client.get(address("template_versions", tree.body, family="paper", kind="notice"))


# Agendas


def agenda_form(client, page, **changes):
    answer = client.get(page)
    rows, version = answer.context["rows"], answer.context["version"]
    data = {f"{rows.prefix}-{name}": "0" for name in ("INITIAL_FORMS", "MIN_NUM_FORMS")}
    data[f"{rows.prefix}-TOTAL_FORMS"] = str(len(rows.forms))
    data[f"{rows.prefix}-INITIAL_FORMS"] = str(len(rows.forms))
    for number, form in enumerate(rows.forms):
        for name in ("title", "planned_minutes", "section", "category", "hint"):
            data[form.add_prefix(name)] = form[name].value() or ""
        data[form.add_prefix("planned_minutes")] = form["planned_minutes"].value()
        data[form.add_prefix("ORDER")] = number + 1
    return data | {
        "name": version["name"].value(),
        "seen": version["seen"].value() or "",
        "valid_from": version["valid_from"].value(),
        "source": DECIDED,
        **changes,
    }


@pytest.fixture
def agenda_page(tree):
    return address("agenda_template_edit", tree.body, kind="periodic")


def test_agenda_is_set_in_the_order_typed(client, tree, agenda_page):
    data = agenda_form(client, agenda_page, **{"form-0-title": "Chào cờ", "form-1-DELETE": "on"})

    answer = client.post(agenda_page, data)

    assert answer.status_code == 302
    made = AgendaTemplate.objects.get(organization=tree.body)
    national = AgendaTemplate.objects.get(organization=None, kind="periodic")
    assert made.items.first().title == "Chào cờ"
    assert made.items.count() == national.items.count() - 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"form-0-title": ""},
        {"form-0-planned_minutes": "601"},
        {"form-0-section": "3"},
        {"form-TOTAL_FORMS": "x"},
        {"source": ""},
        {"valid_from": "01/01/2020"},
        {"form-0-hint": "h" * 1001},
    ],
)
def test_bad_agenda_is_refused_and_not_lost(client, tree, agenda_page, wrong):
    data = agenda_form(client, agenda_page, **{"form-2-title": "Giữ lại"}, **wrong)

    answer = client.post(agenda_page, data)

    assert answer.status_code == 422
    if "form-TOTAL_FORMS" not in wrong:
        assert "Giữ lại" in text_of(answer)
    assert not AgendaTemplate.objects.filter(organization=tree.body).exists()


def test_a_row_is_added_without_a_script(client, agenda_page):
    data = agenda_form(client, agenda_page, more="1", source="")

    answer = client.post(agenda_page, data)

    assert answer.status_code == 200
    before = int(data["form-TOTAL_FORMS"])
    assert len(answer.context["rows"].forms) == before + 1


def test_agenda_that_came_too_late_is_shown_both(client, tree, agenda_page):
    mine = agenda_form(client, agenda_page)
    client.post(agenda_page, mine | {"form-0-title": "Của người kia"})

    answer = client.post(agenda_page, mine | {"form-0-title": "Của tôi"})

    assert answer.status_code == 409
    assert "Của người kia" in text_of(answer)
    assert "Của tôi" in text_of(answer)
