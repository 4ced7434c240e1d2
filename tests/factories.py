"""The least that is valid, one plain function a model; what has a verb is made by its service.

Rows are written in the state asked for, dated around today, without walking the verbs that lead
there: a test of a verb makes its own way.
"""

import itertools
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from branches import services
from branches.models import OrganizationKind, Reorganization, RulePack, RuleValue, Term
from meetings.models import (
    AgendaItem,
    Answer,
    Attachment,
    Attendance,
    AttendanceStatus,
    BranchMonth,
    Campaign,
    CampaignTarget,
    Contribution,
    Directive,
    IssuedNumber,
    Meeting,
    MeetingKind,
    MeetingState,
    Minutes,
    MinutesEntry,
    Paper,
    PaperKind,
    Reply,
    Resolution,
    Task,
    TaskState,
    Vote,
)
from meetings.services.directive import search_key
from members.models import (
    Affiliation,
    Announcement,
    AuditEntry,
    Channel,
    Commitment,
    CommitmentRemark,
    CorrectionRequest,
    Departure,
    ImportBatch,
    ImportRow,
    Member,
    Message,
    MessageState,
    Occasion,
    Post,
    PostKind,
    Standing,
    StandingStatus,
    Transfer,
    User,
    UserSession,
)
from members.models.session import key_hash
from papers.text import fold, name_sort_key

LONG_AGO = date(2020, 1, 1)
PASSWORD = "một mật khẩu đủ dài"
_numbers = itertools.count(1)


def scope_of(organization):
    """The scope keys that rows copy from their organisation."""
    return {
        "superior_id": organization.superior_id,
        "grassroots_id": organization.grassroots_id,
        "branch_id": organization.branch_id,
    }


# Where


def kind(code):
    return OrganizationKind.objects.get(code=code)


def organization(*, parent=None, kind_code="subordinate_branch", name=None, on=LONG_AGO, **kwargs):
    return services.establish_organization(
        name=name or f"Chi bộ số {next(_numbers)}",
        kind=kind(kind_code),
        parent=parent,
        on=on,
        **kwargs,
    )


