"""What may be uploaded: checked by content, never by what a browser or a name claims."""

import hashlib
import re
import uuid
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from meetings.models import Meeting
from papers.text import normalize

from .office import check_office
from .secrecy import refuse_graded_name

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Accepted:
    """A kind of file: the type it is served as, its first bytes, and what its end must have."""

    content_type: str
    beginning: bytes
    ending: bytes = b""


ZIP = b"PK\x03\x04"
JPEG = Accepted("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9")
ACCEPTED = {
    ".pdf": Accepted("application/pdf", b"%PDF-", b"%%EOF"),
    ".docx": Accepted(f"{OFFICE}.wordprocessingml.document", ZIP),
    ".xlsx": Accepted(f"{OFFICE}.spreadsheetml.sheet", ZIP),
    ".pptx": Accepted(f"{OFFICE}.presentationml.presentation", ZIP),
    ".odt": Accepted("application/vnd.oasis.opendocument.text", ZIP),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": Accepted("image/png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
}
# Scanners and cameras write a little after the end mark.
TAIL = 2048
# Old Word, and any office file under a password, are in Microsoft's older container.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAME_LENGTH = 255
UNNAMED = "tai-lieu"


@dataclass(frozen=True)
class CheckedUpload:
    name: str
    file: "ContentFile[bytes]"
    content_type: str
    size: int
    sha256: str


def accepted_extensions() -> list[str]:
    return list(ACCEPTED)


def checked_upload(upload: UploadedFile, *, meeting: Meeting | None = None) -> CheckedUpload:
    """The file as it may be kept. ValidationError says what is wrong and what to do. With
    `meeting`, also whether it has room for one more."""
    if meeting and meeting.attachments.filter(removed_at=None).count() >= settings.UPLOAD_MAX_FILES:
        raise ValidationError(
            _("A meeting has at most %(count)s documents. Join some of them into one file.")
            % {"count": settings.UPLOAD_MAX_FILES}
        )
    name = clean_name(upload.name or "")
    refuse_graded_name(name)
    content = _content(upload)
    extension = PurePath(name).suffix.lower()
    accepted = _accepted(extension, content)
    if accepted.beginning == ZIP:
        check_office(extension, content)
    elif zipfile.is_zipfile(BytesIO(content)):
        raise ValidationError(_("Another file is hidden in this one. Save it anew and try again."))
    return CheckedUpload(
        name=name,
        # A name of ours on disk: what people called it never touches the file system.
        file=ContentFile(content, name=f"{uuid.uuid4().hex}{extension}"),
        content_type=accepted.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def clean_name(name: str) -> str:
    """The last part of a name, without anything that could break a header or a path."""
    name = normalize(name).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[\n\t\"<>:|?*;]", " ", name)
    name = " ".join(name.split()).rstrip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    stem = stem.strip(". ") or UNNAMED
    ending = f".{suffix.strip()[:10]}" if suffix.strip() else ""
    return f"{stem[: NAME_LENGTH - len(ending)]}{ending}"


def _content(upload: UploadedFile) -> bytes:
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(mb)s MB. Make it smaller or split it.")
            % {"mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        )
    content = upload.read()
    if not content:
        raise ValidationError(_("The file is empty. Choose it again."))
    return bytes(content)


def _accepted(extension: str, content: bytes) -> Accepted:
    if content.startswith(OLD_OFFICE):
        raise ValidationError(
            _(
                "This file is locked with a password or in an old format, and cannot be checked. "
                "Take the password off, save it as .docx, .xlsx or PDF, and choose it anew."
            )
        )
    accepted = ACCEPTED.get(extension)
    if accepted is None:
        kinds = _("PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, JPEG or PNG")
        raise ValidationError(
            _("This kind of file is not accepted. Use %(kinds)s.") % {"kinds": kinds}
        )
    if not content.startswith(accepted.beginning):
        raise ValidationError(
            _(
                "The file is called “%(extension)s” but contains something else (%(found)s). "
                "Save it again in the right format and choose it anew."
            )
            % {"extension": extension, "found": _really_is(content)}
        )
    if accepted.ending not in content[-TAIL:]:
        raise ValidationError(
            _("The file is incomplete. Open it, save it again and choose it anew.")
        )
    return accepted


def _really_is(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4096])) or _("unknown")
    except (puremagic.PureError, ValueError):
        return _("unknown")
