"""Two wards become one on 1 July 2025: planned in the browser, papers and figures of both sides."""

import io
import re
from datetime import date

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from meetings.models import MeetingState
from meetings.services.month import rebuild_branch_months
from members.models import PostKind
from tests import factories
from tests.meetings.reorganizing import moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP = {"width": 1280, "height": 900}
OLD, FAR, NEW = "Đảng bộ phường Hoa Sữa", "Đảng bộ xã Núi Xa", "Đảng bộ phường Sông Núi"


@pytest.fixture
def officer(tree):
    """The secretary of the province, who reads the words of the code."""
    person = factories.member(home=tree.office, name="Hoàng Thị Cả")
    factories.post(person, tree.province, post=PostKind.SECRETARY)
    return factories.user(person, username="officer", language="en")


@pytest.fixture
def papers(tree, officer):
    """Approved minutes of a branch of the ward: 30 June and 1 July."""
    chair = officer.member
    factories.term(tree.office)
    found = []
    for day, present in [(date(2025, 6, 30), 12), (date(2025, 7, 1), 15)]:
        meeting = factories.meeting(
            tree.office,
            state=MeetingState.APPROVED,
            starts_at=moment(day, 19),
            chair=chair,
            recorder=chair,
            present_in_base=present,
            present_count=present,
        )
        factories.minutes(meeting)
        found.append(meeting)
    factories.meeting(tree.far, state=MeetingState.APPROVED, starts_at=moment(date(2025, 6, 30)))
    rebuild_branch_months()
    return found


def test_two_wards_become_one(browse, tree, officer, papers):
    page = browse(officer, DESKTOP)
    _merge(page)
    june, july = papers
    before, after = _paper(page, june), _paper(page, july)
    assert OLD.removeprefix("Đảng bộ ").upper() in before
    assert NEW.removeprefix("Đảng bộ ").upper() not in before
    assert NEW.removeprefix("Đảng bộ ").upper() in after
    _compare_figures(page)


def _merge(page):
    page.get_by_role("navigation").get_by_role("link", name="Reorganisations").first.click()
    page.get_by_role("link", name=re.compile("^Reorganise below")).click()
    page.get_by_role("link", name="Merge into a new organisation").click()
    page.get_by_label("Number of the decision").fill("1656-NQ/UBTVQH15")
    page.get_by_label("Date of the decision").fill("16/6/2025")
    page.get_by_label("In effect from").fill("1/7/2025")
    sources = page.get_by_role("group", name="Organisations that end")
    for words, name in [("hoa sua", OLD), ("nui xa", FAR)]:
        sources.get_by_role("searchbox").fill(words)
        sources.get_by_role("button", name="Search").click()
        sources.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    expect(sources.get_by_role("checkbox", name=re.compile(f"^{OLD}"))).to_be_checked()
    page.locator("#id_name").fill(NEW)
    page.get_by_label("Kind of organisation").select_option("superior_body")
    above = page.get_by_role("group", name="Belongs to")
    above.get_by_role("radio", name=re.compile("^Đảng bộ tỉnh Sông Hồng")).check()
    page.get_by_role("button", name="See what will change").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{OLD} ends")
    expect(main).to_contain_text(f"{NEW} is established")
    page.get_by_role("button", name="Let it take effect now").click()
    expect(main).to_contain_text("In effect")


def _paper(page, meeting):
    """The words of the minutes' PDF, asked for on the page of the meeting."""
    page.goto(f"{page.url.partition('/reorganizations')[0].partition('/meetings')[0]}/")
    page.goto(f"{page.url.rstrip('/')}{meeting.get_absolute_url()}")
    with page.expect_response(lambda answer: "/papers/" in answer.url and answer.ok) as found:
        page.get_by_role("button", name="Minutes: PDF").click()
    answer = page.context.request.get(found.value.url)
    text = "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.body())).pages)
    page.goto(found.value.url.partition("/papers/")[0])
    return text.upper()


def _compare_figures(page):
    page.get_by_role("navigation").get_by_role(
        "link", name="Organisation", exact=True
    ).first.click()
    address = page.url.replace("/organizations/", "/committee/")
    page.goto(f"{address}structures/?month=2025-06")
    then, now = page.locator("#then"), page.locator("#now")
    expect(then.get_by_role("row").filter(has_text=OLD)).to_contain_text("12/20")
    expect(then).not_to_contain_text(NEW)
    expect(now.get_by_role("row").filter(has_text=NEW)).to_contain_text("12/40")
    expect(now).not_to_contain_text(OLD)
    page.get_by_role("link", name="07/2025").click()
    for table in (then, now):
        expect(table.get_by_role("row").filter(has_text=NEW)).to_contain_text("15/20")
        expect(table).not_to_contain_text(OLD)
