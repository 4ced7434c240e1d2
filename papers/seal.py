"""The installation's own signature (PAdES) on approved papers, when a certificate is configured.

It leaves room for more: a personal signature can be added to the same file later.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter

FIELD = "Seal"


class SealUnusable(Exception):
    """The key file cannot be read or opened; whoever looks after the system must put it right."""


def is_configured() -> bool:
    return bool(settings.SEAL_KEYSTORE)


def seal(pdf: bytes) -> bytes:
    """The same file with a signature over all of it; one changed byte shows in any reader."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        app_build_props=None,
    )
    sealed = BytesIO()
    sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        metadata,
        signer=_signer(settings.SEAL_KEYSTORE, settings.SEAL_PASSWORD),
        output=sealed,
    )
    return sealed.getvalue()


@lru_cache(maxsize=1)
def _signer(keystore: str, password: str) -> SimpleSigner:
    signer = SimpleSigner.load_pkcs12(
        str(Path(keystore)), passphrase=password.encode() if password else None
    )
    if signer is None:
        raise SealUnusable(f"The key file {keystore} cannot be opened with the password given.")
    return signer
