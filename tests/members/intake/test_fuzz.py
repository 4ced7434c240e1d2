"""Files as nobody would make them on purpose.

Whatever comes: a page in words, never an error of the server; what the preview says is what is
saved; all of it or nothing; a second time changes nothing.
"""

import io
import random
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from members.models import Affiliation, ImportBatch, ImportRow, Member, Standing

from .sheets import HEADINGS, bring_in, confirm, counts, found_in, xlsx

pytestmark = pytest.mark.django_db

HOME = "Chi bộ tổ dân phố 7"
QUICK = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# A workbook cannot hold these, so no office has them.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
JUNK = st.one_of(
    st.none(),
    st.text(LETTERS, max_size=30),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)
NAMES = st.sampled_from(
    ["Trần Văn Ước", "LÊ THỊ ẨM", "Đỗ Văn Ỷ", "Nguyê\u0303n Văn Hoà", "Vũ Thị Thuỷ", "Y Bl'ơ Niê"]
)
DAYS = st.dates(date(1940, 1, 1), date(2000, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [
            day,
            f"{day:%d/%m/%Y}",
            f"{day:%d-%m-%Y}",
            f"{day:%d%m%Y}",
            (day - date(1899, 12, 30)).days,
        ]
    )
)
NUMBERS = st.integers(0, 30)
ROWS = st.tuples(
    st.integers(1, 99),
    NAMES,
    DAYS,
    st.sampled_from(["Nam", "Nữ", "nam", ""]),
    st.one_of(
        st.just(""), NUMBERS.map(lambda n: 1_000_000 + n), NUMBERS.map("37.1234{:02d}".format)
    ),
    st.one_of(
        st.just(""), NUMBERS.map("0010800000{:02d}".format), NUMBERS.map(lambda n: 1080000000 + n)
    ),
    st.just("01/06/2020"),
    st.sampled_from([HOME, "tổ dân phố 8", "CHI BỘ TỔ DÂN PHỐ 7"]),
    st.one_of(st.just(""), st.just(912345678), st.just("+84 912 345 678")),
)
CELLS = st.lists(st.tuples(st.integers(0, 8), JUNK), max_size=2)


@st.composite
def rosters(draw):
    """Rows that are mostly right, with titles above, in any order of columns."""
    rows = draw(st.lists(st.tuples(ROWS, CELLS), min_size=1, max_size=6))
    order = draw(st.permutations(range(len(HEADINGS))))
    titles = draw(st.lists(st.just(["DANH SÁCH"]), max_size=2))
    spoiled = []
    for row, cells in rows:
        row = list(row)
        for at, junk in cells:
            row[at] = junk
        spoiled.append([row[at] for at in order])
    return [*titles, [HEADINGS[at] for at in order], *spoiled]


@st.composite
def lists(draw, kind):
    """A few rows of the kind, with something of anything in some cells."""
    if kind == "members":
        return draw(rosters())
    headings, good = OTHERS[kind]
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row = list(good)
        for at, junk in draw(st.lists(st.tuples(st.integers(0, len(row) - 1), JUNK), max_size=3)):
            row[at] = junk
        rows.append(row)
    return [headings, *rows]


OTHERS = {
    "organizations": (
        ["Mã", "Tên tổ chức", "Loại", "Trực thuộc", "Ngày thành lập", "Loại hình chi bộ"],
        ["CB-1", "Chi bộ Hoà Bình", "Chi bộ trực thuộc", "Đảng bộ khu Đông", 2001, "Tổ dân phố"],
    ),
    "posts": (
        ["Họ và tên", "Ngày sinh", "Số thẻ", "Chức vụ", "Tổ chức", "Từ ngày", "Đến ngày"],
        ["Lý Thị Sổ", "3/2/1980", "", "Cán bộ tổ chức", "Đảng bộ khu Đông", "1/1/2024", ""],
    ),
}


@pytest.fixture
def district(tree):
    assert all([tree.branch, tree.sibling, tree.far])
    return tree.district


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (Member, Affiliation, Standing)
    ]


def said(member):
    """A member as the preview would say it."""
    return {
        "full_name": member.full_name,
        "birth_date": f"{member.birth_date:%Y-%m-%d}" if member.birth_date else None,
        "sex": member.sex or None,
        "card_number": member.card_number,
        "phone": member.phone or None,
        "home": member.home_id,
        "tail": member.identity_tail or None,
    }


def promised(row):
    new = row.values["new"]
    names = ("full_name", "birth_date", "sex", "card_number", "phone", "home")
    seal = new.get("seal", {})
    return {name: new.get(name) for name in names} | {"tail": seal.get("identity_tail")}


