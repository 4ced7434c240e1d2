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

# Extension → (content type served, first bytes it must have).
ZIP = b"PK\x03\x04"
ALLOWED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (ZIP,),
    ),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (ZIP,)),
    ".pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (ZIP,),
    ),
    ".odt": ("application/vnd.oasis.opendocument.text", (ZIP,)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
}
# What an office file of each kind has inside; a zip without it only calls itself one.
INSIDE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/", ".odt": "content.xml"}
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_FILES = 2000
# The marks of Law 117/2025/QH15, as they are stamped: alone, in brackets, or in capitals.
GRADED = re.compile(
    r"(tuyệt\s*mật|tối\s*mật|tuyet\s*mat|toi\s*mat|[\[(_\-\s]m[aậ]t[\])_\-\s.])", re.I
)
STAMP = re.compile(r">\s*(TUYỆT MẬT|TỐI MẬT|MẬT)\s*<")


@dataclass(frozen=True)
class CheckedUpload:
    name: str
    file: ContentFile
    content_type: str
    size: int
    sha256: str


def checked_upload(upload: UploadedFile, *, meeting: Meeting) -> CheckedUpload:
    """The file as it may be kept. ValidationError names what is wrong and what to do."""
    if meeting.attachments.filter(removed_at=None).count() >= settings.UPLOAD_MAX_FILES:
        raise _wrong(
            _("A meeting has at most %(count)s documents. Join some of them into one file.")
            % {"count": settings.UPLOAD_MAX_FILES}
        )
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise _wrong(
            _("The file is larger than %(mb)s MB. Make it smaller or split it.")
            % {"mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        )
    if not size:
        raise _wrong(_("The file is empty. Choose it again."))
    name = clean_name(upload.name or "")
    _refuse_graded_name(name)
    content = upload.read()
    extension = PurePath(name).suffix.lower()
    content_type = _content_type(extension, content)
    if content.startswith(ZIP):
        _check_zip(extension, content)
    return CheckedUpload(
        name=name,
        # A name of ours on disk: what people called it never touches the file system.
        file=ContentFile(content, name=f"{uuid.uuid4().hex}{extension}"),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def clean_name(name: str) -> str:
    """The last part of a name, without anything that could break a header or a path."""
    name = normalize(name).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[\n\t\"<>:|?*;]", " ", name)
    name = " ".join(name.split()).lstrip(".") or "tai-lieu"
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    return f"{stem[: 255 - len(suffix)]}{suffix}"


def _content_type(extension: str, content: bytes) -> str:
    kinds = _("PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, JPEG or PNG")
    if extension not in ALLOWED:
        raise _wrong(_("This kind of file is not accepted. Use %(kinds)s.") % {"kinds": kinds})
    content_type, beginnings = ALLOWED[extension]
    if not content.startswith(beginnings):
        found = _really_is(content)
        raise _wrong(
            _(
                "The file is called “%(extension)s” but contains something else (%(found)s). "
                "Save it again in the right format and choose it anew."
            )
            % {"extension": extension, "found": found}
        )
    return content_type


def _really_is(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4096])) or _("unknown")
    except puremagic.PureError:
        return _("unknown")


def _check_zip(extension: str, content: bytes) -> None:
    """Office files are zips: looked into before anything unpacks them."""
    broken = _wrong(_("The file is damaged. Open it, save it again and choose it anew."))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise broken from None
    if (
        len(entries) > MAX_UNPACKED_FILES
        or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES
    ):
        raise _wrong(_("The file unpacks to far more than a document needs and is refused."))
    if not any(entry.filename.startswith(INSIDE[extension]) for entry in entries):
        raise broken
    _refuse_graded_text(archive, entries)


def _refuse_graded_text(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.filename in ("word/document.xml", "content.xml") or entry.filename.startswith(
            "word/header"
        ):
            try:
                text = archive.read(entry)[:MAX_UNPACKED_BYTES].decode("utf-8", "ignore")
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
                raise _wrong(
                    _("The file is locked with a password or damaged and cannot be checked.")
                ) from None
            if STAMP.search(normalize(text)):
                raise graded_refused()


def _refuse_graded_name(name: str) -> None:
    if GRADED.search(f" {name} "):
        raise graded_refused()


def graded_refused() -> ValidationError:
    """Law 117/2025/QH15, Article 5: no state secret on a computer joined to a network."""
    return _wrong(
        _(
            "Documents graded Mật, Tối mật or Tuyệt mật must not be put on this system or any "
            "networked computer (Law 117/2025/QH15, Article 5). Hand the document over on paper "
            "through the office that keeps secret documents; in the agenda write only “document "
            "handed over on paper”, without its title or content."
        )
    )


def _wrong(message: str) -> ValidationError:
    return ValidationError({"file": message})
