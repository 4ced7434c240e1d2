"""Yearly commitments: written by the member, remarked on by the branch, answered."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import AuditEntry, Commitment, CommitmentRemark, Message, Occasion
from members.services.commitments import (
    CommitmentChanged,
    answer_remark,
    save_commitment,
    write_remark,
)
from tests import factories

EDIT = "/me/commitment/"
TOPIC = "Tư tưởng chính trị"


@pytest.fixture(autouse=True)
def english(reader, secretary):
    for account in (reader, secretary):
        account.language = "en"
        account.save()


@pytest.fixture
def save(reader, now, today):
    def saved(**kwargs):
        return save_commitment(
            **{
                "member": reader.member,
                "year": today.year,
                "topics": [TOPIC],
                "text": "Học và làm theo",
                "version": 0,
                "by": reader,
                "now": now,
            }
            | kwargs
        )

    return saved


def test_commitment_is_saved_at_the_branch_of_the_member(save, branch, reader):
    commitment = save()

    assert (commitment.organization, commitment.branch, commitment.version) == (branch, branch, 1)
    assert AuditEntry.objects.get().member == reader.member


def test_commitment_of_a_cell_is_followed_up_by_the_cell(save, cell_leader, tree):
    commitment = save(member=cell_leader.member, by=cell_leader)

    assert (commitment.organization, commitment.branch) == (tree.cell, tree.branch)


def test_saving_over_a_newer_one_is_refused(save):
    save()
    save(version=1, text="Bản mới")

    with pytest.raises(CommitmentChanged) as change:
        save(version=1, text="Bản cũ")

    assert change.value.saved.text == "Bản mới"
    assert Commitment.objects.get().text == "Bản mới"


def test_two_first_savings_do_not_meet(save):
    save()

    with pytest.raises(CommitmentChanged):
        save(text="Từ cửa sổ thứ hai")


def test_member_on_no_roll_undertakes_nothing(save, now, in_english):
    stray = factories.user(factories.member())

    with pytest.raises(ValidationError, match="on no roll"):
        save(member=stray.member, by=stray)


def test_page_saves_and_keeps_what_came_too_late(reader_client, today):
    data = {"version": 0, "topics": [TOPIC], "text": "Bản một"}
    assert reader_client.post(EDIT, data).status_code == 302

    late = reader_client.post(EDIT, data | {"text": "Bản hai"})

    assert late.status_code == 409
    page = late.content.decode()
    assert "Bản một" in page
    assert "Bản hai" in page
    again = data | {"text": "Bản hai", "version": late.context["form"].data["version"]}
    assert reader_client.post(EDIT, again).status_code == 302
    assert Commitment.objects.get().text == "Bản hai"


@pytest.mark.parametrize(
    "data",
    [
        {"version": 0, "text": "Không chọn chủ đề"},
        {"version": 0, "topics": ["Chủ đề lạ"], "text": "Lạ"},
        {"version": 0, "topics": [TOPIC]},
        {"topics": [TOPIC], "text": "Không có phiên bản"},
    ],
)
def test_wrong_input_is_refused_and_kept(reader_client, data):
    answer = reader_client.post(EDIT, data)

    assert answer.status_code == 422
    assert data.get("text", "") in answer.content.decode()
    assert not Commitment.objects.exists()


def test_topic_chosen_before_the_rule_changed_stays(reader, reader_client, branch):
    factories.commitment(reader.member, topics=["Chủ đề cũ"])

    assert "Chủ đề cũ" in reader_client.get(EDIT).content.decode()


def test_topics_come_from_the_rules(reader_client, branch):
    factories.rule_pack(branch, values={"commitment.topics": ["Chuyển đổi số"]})

    page = reader_client.get(EDIT).content.decode()

    assert "Chuyển đổi số" in page
    assert TOPIC not in page


def test_page_refuses_accounts_without_member_or_roll(technical_admin_client, sign_in):
    stray = sign_in(factories.user(factories.member()))

    assert technical_admin_client.get(EDIT).status_code == 403
    data = {"version": 0, "topics": [TOPIC], "text": "Hứa"}
    assert stray.post(EDIT, data).status_code == 422


# Remarks


def test_remark_reaches_the_member_who_answers(
    reader, reader_client, secretary_client, save, today
):
    address = save().get_absolute_url()
    secretary_client.post(f"{address}remark/", {"month": f"{today:%Y-%m-01}", "text": "Có tiến bộ"})
    told = Message.objects.get(announcement__occasion=Occasion.COMMITMENT_REMARK, channel=1)
    assert (told.recipient, told.announcement.path) == (reader.member, address)
    assert "Có tiến bộ" in reader_client.get(address).content.decode()

    remark = CommitmentRemark.objects.get()
    reader_client.post(f"{address}answer/", {"remark": remark.pk, "answer": "Tôi tiếp thu"})

    assert "Tôi tiếp thu" in secretary_client.get(address).content.decode()


def test_remark_is_replaced_until_it_is_answered(save, secretary, reader, now, today, in_english):
    said = {"commitment": save(), "month": today.replace(day=1), "by": secretary, "now": now}
    write_remark(text="Một", **said)
    remark = write_remark(text="Hai", **said)
    assert CommitmentRemark.objects.get().text == "Hai"
    answer_remark(remark=remark, answer="Vâng", by=reader, now=now)

    with pytest.raises(ValidationError, match="has answered"):
        write_remark(text="Ba", **said)


@pytest.mark.parametrize("shift", [-1, 1])
def test_remark_of_another_year_is_refused(save, secretary, now, today, shift):
    month = date(today.year + shift, 1, 1)

    with pytest.raises(ValidationError):
        write_remark(commitment=save(), month=month, text="Sai năm", by=secretary, now=now)


def test_page_shows_what_the_verb_refused(save, secretary_client, reader, now, today):
    commitment = save()
    remark = factories.remark(commitment)
    answer_remark(remark=remark, answer="Vâng", by=reader, now=now)
    address = commitment.get_absolute_url()

    late = secretary_client.post(
        f"{address}remark/", {"month": f"{today:%Y-%m-01}", "text": "Viết lại"}
    )
    empty = secretary_client.post(f"{address}remark/", {})

    assert late.status_code == empty.status_code == 422
    assert "Viết lại" in late.content.decode()
    assert CommitmentRemark.objects.get().text == "Có tiến bộ"


def test_empty_answer_is_refused(save, reader_client):
    commitment = save()
    remark = factories.remark(commitment)

    answer = reader_client.post(
        f"{commitment.get_absolute_url()}answer/", {"remark": remark.pk, "answer": " "}
    )

    assert answer.status_code == 422


def test_an_answer_that_is_too_long_stays_below_its_remark(save, reader_client):
    commitment = save()
    remark = factories.remark(commitment)
    long = "Tôi tiếp thu. " * 200

    answer = reader_client.post(
        f"{commitment.get_absolute_url()}answer/", {"remark": remark.pk, "answer": long}
    )

    assert answer.status_code == 422
    assert answer.context["answering"] == remark.pk
    assert long.strip() in answer.content.decode()


def test_answer_to_a_remark_on_somebody_else_is_refused(save, reader_client, deputy):
    commitment = save()
    foreign = factories.remark(factories.commitment(deputy.member))

    reader_client.post(
        f"{commitment.get_absolute_url()}answer/",
        {"remark": foreign.pk, "answer": "Không phải tôi"},
    )

    foreign.refresh_from_db()
    assert foreign.answer == ""


def test_who_reads_and_who_remarks(
    save,
    secretary,
    secretary_client,
    deputy_client,
    committee_member_client,
    stranger_client,
    technical_admin_client,
):
    address = save().get_absolute_url()
    own = factories.commitment(secretary.member).get_absolute_url()
    data = {"month": "2020-01-01", "text": "x"}

    assert deputy_client.get(address).status_code == 200
    assert committee_member_client.get(address).status_code == 404
    assert stranger_client.get(address).status_code == 404
    assert stranger_client.post(f"{address}remark/", data).status_code == 404
    assert deputy_client.post(f"{address}answer/", {}).status_code == 404
    assert technical_admin_client.post(f"{address}answer/", {}).status_code == 404
    # Nobody remarks on oneself; the form is not even there.
    assert secretary_client.post(f"{own}remark/", data).status_code == 403
    assert f"{own}remark/" not in secretary_client.get(own).content.decode()


def test_member_may_not_remark_on_their_own(save, reader_client):
    assert reader_client.post(f"{save().get_absolute_url()}remark/", {}).status_code == 403


# The list


def test_list_shows_who_has_and_who_has_not(secretary_client, save, reader):
    save()

    page = secretary_client.get("/commitments/")

    rows = {str(member): bool(member.of_year) for member in page.context["page_obj"]}
    assert rows == {"Trần Văn Ước": True, "Nguyễn Thị Quỳnh": False}
    assert "Not written yet" in page.content.decode()


def test_list_of_another_year(secretary_client, save, today):
    save()

    page = secretary_client.get("/commitments/", {"year": today.year - 1})
    assert not any(member.of_year for member in page.context["page_obj"])
    assert secretary_client.get("/commitments/", {"year": "x"}).context["year"] == today.year


def test_list_asks_as_much_for_three_as_for_one(secretary_client, branch):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            factories.remark(factories.commitment(factories.member(home=branch)))
        with CaptureQueriesContext(connection) as asked:
            assert secretary_client.get("/commitments/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("query", ["", "?page=1", "?year="])
def test_the_year_that_is_shown_is_the_one_chosen(secretary_client, query):
    shown = secretary_client.get(f"/commitments/{query}")

    year = timezone.localdate().year
    assert shown.context["year"] == year
    assert f'value="{year}" selected' in shown.content.decode()


# What the database refuses


def test_database_refuses_two_commitments_of_one_year(reader):
    factories.commitment(reader.member)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.commitment(reader.member)


def test_database_refuses_two_remarks_a_month_and_days_within_it(reader):
    commitment = factories.commitment(reader.member)
    factories.remark(commitment)

    for month in (None, date(2026, 3, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.remark(commitment, month=month)


def test_names_say_whose_and_when(reader, tree):
    commitment = factories.commitment(reader.member, year=2026)
    remark = factories.remark(commitment, month=date(2026, 3, 1))
    transfer = factories.transfer(reader.member, tree.far)

    assert str(commitment) == "Trần Văn Ước 2026"
    assert str(remark) == "Trần Văn Ước 2026 03/2026"
    assert str(transfer) == "Trần Văn Ước: Chi bộ tổ dân phố 7 → Chi bộ thôn Thượng"
