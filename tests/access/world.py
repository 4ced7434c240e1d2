"""One object of each kind and state in each branch and cell, every text of it marked.

Built once for all tests of the package. `world.at["branch"]["approved_meeting"]` is an object;
`world.accounts` has the cast.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import AutoField

from meetings.models import (
    Answer,
    AttendanceNote,
    AttendanceStatus,
    Form,
    Guest,
    MeetingKind,
    MeetingState,
    PaperKind,
)
from members.models import Affiliation, PostKind, Transfer
from members.services.identity import seal
from tests import factories
from tests.cast import CAST, Tree, play, play_moved_away, play_technical_admin

from . import (
    world_campaign,
    world_directives,
    world_engine,
    world_floor,
    world_templates,
    world_year,
)
from .canaries import telephone, token
from .rights import PLACES
from .world_books import year_book
from .world_prepare import prepare

# Where meetings are held; the other places are committees.
HOLDS_MEETINGS = ["branch", "cell", "sibling", "cousin", "far"]


@dataclass
class World:
    tree: Tree = field(default_factory=Tree)
    accounts: dict = field(default_factory=dict)
    at: dict = field(default_factory=dict)

    def user(self, role):
        return self.accounts[role]


def spread_ids():
    """No two tables share an id, so that an id of the wrong kind is seen to be refused."""
    tables = [model._meta.db_table for model in apps.get_models() if _counts_up(model)]
    with connection.cursor() as cursor:
        for number, table in enumerate(tables, start=1):
            cursor.execute(
                "SELECT setval(name, greatest(nextval(name), %s))"
                " FROM pg_get_serial_sequence(%s, 'id') AS name",
                [number * 20_000, table],
            )


def _counts_up(model):
    return model._meta.managed and isinstance(model._meta.pk, AutoField)


def build():
    spread_ids()
    world = World()
    for place in PLACES:
        world.at[place] = {"organization": getattr(world.tree, place)}
    # Small branches may have cells here.
    factories.rule_pack(world.tree.district, values={"cell.eligible_from": 3})
    for place in HOLDS_MEETINGS:
        people(world, place)
    cast(world)
    for place in HOLDS_MEETINGS:
        Furnish(world, place).all()
        year_book(place, world.at[place])
        prepare(world, place)
    world_floor.furnish(world, HOLDS_MEETINGS, factories)
    for place in ["district", "far_district"]:
        reorganization(world, place)
        roster(world, place)
    world_engine.furnish(world)
    world_year.furnish(world)
    world_campaign.furnish(world)
    world_directives.furnish(world)
    world_templates.furnish(world)
    return world


def reorganization(world, place):
    """One that waits for its day, below the place."""
    scope = world.at[place]["organization"]
    source = scope.children.order_by("pk").first()
    world.at[place]["reorganization"] = factories.reorganization(source, name="Tên sẽ mang")


def roster(world, place):
    """Two files that somebody brought in for the place: one to be mended, one to be saved."""
    made, name = world.at[place], f"Lò Thị {token(place, 'roll')}"
    made["import_batch"] = factories.import_batch(made["organization"], name=name)
    home = {"district": "branch", "far_district": "far"}[place]
    made["good_import"] = factories.good_import(
        made["organization"], world.at[home]["organization"], name=name
    )


def people(world, place):
    """Two on the roll who are not of the cast: their names are known to those who read notices
    (they chair and present), their telephone only to those who see the roll."""
    organization = getattr(world.tree, place)
    is_cell = organization.kind.code == "cell"
    home = organization.parent if is_cell else organization
    details = {
        "home": home,
        "cell": organization if is_cell else None,
        "email": f"{token(place, 'roll')}@example.vn",
    }
    world.at[place] |= {
        "chair": factories.member(
            name=f"Trần Văn {token(place, 'notice')}", phone=telephone(place, PLACES), **details
        ),
        "owner": factories.member(name=f"Lê Thị {token(place, 'notice')}", **details),
        # Mentioned nowhere but on the roll.
        "member": factories.member(
            name=f"Vũ Thị {token(place, 'roll')}",
            **seal(f"0011500{PLACES.index(place):05d}"),
            **details,
        ),
    }


def cast(world):
    for username in CAST:
        world.accounts[username] = play(world.tree, username)
    world.accounts["moved_away"] = play_moved_away(world.tree)
    world.accounts["technical_admin"] = play_technical_admin()


class Furnish:
    """Fills one place with objects."""

    def __init__(self, world, place):
        self.world, self.place = world, place
        self.made = world.at[place]
        self.organization = self.made["organization"]
        self.kind = MeetingKind.CELL if place == "cell" else MeetingKind.PERIODIC

    def all(self):
        self.made["term"] = factories.term(self.organization)
        self.post()
        self.planned()
        self.called()
        self.of_the_committee()
        self.open()
        self.held()
        self.minuted()
        self.approved()
        self.log()
        if self.place not in ("cell", "far"):
            self.transfers()
            self.commitments()
            self.made["resident"] = self.resident()
            self.made["departure"] = factories.departure(
                factories.member(name=f"Mai Thị {self.token('roll')}"), self.organization
            )
            self.made["correction"] = factories.correction(
                self.made["member"], text=f"Sai {self.token('roll')}"
            )
        if self.place != "cell":
            factories.branch_month(self.organization, planned=1, called=1, held=1)

    def token(self, level):
        return token(self.place, level)

    def meeting(self, state, level="notice", **kwargs):
        item_title = f"Nội dung {self.token(level)}"
        meeting = factories.meeting(
            self.organization,
            **{"kind": self.kind}
            | kwargs
            | {
                "state": state,
                "title": f"Họp {self.token(level)}",
                "place": f"Phòng {self.token(level)}",
                "notice_text": f"Mời dự {self.token(level)}",
                "chair": self.made["chair"],
                "recorder": self.made["owner"],
            },
        )
        item = factories.agenda_item(
            meeting, title=item_title, question=f"Hỏi {self.token(level)}", presenter=meeting.chair
        )
        self.made[f"{state}_item"] = item
        return meeting

    def post(self):
        """Who holds it is told to everybody there; by which decision, to those who see the roll."""
        is_cell = self.place == "cell"
        before = factories.term(
            self.organization, ordinal=8, valid_from=date(2015, 1, 1), valid_to=date(2020, 1, 1)
        )
        self.made["post"] = factories.post(
            self.made["chair"],
            self.organization,
            post=PostKind.CELL_DEPUTY if is_cell else PostKind.COMMITTEE_MEMBER,
            decision=f"Quyết định {self.token('roll')}",
            # It was never renewed.
            term=before,
        )

    def planned(self):
        meeting = self.made["planned_meeting"] = self.meeting(
            MeetingState.PLANNED, "draft", kind=self._other_kind()
        )
        self.made["planned_attachment"] = self.attachment(meeting, "draft")

    def _other_kind(self):
        """Only one periodic meeting a month; the others are extraordinary."""
        return MeetingKind.CELL if self.place == "cell" else MeetingKind.EXTRAORDINARY

    def called(self):
        # The form that has points.
        meeting = self.made["called_meeting"] = self.meeting(
            MeetingState.CALLED, form=Form.HYBRID, link="https://hop.example.vn"
        )
        self.made["attachment"] = self.attachment(meeting, "notice")
        self.made["removed_attachment"] = self.attachment(
            meeting, "draft", removed_at=meeting.created_at
        )
        self.made["notice_paper"] = self.paper(meeting, PaperKind.NOTICE, "notice", draft=False)
        # Why somebody cannot come is for those who run the meeting.
        factories.reply(
            meeting, self.made["owner"], answer=Answer.LEAVE, reason=f"Ốm {self.token('draft')}"
        )

    def of_the_committee(self):
        if self.place != "cell":
            self.made["committee_meeting"] = self.meeting(
                MeetingState.CALLED, "draft", kind=MeetingKind.COMMITTEE
            )

    def transfers(self):
        """One leaves and one arrives; the letter is known to both sides."""
        far = self.world.tree.far
        word = self.token("roll")
        self.made["leaving_transfer"] = factories.transfer(
            factories.member(home=self.organization, name=f"Hà Thị {word}"), far, reason=word
        )
        self.made["arriving_transfer"] = factories.transfer(
            factories.member(home=far, name=f"Hà Văn {word}"),
            self.organization,
            state=Transfer.State.RELEASED,
            letter=ContentFile(f"%PDF-1.7 {word}".encode(), name="letter.pdf"),
        )

    def resident(self):
        """At home far away; linked to where they live."""
        person = factories.member(home=self.world.tree.far, name=f"Ngô Thị {self.token('roll')}")
        factories.affiliate(person, self.organization, Affiliation.Kind.RESIDENCE)
        return person

    def commitments(self):
        word = self.token("draft")
        self.made["commitment"] = factories.commitment(self.made["owner"], text=f"Hứa {word}")
        reader = {"branch": "secretary", "sibling": "stranger"}.get(self.place)
        if reader:
            own = factories.commitment(self.world.accounts[reader].member)
            factories.remark(own)
            self.made["own_commitment"] = own

    def open(self):
        meeting = self.made["open_meeting"] = self.meeting(
            MeetingState.OPEN, kind=self._other_kind()
        )
        self.write_up(meeting, "open", "draft", published=False)

    def held(self):
        meeting = self.made["held_meeting"] = self.meeting(
            MeetingState.HELD, kind=self._other_kind()
        )
        self.write_up(meeting, "held", "draft", published=False)
        self.made["draft_paper"] = self.paper(meeting, PaperKind.MINUTES, "draft", draft=True)

    def minuted(self):
        meeting = self.made["minuted_meeting"] = self.meeting(
            MeetingState.MINUTED, kind=self._other_kind()
        )
        self.write_up(meeting, "minuted", "draft", published=False)

    def approved(self):
        meeting = self.made["approved_meeting"] = self.meeting(
            MeetingState.APPROVED, kind=self._other_kind()
        )
        # Before the one whose minutes are being written, which confirms these.
        meeting.starts_at -= timedelta(minutes=1)
        meeting.save(update_fields=["starts_at"])
        self.write_up(meeting, "approved", "record", published=True)
        self.made["minutes_paper"] = self.paper(meeting, PaperKind.MINUTES, "record", draft=False)

    def write_up(self, meeting, state, level, *, published):
        """Roll, minutes, vote, resolution and task of a meeting that took place."""
        word = self.token(level)
        made = self.made
        factories.attendance(meeting, made["chair"])
        factories.attendance(meeting, made["owner"], status=AttendanceStatus.EXCUSED)
        AttendanceNote.objects.create(meeting=meeting, member=made["owner"], reason=f"Ốm {word}")
        Guest.objects.create(meeting=meeting, name=f"Khách {word}", office="Mặt trận")
        minutes = made[f"{state}_minutes"] = factories.minutes(meeting, fee_note=f"Đảng phí {word}")
        entry = made[f"{state}_entry"] = factories.entry(
            minutes, made[f"{state}_item"], text=f"Nêu {word}", conclusion=f"Kết luận {word}"
        )
        made[f"{state}_contribution"] = factories.contribution(
            entry, speaker=made["owner"], text=f"Ý kiến {word}"
        )
        vote = made[f"{state}_vote"] = factories.vote(entry, question=f"Thông qua {word}")
        resolution = made[f"{state}_resolution"] = factories.resolution(
            meeting,
            abstract=f"về {word}",
            direction=f"Phương hướng {word}",
            vote=vote,
            published=published,
        )
        made[f"{state}_task"] = factories.task(
            self.organization,
            made["owner"],
            resolution=resolution,
            description=f"Việc {word}",
            assigned=published,
        )

    def attachment(self, meeting, level, **kwargs):
        word = self.token(level)
        return factories.attachment(
            meeting, name=f"Báo cáo {word}.txt", content=word.encode(), **kwargs
        )

    def paper(self, meeting, kind, level, *, draft):
        return factories.paper(
            meeting, kind=kind, draft=draft, content=f"%PDF-1.7 {self.token(level)}".encode()
        )

    def log(self):
        self.made["audit_entry"] = factories.audit_entry(
            self.organization, subject=f"Họp {self.token('log')}"
        )
        word = self.token("notice")
        announcement = self.made["announcement"] = factories.announcement(
            self.organization,
            params={
                "title": f"Họp {word}",
                "branch": word,
                "place": word,
                "starts_at": self.made["called_meeting"].starts_at.isoformat(),
            },
        )
        reader = {"branch": "secretary", "sibling": "stranger"}.get(self.place)
        if reader:
            self.made["session"] = factories.user_session(self.world.accounts[reader])
        recipient = self.world.accounts[reader].member if reader else self.made["owner"]
        factories.message(recipient, announcement)
