"""The installation's signature on papers, with a certificate made for the test."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from papers.pdf import render
from papers.seal import SealUnusable, is_configured, seal

NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def without_loop():
    """A browser test before leaves its event loop running here; pyHanko starts its own."""
    loop = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(None)
    yield
    asyncio.events._set_running_loop(loop)


@pytest.fixture
def keystore(tmp_path, settings, without_loop):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sổ Chi Bộ thử nghiệm")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "seal.p12"
    encryption = serialization.BestAvailableEncryption(b"mat-khau")
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, encryption)
    )
    settings.SEAL_KEYSTORE, settings.SEAL_PASSWORD = str(path), "mat-khau"
    return path


def status_of(pdf, keystore):
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    roots = [signature.signer_cert]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=roots))


def test_sealed_paper_is_whole_and_says_so(minutes, style, keystore):
    paper = render(minutes, style)

    sealed = seal(paper)

    status = status_of(sealed, keystore)
    assert status.intact
    assert status.valid
    assert sealed.startswith(paper)  # added to, nothing rewritten: a later signature can follow


def test_one_changed_byte_breaks_the_seal(minutes, style, keystore):
    sealed = bytearray(seal(render(minutes, style)))
    place = sealed.index(b"/Producer") if b"/Producer" in sealed else 2000
    sealed[place + 12] ^= 1

    assert not status_of(bytes(sealed), keystore).intact


def test_without_a_certificate_nothing_is_sealed(settings):
    settings.SEAL_KEYSTORE = ""

    assert not is_configured()


def test_wrong_password_is_said(minutes, style, keystore, settings):
    settings.SEAL_PASSWORD = "sai"

    with pytest.raises(SealUnusable, match=r"seal\.p12"):
        seal(render(minutes, style))
