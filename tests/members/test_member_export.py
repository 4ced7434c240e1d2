"""The roll as a spreadsheet: what the list shows, no more; and who took it away."""

import io
import tracemalloc
from datetime import date, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import AuditEntry, PostKind, StandingStatus
from members.services import export
from members.services.identity import seal
from tests import factories

NUMBER = "001150012345"


@pytest.fixture(autouse=True)
def english(secretary):
    secretary.language = "en"
    secretary.save()


def download(client, query=""):
    response = client.post(f"/members/export/{query}")
    return response, b"".join(response.streaming_content) if response.streaming else b""


def sheet(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def rows(content):
    """The lines of members as dictionaries."""
    found = list(sheet(content).iter_rows(values_only=True))
    top = next(at for at, row in enumerate(found) if row[0] == "No.")
    return [dict(zip(found[top], row, strict=True)) for row in found[top + 1 :]]


def test_line_says_what_the_page_of_the_member_says(secretary_client, tree, branch):
    person = factories.member(
        home=branch,
        cell=tree.cell,
        name="=Đặng Văn Ước",
        sex="m",
        birth_date=date(1950, 2, 3),
        admitted_on=date(1970, 9, 2),
        card_number="0095123456",
        phone="0912345678",
        email="uoc@example.vn",
        on_top=StandingStatus.EXEMPT,
        **seal(NUMBER),
    )
    factories.post(person, tree.cell, post=PostKind.CELL_LEADER)

    response, content = download(secretary_client, "?q=uoc")

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert rows(content) == [
        {
            "No.": 1,
            "Full name": "=Đặng Văn Ước",
            "Date of birth": datetime(1950, 2, 3),  # noqa: DTZ001  # a sheet knows no time zone
            "Sex": "Male",
            "Standing": "Official, Exempt",
            "Branch": "Chi bộ tổ dân phố 7",
            "Party cell": "Tổ đảng số 1",
            "Posts": "Cell leader – Tổ đảng số 1",
            "Admitted on": datetime(1970, 9, 2),  # noqa: DTZ001  # as above
            "Party card": "0095123456",
            "Telephone": "0912345678",
            "E-mail": "uoc@example.vn",
            "Identity number, last three digits": "•••••••••345",
        }
    ]
    cells = {cell.value: cell for row in sheet(content).iter_rows() for cell in row if cell.value}
    assert cells["=Đặng Văn Ước"].data_type == "s"
    assert NUMBER not in str(list(cells))


def test_head_says_as_of_when_by_whom_and_how_filtered(secretary_client, branch, today):
    _response, content = download(secretary_client, "?standing=official&q=nguyen&sex=bad")

    page = sheet(content)
    head = [page.cell(row, 1).value for row in range(1, 7)]
    assert head[0] == "Members: Chi bộ tổ dân phố 7"
    assert head[1].startswith(f"As of {today:%d/%m/%Y}; made by Nguyễn Thị Quỳnh at ")
    assert head[2:4] == [
        "Name, initials or end of the card number: nguyen",
        "Standing: Official members",
    ]
    assert page.freeze_panes == "A7"


@pytest.mark.parametrize("query", ["", "?standing=probationary", "?q=binh", "?q=zzz"])
def test_export_has_those_of_the_list_in_its_order(secretary_client, tree, query):
    for number in range(30):
        factories.member(home=tree.branch, name=f"Trần Văn {'Bình' if number % 3 else 'An'}")
    factories.member(home=tree.branch, name="Lê Dự Bình", status=StandingStatus.PROBATIONARY)
    factories.member(home=tree.far, name="Ở Xa Bình")
    listed, answer = [], secretary_client.get(f"/members/{query}")
    while True:
        page = answer.context["page_obj"]
        listed += [member.full_name for member in page]
        if not page.has_next:
            break
        sign = "&" if query else "?"
        answer = secretary_client.get(f"/members/{query}{sign}after={page.last.public_id}")

    _response, content = download(secretary_client, query)

    assert [row["Full name"] for row in rows(content)] == listed
    assert "Ở Xa Bình" not in listed


def test_download_is_in_the_log(secretary_client, secretary, branch):
    factories.member(home=branch)

    download(secretary_client, "?standing=official")

    entry = AuditEntry.objects.get(verb="export_members")
    assert (entry.by, entry.organization) == (secretary, branch)
    assert entry.subject == "2 members"
    assert entry.reason == "Standing: Official members"


def test_chosen_organisation_is_the_one_in_the_log(tree, clerk_client):
    factories.member(home=tree.branch)

    download(clerk_client, f"?organization={tree.body.public_id}")

    assert AuditEntry.objects.get(verb="export_members").organization == tree.body


def test_more_than_one_machine_writes_is_refused_in_words(secretary_client, branch, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    factories.member(home=branch, name="Trần Văn Bình")

    response = secretary_client.post("/members/export/?q=n", follow=True)

    assert response.redirect_chain[0][0] == "/members/?q=n"
    assert "more than 1 members" in response.content.decode()
    assert not AuditEntry.objects.filter(verb="export_members").exists()


def test_who_sees_no_roll_takes_none_away(reader_client, technical_admin_client):
    assert reader_client.post("/members/export/").status_code == 403
    assert technical_admin_client.post("/members/export/").status_code == 403


def test_memory_does_not_grow_with_the_roll(secretary_client, branch, monkeypatch):
    monkeypatch.setattr(export, "CHUNK", 10)

    def peak():
        tracemalloc.start()
        for _part in secretary_client.post("/members/export/").streaming_content:
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    download(secretary_client)
    for _ in range(20):
        factories.member(home=branch)
    few = peak()
    for _ in range(180):
        factories.member(home=branch)

    assert peak() < few * 1.3


def test_export_asks_as_much_for_200_as_for_20(secretary_client, branch):
    counts = []
    for count in (20, 180):
        for _ in range(count):
            factories.member(home=branch)
        with CaptureQueriesContext(connection) as asked:
            download(secretary_client)
        counts.append(len(asked))

    assert counts[0] == counts[1]