@QUICK
@given(rows=rosters())
def test_preview_is_what_is_saved_and_a_second_time_changes_nothing(district, clerk, rows):
    content = xlsx(*rows)
    known = set(Member.objects.values_list("pk", flat=True))
    before = everything()

    batch = bring_in(content, district, clerk)

    assert everything() == before
    assert batch.state in ("checked", "failed")
    if batch.state == "failed":
        assert batch.trouble[0] == "empty"
        return
    bad = batch.rows.filter(action=ImportRow.Action.BAD)
    assert all(row.problems for row in bad)
    assert sum(counts(batch).values()) == batch.rows.count()
    assert bool(batch.bad_file) == bool(batch.bad)
    if batch.may_be_saved:
        _saved_as_promised(batch, clerk, known)
        again = bring_in(content, district, clerk)
        assert counts(again) == {"bad": 0, "new": 0, "changed": 0, "same": batch.total}


def _saved_as_promised(batch, clerk, known):
    rows = list(batch.rows.filter(action=ImportRow.Action.NEW))
    changes = list(batch.rows.filter(action=ImportRow.Action.CHANGED))
    confirm(batch, clerk)
    assert batch.state == "done", batch.trouble
    entered = Member.objects.exclude(pk__in=known)
    assert sorted(map(str, map(said, entered))) == sorted(map(str, map(promised, rows)))
    for row in changes:
        member = said(Member.objects.get(pk=row.subject_id))
        for name, value in row.values["new"].items():
            assert member.get(name, value) == value


@QUICK
@given(seed=st.integers(0, 10**9), data=st.data())
@pytest.mark.parametrize("kind", ["members", "organizations", "posts"])
def test_no_file_makes_an_error(district, clerk, clerk_client, kind, seed, data):
    """Bytes of a good file turned, cut and doubled, in the archive or inside its parts."""
    content = _spoiled(xlsx(*data.draw(lists(kind))), random.Random(seed))  # noqa: S311 - no secret
    before = everything()

    answer = clerk_client.post(
        reverse("members:import_create", args=[district.public_id]),
        {
            "kind": kind,
            "effective_on": f"{timezone.localdate() + timedelta(days=seed % 3):%d/%m/%Y}",
            "file": SimpleUploadedFile("ds.xlsx", content),
        },
    )

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        page = clerk_client.get(answer.url)
        assert page.status_code in (200, 302)
        batch = ImportBatch.objects.latest("pk")
        found = found_in(content, district, kind)
        checked = bring_in(content, district, clerk, kind=kind, found=found)
        assert checked.state in ("checked", "failed")
        assert checked.trouble == [] or checked.trouble[0] in ("unreadable", "empty")
        assert clerk_client.get(checked.get_absolute_url()).status_code == 200
        assert clerk_client.get(batch.get_absolute_url()).status_code == 302
    assert everything() == before


def _spoiled(content, chance):
    if chance.random() < 0.5:
        return _turned(content, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        victim = chance.choice(old.namelist())
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(
                entry.filename, _turned(data, chance) if entry.filename == victim else data
            )
    return made.getvalue()


def _turned(content, chance):
    text = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text[at] = chance.randrange(256)
            case 1:
                del text[at : at + chance.randint(1, 50)]
            case 2:
                text[at:at] = text[at : at + chance.randint(1, 50)]
            case 3:
                text = text[: max(at, 1)]
    return bytes(text)


@QUICK
@given(data=st.data())
@pytest.mark.parametrize("kind", ["organizations", "posts"])
def test_other_lists_change_nothing_the_second_time(district, clerk, kind, data):
    content = xlsx(*data.draw(lists(kind)))

    batch = bring_in(content, district, clerk, kind=kind)

    if batch.may_be_saved:
        confirm(batch, clerk)
        assert batch.state == "done", batch.trouble
        again = bring_in(content, district, clerk, kind=kind)
        assert counts(again) == {"bad": 0, "new": 0, "changed": 0, "same": batch.total}
    else:
        assert batch.state in ("checked", "failed")


@QUICK
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_list_or_refused(district, clerk_client, content):
    answer = clerk_client.post(
        reverse("members:import_create", args=[district.public_id]),
        {
            "kind": "members",
            "effective_on": "22/11/2026",
            "file": SimpleUploadedFile("ds.csv", content),
        },
    )

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert clerk_client.get(answer.url).status_code == 200


@QUICK
@given(
    rows=rosters(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1"]),
    delimiter=st.sampled_from(",;\t"),
)
def test_text_in_any_encoding(district, clerk, rows, encoding, delimiter):
    lines = [delimiter.join(str(cell or "") for cell in row) for row in rows]
    content = "\r\n".join(lines).encode(encoding, "replace")
    found = found_in(content, district)

    batch = bring_in(content, district, clerk, found=found)

    assert batch.state in ("checked", "failed")
    assert all(row.problems for row in batch.rows.filter(action=ImportRow.Action.BAD))
