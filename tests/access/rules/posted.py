"""What a browser would post, where the pages do not show it."""

from base64 import b64decode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

# The smallest picture there is.
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def reason(_made):
    return {"reason": "Bão số 5"}


def today(_made):
    return {"on": f"{timezone.localdate():%d/%m/%Y}"}


def transferred(made):
    return {
        **today(made),
        "kind": "official",
        "since": "01/06/2026",
        "organization": made["leaving_transfer"].to_organization.public_id,
    }


def upload(_made):
    return {"uploads": SimpleUploadedFile("bao-cao.png", DOT), "grade": "none"}


def count(_made):
    return {
        "question": "Thông qua",
        "method": "open",
        "majority": "adopt",
        "votes_for": 11,
        "votes_against": 0,
        "votes_abstain": 0,
    }
