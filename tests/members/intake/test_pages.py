"""The way of a file through the pages: chosen, matched, checked, mended, saved."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.models import AuditEntry, ColumnMatch, ImportBatch, Member
from members.services.imports import cancel_import, confirm_import
from tests import factories

from .sheets import bring_in, person, roster, xlsx

pytestmark = pytest.mark.django_db

HOME = "Chi bộ tổ dân phố 7"
GOOD = roster(person(1, "Trần Văn Ước", home=HOME), person(2, "Lê Thị Ẩm", sex="Nữ", home=HOME))
MIXED = roster(
    person(1, "Trần Văn Ước", home=HOME),
    person(2, "Lê Thị Ẩm", born="32/1/1980", sex="Nữ", home=HOME),
    person(3, "+Đỗ Văn Thừa", home=HOME),
)


@pytest.fixture
def district(tree, branch):
    return tree.district


@pytest.fixture
def worker(commit):
    """`with worker():` the tasks that a request left run when the block ends."""
    return commit


def address(name, batch):
    return reverse(f"members:{name}", args=[batch.public_id])


def upload(client, organization, content, name="Danh sách.xlsx", **more):
    return client.post(
        reverse("members:import_create", args=[organization.public_id]),
        {
            "kind": "members",
            "effective_on": f"{timezone.localdate():%d/%m/%Y}",
            "file": SimpleUploadedFile(name, content),
        }
        | more,
    )


def choices_of(page):
    """What the page of the columns would send untouched."""
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    return data | {"sheet": page.context["sheet"].name, "row": page.context["head"].row}


def check(client, batch, worker, **changes):
    page = client.get(address("import_columns", batch))
    with worker():
        answer = client.post(address("import_columns", batch), choices_of(page) | changes)
    batch.refresh_from_db()
    return answer


def started(client, district, content, worker):
    upload(client, district, content)
    batch = ImportBatch.objects.get()
    check(client, batch, worker)
    return batch


def test_from_a_file_to_the_roll(clerk, clerk_client, district, worker):
    answer = upload(clerk_client, district, GOOD, name="..\\..\\Danh sách <1>.xlsx")
    batch = ImportBatch.objects.get()
    assert answer.url == address("import_columns", batch)
    assert (batch.name, batch.state, batch.created_by) == (
        "Danh sách <1>.xlsx",
        "uploaded",
        clerk,
    )
    assert "Danh" not in batch.file.name

    check(clerk_client, batch, worker)
    page = clerk_client.get(batch.get_absolute_url())
    assert (batch.state, batch.new, batch.bad) == ("checked", 2, 0)
    assert Member.objects.filter(full_name="Trần Văn Ước").count() == 0
    assert "2" in page.content.decode().partition("import_confirm")[2] or batch.may_be_saved

    with worker():
        clerk_client.post(address("import_confirm", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by) == ("done", clerk)
    assert Member.objects.filter(full_name__in=["Trần Văn Ước", "Lê Thị Ẩm"]).count() == 2
    verbs = AuditEntry.objects.filter(organization=district).values_list("verb", flat=True)
    assert set(verbs) == {"start_import", "check_import", "confirm_import"}
    assert clerk_client.get(batch.get_absolute_url()).status_code == 200


def test_bad_rows_stand_first_and_can_be_mended(clerk_client, district, worker):
    batch = started(clerk_client, district, MIXED, worker)

    page = clerk_client.get(batch.get_absolute_url())
    assert [row.number for row in page.context["rows"]] == [3, 4, 2]
    assert address("import_confirm", batch) not in page.content.decode()

    answer = clerk_client.get(address("import_bad_rows", batch))
    content = answer.getvalue()
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    assert [cell.value for cell in sheet["B"]] == ["Họ và tên", "Lê Thị Ẩm", "+Đỗ Văn Thừa"]
    assert all(cell.data_type == "s" for cell in sheet["B"])
    sheet["C2"] = "31/01/1980"
    sheet.delete_rows(3)
    file = io.BytesIO()
    book.save(file)

    with worker():
        clerk_client.post(
            address("import_mend", batch), {"file": SimpleUploadedFile("m.xlsx", file.getvalue())}
        )
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.bad) == ("checked", 2, 0)
    with worker():
        clerk_client.post(address("import_confirm", batch))
    assert Member.objects.filter(full_name__in=["Trần Văn Ước", "Lê Thị Ẩm"]).count() == 2
    assert not Member.objects.filter(full_name__contains="Thừa").exists()


def test_rows_may_be_mended_in_two_goes(clerk_client, district, worker):
    content = roster(
        person(1, "Trần Văn Ước", born="", home=HOME), person(2, "Lê Thị Ẩm", born="", home=HOME)
    )
    batch = started(clerk_client, district, content, worker)
    assert batch.bad == 2
    for at in range(2):
        sheet = clerk_client.get(address("import_bad_rows", batch)).getvalue()
        book = load_workbook(io.BytesIO(sheet))
        book.active["C2"] = f"0{at + 1}/01/1980"
        file = io.BytesIO()
        book.save(file)
        with worker():
            clerk_client.post(
                address("import_mend", batch),
                {"file": SimpleUploadedFile("m.xlsx", file.getvalue())},
            )
        batch.refresh_from_db()
        assert batch.bad == 1 - at

    born = batch.rows.order_by("number").values_list("values__new__birth_date", flat=True)
    assert list(born) == ["1980-01-01", "1980-01-02"]


@pytest.mark.parametrize("content", [GOOD, b"x", b"", b"PK\x03\x04"])
def test_another_file_is_no_mended_one(clerk_client, district, worker, content):
    batch = started(clerk_client, district, MIXED, worker)

    answer = clerk_client.post(
        address("import_mend", batch), {"file": SimpleUploadedFile("m.xlsx", content)}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99,
        b"PK\x03\x04 cut off",
        b"\x00\x01\x02\x03",
    ],
)
def test_what_is_no_list_is_refused_in_words(clerk_client, district, content):
    answer = upload(clerk_client, district, content)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not ImportBatch.objects.exists()


def test_a_large_file_is_refused(clerk_client, district, settings):
    settings.IMPORT_MAX_BYTES = 1024 * 1024

    answer = upload(clerk_client, district, b"x" * (1024 * 1024 + 1), name="a.csv")

    assert "1 MB" in str(answer.context["form"].errors["file"])


def test_corrected_columns_are_remembered(clerk_client, district, worker):
    content = xlsx(
        ["Tên gọi chính", "Sinh", "Nơi sinh hoạt của đồng chí"], ["Trần Văn Ước", 29254, HOME]
    )
    upload(clerk_client, district, content)
    batch = ImportBatch.objects.get()
    assert check(clerk_client, batch, worker).status_code == 422

    check(
        clerk_client,
        batch,
        worker,
        column_0="full_name",
        column_1="birth_date",
        column_2="home",
    )

    assert batch.new == 1
    assert ColumnMatch.objects.get(heading="ten goi chinh").field == "full_name"
    upload(clerk_client, district, content)
    latest = ImportBatch.objects.first()
    assert latest.columns == {"full_name": 0, "birth_date": 1, "home": 2}


@pytest.mark.parametrize(
    "changes",
    [
        {"column_1": ""},
        {"column_2": "", "column_4": "", "column_5": ""},
        {"column_7": ""},
        {"column_8": "full_name"},
        {"column_8": "nonsense"},
        {"row": "99999999999999999999"},
    ],
)
def test_wrong_columns_are_refused_or_taken(clerk_client, district, worker, changes):
    upload(clerk_client, district, GOOD)
    batch = ImportBatch.objects.get()

    answer = check(clerk_client, batch, worker, **changes)

    assert answer.status_code in (422, 302)
    assert (answer.status_code == 302) == ("row" in changes)


def test_another_sheet_and_row_can_be_chosen(clerk_client, district):
    content = xlsx(
        ["Họ và tên", "Ngày sinh"], ["x", "y"], other_sheets={"Tờ 2": [["A"], ["Họ và tên", "b"]]}
    )
    upload(clerk_client, district, content)
    batch = ImportBatch.objects.get()
    url = address("import_columns", batch)

    page = clerk_client.get(url, {"sheet": "Tờ 2", "row": "2"})

    assert (page.context["sheet"].name, page.context["head"].row) == ("Tờ 2", 2)
    assert clerk_client.get(url, {"sheet": "?", "row": "x"}).status_code == 200


def test_an_empty_sheet_is_said_and_the_one_before_stays(clerk_client, district, worker):
    """Old Excel puts an empty Sheet2 and Sheet3 into every workbook."""
    content = xlsx(["Họ và tên", "Ngày sinh"], ["x", "y"], other_sheets={"Sheet2": []})
    upload(clerk_client, district, content)
    batch = ImportBatch.objects.get()

    page = clerk_client.get(address("import_columns", batch), {"sheet": "Sheet2"})
    assert page.status_code == 200
    assert page.context["sheet"].name == "Sheet"
    assert page.context["look"].errors["sheet"]

    answer = check(clerk_client, batch, worker, sheet="Sheet2")
    assert (answer.status_code, batch.state) == (422, ImportBatch.State.UPLOADED)


def test_confirming_twice_saves_once(clerk, clerk_client, district, worker):
    batch = started(clerk_client, district, GOOD, worker)

    with worker():
        clerk_client.post(address("import_confirm", batch))
        clerk_client.post(address("import_confirm", batch))

    assert AuditEntry.objects.filter(verb="confirm_import").count() == 1
    assert Member.objects.filter(full_name="Trần Văn Ước").count() == 1


def test_cancelled_is_over(clerk, clerk_client, district, worker, now):
    batch = started(clerk_client, district, GOOD, worker)

    clerk_client.post(address("import_cancel", batch))

    batch.refresh_from_db()
    assert batch.state == "cancelled"
    with pytest.raises(Exception, match="There is nothing to save"):
        confirm_import(batch=batch, by=clerk, now=now)
    with pytest.raises(Exception, match="over already"):
        cancel_import(batch=batch, by=clerk, now=now)
    assert clerk_client.get(batch.get_absolute_url()).status_code == 200
    assert clerk_client.get(address("import_columns", batch)).status_code == 302


@pytest.mark.parametrize("state", ImportBatch.State.values)
def test_every_state_has_its_page(clerk_client, district, state):
    batch = factories.import_batch(district, state=state, trouble=["changed_since", "", {}])

    for name in ("import_detail", "import_columns", "import_mend"):
        assert clerk_client.get(address(name, batch)).status_code in (200, 302)
    part = clerk_client.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    if state != "uploaded":
        assert ("HX-Refresh" in part) == (state not in ("checking", "saving"))


def test_the_list_has_what_one_may_see(clerk_client, district, tree):
    own, strange = factories.import_batch(district), factories.import_batch(tree.far_district)

    page = clerk_client.get(reverse("members:import_list")).content.decode()

    assert str(own.public_id) in page
    assert str(strange.public_id) not in page


@pytest.mark.parametrize("kind", ["members", "organizations", "posts"])
def test_the_empty_list_is_understood(clerk_client, clerk, district, kind):
    answer = clerk_client.get(reverse("members:import_template"), {"kind": kind})
    content = answer.getvalue()
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    example = [cell.value for cell in book.worksheets[2][2]]

    assert len(book.sheetnames) == 3
    batch = bring_in(content, district, clerk, kind=kind)
    assert batch.state == "failed"
    assert batch.trouble[0] == "empty"
    for at, value in enumerate(example, start=1):
        sheet.cell(2, at, value)
    file = io.BytesIO()
    book.save(file)
    with_example = bring_in(file.getvalue(), district, clerk, kind=kind)
    assert with_example.total == 1
    assert len(with_example.columns) == len(example)


def test_a_preview_asks_as_often_for_many_rows(
    clerk, clerk_client, district, django_assert_max_num_queries
):
    people = [person(n, "Trần Văn Ước", card=10_000_000 + n, home=HOME) for n in range(60)]
    batch = bring_in(roster(*people), district, clerk)

    with django_assert_max_num_queries(15):
        page = clerk_client.get(batch.get_absolute_url(), {"show": "new", "page": "2"})

    assert len(page.context["rows"]) == 25


def test_identity_numbers_are_not_kept_open(clerk, clerk_client, district):
    content = roster(
        person(1, "Trần Văn Ước", cccd="001080000001", home=HOME),
        person(2, "", cccd="001080000002", home=HOME),
    )
    batch = bring_in(content, district, clerk)

    kept = str(list(batch.rows.values()))
    page = clerk_client.get(batch.get_absolute_url()).content.decode()

    assert "001080000001" not in kept + page
    assert "001080000002" not in kept + page
    assert "•••002" in page