def term(organization, *, ordinal=10, valid_from=LONG_AGO, valid_to=None):
    return Term.objects.create(
        organization=organization,
        ordinal=ordinal,
        name="2020–2025",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def reorganization(source, *, name, ahead=timedelta(days=30)):
    """A new name that waits for its day."""
    today = timezone.localdate()
    row = Reorganization.objects.create(
        kind=Reorganization.Kind.RENAME,
        effective_on=today + ahead,
        decision_number="15-QĐ/ĐU",
        decision_on=today,
        scope=source.parent or source,
        plan={"name": name},
        created_at=timezone.now(),
    )
    row.parts.create(organization=source, role="source")
    return row


ROSTER = "Họ và tên;Ngày sinh;Chi bộ;Ghi chú\n{name};3/2/1980;Không có;{name}\n"


def import_batch(organization, *, name="Danh sách", created_by=None, **kwargs):
    """A checked roster of one bad row, with the file of it."""
    now = timezone.now()
    batch = ImportBatch(
        **{
            "kind": ImportBatch.Kind.MEMBERS,
            "state": ImportBatch.State.CHECKED,
            "organization": organization,
            "name": f"{name}.csv",
            "columns": {"full_name": 0, "birth_date": 1, "home": 2},
            "effective_on": timezone.localdate(now),
            "total": 1,
            "processed": 1,
            "bad": 1,
            "created_at": now,
            "created_by": created_by,
        }
        | kwargs
    )
    content = ROSTER.format(name=name).encode()
    batch.file.save("list", ContentFile(content), save=False)
    batch.bad_file.save("to-mend.xlsx", ContentFile(content), save=False)
    batch.save()
    ImportRow.objects.create(
        batch=batch,
        number=2,
        action=ImportRow.Action.BAD,
        values={"shown": {"full_name": name, "home": "Không có"}},
        problems=[["required", "home", {}]],
    )
    return batch


def good_import(organization, home, *, name):
    """A checked roster that may be saved: one new member."""
    batch = import_batch(organization, name=name, bad=0, new=1)
    batch.rows.update(
        action=ImportRow.Action.NEW,
        values={"new": {"full_name": name, "birth_date": "1980-02-03", "home": home.pk}},
        problems=[],
    )
    return batch


def rule_pack(organization, *, values, name="Quy định riêng", valid_from=LONG_AGO, valid_to=None):
    """`values`: {key: value}, or {key: (value, is_locked)}."""
    pack = RulePack.objects.create(
        organization=organization,
        name=name,
        source="Quyết định 01-QĐ/ĐU",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    for key, value in values.items():
        value, is_locked = value if isinstance(value, tuple) else (value, False)
        RuleValue.objects.create(
            pack=pack, key=key, value=value, source="Điều 1", is_locked=is_locked
        )
    return pack


# Who


def member(
    *,
    home=None,
    cell=None,
    name=None,
    status=StandingStatus.OFFICIAL,
    on_top=None,
    since=LONG_AGO,
    **kwargs,
):
    """A person with the dated facts and the columns of today that agree with them.

    `on_top`: exempt or suspended, which lie on top of membership."""
    name = name or f"Trần Văn Số {next(_numbers)}"
    person = Member.objects.create(
        full_name=name,
        search_key=fold(name),
        sort_key=name_sort_key(name),
        home=home,
        cell=cell,
        is_official=status == StandingStatus.OFFICIAL,
        is_exempt=on_top == StandingStatus.EXEMPT,
        is_suspended=on_top == StandingStatus.SUSPENDED,
        **kwargs,
    )
    for organization, affiliation in [
        (home, Affiliation.Kind.HOME),
        (cell, Affiliation.Kind.CELL),
    ]:
        if organization:
            affiliate(person, organization, affiliation, since=since)
    for standing in [status, on_top]:
        if standing:
            Standing.objects.create(member=person, status=standing, valid_from=since)
    return person


def affiliate(member, organization, affiliation, *, since=LONG_AGO, until=None):
    return Affiliation.objects.create(
        member=member,
        organization=organization,
        kind=affiliation,
        valid_from=since,
        valid_to=until,
    )


def post(member, organization, *, post=PostKind.SECRETARY, since=LONG_AGO, until=None, **kwargs):
    return Post.objects.create(
        member=member,
        organization=organization,
        kind=post,
        valid_from=since,
        valid_to=until,
        **kwargs,
    )


def transfer(member, to, *, state=Transfer.State.STARTED, since=None, **kwargs):
    """A transfer from the member's home, in any state, with the columns the database asks for."""
    today = timezone.localdate()
    pairs = {}
    if state in (Transfer.State.RELEASED, Transfer.State.ACCEPTED):
        pairs |= {"released_on": today, "letter_number": "12"}
    if state == Transfer.State.ACCEPTED:
        pairs |= {"accepted_on": today}
    defaults = {
        "kind": Transfer.Kind.OFFICIAL,
        "from_organization": member.home,
        "since": since or today,
        "due_on": today + timedelta(days=60),
        "started_at": timezone.now(),
    }
    return Transfer.objects.create(
        member=member, to_organization=to, state=state, **defaults | pairs | kwargs
    )


def departure(member, organization, *, on=None, **kwargs):
    """Somebody who left: at home nowhere, so the organisation is told."""
    return Departure.objects.create(
        **{
            "member": member,
            "organization": organization,
            "kind": Departure.Kind.RESIGNED,
            "on": on or timezone.localdate(),
            "recorded_at": timezone.now(),
        }
        | kwargs
    )


def commitment(member, *, year=None, text="Học và làm theo", topics=("Tư tưởng chính trị",)):
    place = member.cell or member.home
    return Commitment.objects.create(
        member=member,
        organization=place,
        year=year or timezone.localdate().year,
        topics=list(topics),
        text=text,
        saved_at=timezone.now(),
        **scope_of(place),
    )


def remark(commitment, *, month=None, text="Có tiến bộ", **kwargs):
    return CommitmentRemark.objects.create(
        commitment=commitment,
        month=month or timezone.localdate().replace(day=1),
        text=text,
        written_at=timezone.now(),
        **kwargs,
    )


def correction(member, *, text="Ngày sinh đúng là 02/03/1970"):
    return CorrectionRequest.objects.create(member=member, text=text, asked_at=timezone.now())


def user(member=None, *, username=None, password=None, **kwargs):
    """Without a password nobody logs in by the form; tests use `force_login`."""
    account = User(username=username or f"user{next(_numbers)}", member=member, **kwargs)
    account.set_password(password)
    account.save()
    return account


def user_session(user, *, session_key=None, created_at=None):
    now = created_at or timezone.now()
    return UserSession.objects.create(
        user=user,
        key_hash=key_hash(session_key or f"key{next(_numbers)}"),
        user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/130.0",
        address="192.0.2.7",
        created_at=now,
        used_at=now,
    )


def announcement(organization, *, occasion=Occasion.NOTICE_ISSUED, path="/", params=None):
    return Announcement.objects.create(
        key=f"test:{next(_numbers)}",
        occasion=occasion,
        organization=organization,
        path=path,
        params=params or {},
        created_at=timezone.now(),
    )


def message(recipient, announcement, *, channel=Channel.IN_APP, state=MessageState.SENT, **kwargs):
    now = timezone.now()
    return Message.objects.create(
        recipient=recipient,
        announcement=announcement,
        channel=channel,
        state=state,
        due_at=now,
        delivered_at=now if state == MessageState.SENT else None,
        **kwargs,
    )


def audit_entry(organization, *, by=None, verb="call_meeting", subject="Một việc"):
    return AuditEntry.objects.create(
        at=timezone.now(),
        by=by,
        organization=organization,
        verb=verb,
        subject=subject,
        **scope_of(organization),
    )


# Meetings

OPENED = {MeetingState.OPEN, MeetingState.HELD, MeetingState.MINUTED, MeetingState.APPROVED}
ENDED = OPENED - {MeetingState.OPEN}
CALLED = OPENED | {MeetingState.CALLED}
GIVEN_UP = {MeetingState.POSTPONED, MeetingState.CANCELLED}


def meeting(
    organization,
    *,
    state=MeetingState.PLANNED,
    kind=MeetingKind.PERIODIC,
    starts_at=None,
    base=20,
    **kwargs,
):
    """A meeting in any state, with the pairs of columns the database asks for. Those that took
    place began two hours ago; the others begin in two days."""
    now = timezone.now().replace(microsecond=0)
    ahead = -timedelta(hours=2) if state in OPENED else timedelta(days=2)
    starts_at = starts_at or now + ahead
    pairs = {}
    if state in CALLED:
        pairs |= {"called_at": now - timedelta(days=3), "notice_revision": 1}
    if state in OPENED:
        pairs |= {"opened_at": starts_at, "began_at": starts_at}
        pairs |= {"roll_count": base, "attendance_base": base, "voting_base": base}
    if state in ENDED:
        pairs |= {"ended_at": starts_at + timedelta(minutes=100)}
    if state == MeetingState.APPROVED:
        pairs |= {"approved_at": now}
    if state in GIVEN_UP:
        pairs |= {"cancel_reason": "Bão số 5"}
    defaults = {
        "month": timezone.localdate(starts_at).replace(day=1),
        "title": f"Sinh hoạt chi bộ số {next(_numbers)}",
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Nhà văn hoá",
        "created_at": now - timedelta(days=4),
    }
    return Meeting.objects.create(
        organization=organization,
        state=state,
        kind=kind,
        starts_at=starts_at,
        **scope_of(organization),
        **defaults | pairs | kwargs,
    )


def campaign(organization, *, to=(), title="An toàn cháy nổ", ahead=timedelta(days=20), **kwargs):
    """A draft, or sent `to` branches."""
    now = timezone.now()
    campaign = Campaign.objects.create(
        organization=organization,
        **scope_of(organization),
        **{
            "kind": Campaign.Kind.DOCUMENT,
            "title": title,
            "expected": "Số đảng viên dự",
            "due_on": timezone.localdate(now) + ahead,
            "created_at": now - timedelta(days=3),
            "sent_at": now - timedelta(days=2) if to else None,
        }
        | kwargs,
    )
    for branch in to:
        CampaignTarget.objects.create(campaign=campaign, organization=branch, **scope_of(branch))
    return campaign


def agenda_item(meeting, *, position=1, title="Đánh giá tình hình tháng qua", **kwargs):
    return AgendaItem.objects.create(meeting=meeting, position=position, title=title, **kwargs)


def attachment(meeting, *, name="Báo cáo.txt", content=b"Noi dung", **kwargs):
    defaults = {
        "content_type": "text/plain",
        "size": len(content),
        "sha256": "0" * 64,
        "uploaded_at": timezone.now(),
    }
    return Attachment.objects.create(
        meeting=meeting,
        name=name,
        file=ContentFile(content, name="report.txt"),
        **defaults | kwargs,
    )


def directive(
    organization, *, number="12-CT/TU", content=b"", removed_at=None, issued_on=None, **kwargs
):
    """One document of the register; with `content` it has a file."""
    now = timezone.now()
    row = Directive(
        organization=organization,
        **scope_of(organization),
        number=number,
        registered_at=kwargs.pop("registered_at", now),
        issued_on=issued_on or timezone.localdate(now) - timedelta(days=5),
        removed_at=removed_at,
        **{"issuer": "Ban Thường vụ", "abstract": "về công tác dân vận"} | kwargs,
    )
    if content:
        row.name, row.content_type, row.size = "Chi thi.pdf", "application/pdf", len(content)
        row.file = ContentFile(content, name="chi-thi.pdf")
    row.search_key = search_key(row)
    row.save()
    return row


def reply(meeting, member, *, answer=Answer.ATTEND, reason=""):
    return Reply.objects.create(
        meeting=meeting, member=member, answer=answer, reason=reason, answered_at=timezone.now()
    )


def attendance(meeting, member, *, status=AttendanceStatus.PRESENT, **kwargs):
    return Attendance.objects.create(meeting=meeting, member=member, status=status, **kwargs)


def minutes(meeting, **kwargs):
    return Minutes.objects.create(meeting=meeting, **kwargs)


def entry(minutes, item, *, text="Đồng chí bí thư nêu tình hình.", **kwargs):
    return MinutesEntry.objects.create(minutes=minutes, item=item, text=text, **kwargs)


def contribution(entry, *, speaker=None, guest_name="", text="Nhất trí.", position=1, **kwargs):
    return Contribution.objects.create(
        entry=entry,
        speaker=speaker,
        guest_name=guest_name,
        text=text,
        position=position,
        **kwargs,
    )


def vote(entry, *, question="Thông qua nghị quyết", base=20, votes_for=20, **kwargs):
    majority = {"majority": "adopt", "numerator": 1, "denominator": 2, "is_strict": True}
    return Vote.objects.create(
        entry=entry, question=question, base=base, votes_for=votes_for, **majority | kwargs
    )


def issued_number(organization, *, document_type="NQ", number=1):
    found = organization.terms.first() or term(organization)
    return IssuedNumber.objects.create(
        organization=organization,
        term=found,
        document_type=document_type,
        number=number,
        issued_on=timezone.localdate(),
    )


def resolution(meeting, *, abstract="về nhiệm vụ tháng tới", published=False, **kwargs):
    if published:
        number = kwargs.pop("number", None) or issued_number(meeting.organization)
        kwargs |= {"published_at": timezone.now(), "number": number}
    return Resolution.objects.create(meeting=meeting, abstract=abstract, **kwargs)


def task(organization, owner, *, description="Thăm gia đình chính sách", assigned=True, **kwargs):
    today = timezone.localdate()
    defaults = {
        "due_on": today + timedelta(days=10),
        "is_assigned": assigned,
        "assigned_on": today if assigned else None,
        "state": TaskState.OPEN,
    }
    return Task.objects.create(
        organization=organization,
        owner=owner,
        description=description,
        **scope_of(organization),
        **defaults | kwargs,
    )


def paper(meeting, *, kind=PaperKind.NOTICE, draft=False, content=b"%PDF-1.7 giay", **kwargs):
    """A finished paper with a file."""
    now = timezone.now()
    defaults = {
        "revision": str(next(_numbers)),
        "state": Paper.State.READY,
        "sha256": "0" * 64,
        "requested_at": now,
        "made_at": now,
    }
    return Paper.objects.create(
        meeting=meeting,
        kind=kind,
        is_draft=draft,
        file=ContentFile(content, name="paper.pdf"),
        **defaults | kwargs,
    )


def branch_month(branch, *, month=None, **figures):
    return BranchMonth.objects.create(
        branch=branch,
        month=month or timezone.localdate().replace(day=1),
        superior_id=branch.superior_id,
        grassroots_id=branch.grassroots_id,
        **figures,
    )
