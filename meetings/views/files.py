"""Handing out a kept file."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

SHOWN = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def send_file(file: FieldFile, name: str, content_type: str, *, is_download: bool) -> FileResponse:
    """Whatever is in the file, the browser runs none of it. What people uploaded is always a
    download; only papers of our own making are shown in the page (no reader works in a sandbox)."""
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=is_download, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{SHOWN}; sandbox" if is_download else SHOWN
    return response
