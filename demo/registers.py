"""Documents from above in the registers of the committees: invented numbers, invented words."""

import hashlib
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from xml.sax.saxutils import escape

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from branches.models import Organization, Tier
from meetings.models import AgendaItem, Directive, DirectiveReading
from meetings.services.directive import search_key
from meetings.services.directive_agenda import NEW_DOCUMENTS
from members.models import Member
from papers.text import fold

from .chance import Dice, dice
from .tree import Unit
from .years import count_from_one

# Symbol, who issues by tier, what it is about, days ago.
DOCUMENTS = [
    ("KH", "về tuyên truyền kỷ niệm các ngày lễ lớn trong quý", 9),
    ("CV", "về việc rà soát đảng viên đi làm ăn xa", 24),
    ("HD", "về nội dung sinh hoạt chi bộ tháng tới", 33),
    ("CT", "về tăng cường phòng cháy, chữa cháy ở khu dân cư", 71),
    ("KH", "về phong trào “Ngày thứ Bảy vì cộng đồng”", 128),
]
SYMBOLS = {Tier.PROVINCE: "TU", Tier.SUPERIOR: "QU", Tier.GRASSROOTS: "ĐU", Tier.SECTIONAL: "ĐUBP"}
TEXT = [
    "Văn bản này là ví dụ để xem thử phần mềm, không phải văn bản thật.",
    "1. Các chi bộ phổ biến nội dung đến toàn thể đảng viên trong kỳ sinh hoạt gần nhất.",
    "2. Mỗi đảng viên nhận một việc cụ thể ở nơi mình ở; chi bộ theo dõi, ghi vào biên bản.",
    "3. Bí thư chi bộ báo cáo kết quả trước ngày 25 hằng tháng.",
]
SHARE_READ = 0.4
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)
PARAGRAPH = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'


def fill_registers(ward: Unit, *, seed: int, now: datetime) -> None:
    """A handful for each committee; those of the ward with files, readers, and a place on the
    agendas of its branches."""
    for model in (Directive, DirectiveReading, AgendaItem.directives.through):
        count_from_one(model._meta.db_table)
    rows = []
    for committee in Organization.objects.committees().select_related("kind").order_by("pk"):
        chance = dice(seed, "register", committee.pk)
        rows += _of(committee, chance, now, with_files=committee.pk == ward.id)
    Directive.objects.bulk_create(rows, batch_size=1000)
    own = [row for row in rows if row.organization_id == ward.id]
    _read(own, dice(seed, "register readers"), now)
    _put_on_agendas(own[0], now)


def _of(
    committee: Organization, chance: Dice, now: datetime, *, with_files: bool
) -> list[Directive]:
    symbol = SYMBOLS[Tier(committee.kind.tier)]
    number = chance.number(40, 160)
    rows = []
    for code, abstract, days in DOCUMENTS:
        number -= chance.number(1, 8)
        day = timezone.localdate(now) - timedelta(days=days + chance.number(0, 5))
        row = Directive(
            public_id=chance.uuid(),
            organization=committee,
            **committee.scope_keys,
            number=f"{number}-{code}/{symbol}",
            issuer=committee.name,
            issued_on=day,
            abstract=abstract,
            registered_at=now - timedelta(days=days - 2),
        )
        row.search_key = search_key(row)
        if with_files:
            _keep(row)
        rows.append(row)
    return rows


def _keep(row: Directive) -> None:
    content = _docx([f"Số {row.number}", row.abstract[0].upper() + row.abstract[1:], *TEXT])
    path = f"directives/demo/{row.public_id}.docx"
    default_storage.delete(path)
    row.file.name = default_storage.save(path, ContentFile(content))
    row.name = f"{row.number.replace('/', '-')}.docx"
    row.content_type, row.size = DOCX, len(content)
    row.sha256 = hashlib.sha256(content).hexdigest()


def _docx(paragraphs: Sequence[str]) -> bytes:
    target = BytesIO()
    body = "".join(PARAGRAPH.format(escape(one)) for one in paragraphs)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {**PARTS, "word/document.xml": BODY.format(body)}.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def _read(rows: Sequence[Directive], chance: Dice, now: datetime) -> None:
    people = Member.objects.filter(home__grassroots=rows[0].organization, is_suspended=False)
    ids = list(people.order_by("pk").values_list("pk", flat=True))
    DirectiveReading.objects.bulk_create(
        DirectiveReading(directive=row, member_id=pk, read_at=now - timedelta(hours=3 + number))
        for number, row in enumerate(rows)
        for pk in ids
        if chance.happens(SHARE_READ)
    )


def _put_on_agendas(document: Directive, now: datetime) -> None:
    """Under the item about new documents of the next meeting of each branch."""
    items = AgendaItem.objects.filter(
        meeting__grassroots=document.organization, meeting__starts_at__gt=now
    )
    first: dict[int, AgendaItem] = {}
    for item in items.select_related("meeting").order_by("meeting__starts_at", "pk"):
        if NEW_DOCUMENTS in fold(item.title):
            first.setdefault(item.meeting.organization_id, item)
    through = AgendaItem.directives.through
    through.objects.bulk_create(
        through(agendaitem_id=item.pk, directive_id=document.pk) for item in first.values()
    )
