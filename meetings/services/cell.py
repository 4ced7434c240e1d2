"""A month by cells: one meeting a cell, folded into the record of the branch.

How figures count. The branch meets once a month, and its record is the branch's own meeting: that
one is planned, called, held and filed in `BranchMonth`, and its roll is the whole
branch with both bases of its day. The cells' meetings carry `Meeting.part_of` and count for nothing
by themselves: `DERIVED` reads only meetings whose organisation is the branch. When the roll of the
branch opens, each member gets the mark of the cell's finished meeting. A roll has one row a member,
so nobody is counted twice, whoever sits in two cells (present before excused before unexcused); who
is in no cell is called by the branch. Votes of the branch are put at the branch's own meeting, on
its own base: votes in cells are never added up.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from branches.models import Organization
from meetings.cells import NOT_BY_CELLS, cells_without_part
from meetings.models import AgendaItem, Meeting, MeetingKind
from meetings.models.meeting import BEFORE_ROLL_CALL, MINUTES_BEING_WRITTEN
from members.models import Member, Post, PostKind, User
from members.services.audit import record

from .carrying import bring_over
from .meeting import MeetingPlan, plan_meeting
from .month import refresh_branch_month
from .rollcall import count_roll, take_over_from_cells
from .states import locked, require_state

COPIED = ["position", "section", "title", "category", "planned_minutes", "question", "hint"]


@transaction.atomic
def plan_by_cells(*, meeting: Meeting, by: User, now: datetime) -> list[Meeting]:
    """One meeting for each cell that has none yet: at the branch's time, with the branch's agenda,
    led by the cell's leader, who changes and calls it."""
    meeting = locked(meeting)
    require_state(meeting, BEFORE_ROLL_CALL)
    if meeting.kind in NOT_BY_CELLS or not meeting.organization.is_branch:
        raise ValidationError(_("Only a branch meets by cells."))
    cells = cells_without_part(meeting)
    if not cells:
        raise ValidationError(_("Every cell of this branch has its meeting already."))
    parts = [_plan_part(meeting, cell, by, now) for cell in cells]
    record(
        verb="plan_by_cells",
        subject=meeting.title,
        organization=meeting.organization,
        by=by,
        now=now,
    )
    return parts


def _plan_part(meeting: Meeting, cell: Organization, by: User, now: datetime) -> Meeting:
    plan = MeetingPlan(
        kind=MeetingKind.CELL,
        month=meeting.month,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        form=meeting.form,
        place=meeting.place,
        link=meeting.link,
        chair=_holder(cell, PostKind.CELL_LEADER, meeting.starts_at) or meeting.chair,
        recorder=_holder(cell, PostKind.CELL_DEPUTY, meeting.starts_at),
    )
    part = plan_meeting(organization=cell, plan=plan, by=by, now=now, is_time_given=True)
    part.part_of = meeting
    part.save(update_fields=["part_of"])
    items = list(meeting.items.all())
    if items:
        part.items.all().delete()
        AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=part,
                presenter=plan.chair,
                **{name: getattr(item, name) for name in COPIED},
            )
            for item in items
        )
        # The cell's own old business stands on the new agenda too.
        part.brought.all().delete()
        bring_over(organization=cell, now=now)
    return part


def _holder(cell: Organization, kind: PostKind, at: datetime) -> Member | None:
    posts = Post.objects.in_force(timezone.localdate(at)).filter(organization=cell, kind=kind)
    post = posts.select_related("member").order_by("pk").first()
    return post.member if post else None


@transaction.atomic
def fold_cells(*, meeting: Meeting, by: User, now: datetime) -> int:
    """Takes over the marks of cells that met since the roll opened; marks already made stay.
    Returns how many people got one."""
    meeting = locked(meeting)
    require_state(meeting, MINUTES_BEING_WRITTEN)
    count = take_over_from_cells(meeting)
    count_roll(meeting)
    meeting.version += 1
    meeting.save()
    refresh_branch_month(branch=meeting.branch, month=meeting.month)
    record(
        verb="fold_cells", subject=meeting.title, organization=meeting.organization, by=by, now=now
    )
    return count
