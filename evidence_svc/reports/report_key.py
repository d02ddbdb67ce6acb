"""The service's own key for signing reports, with a certificate it issues to itself: made once, kept for its owner."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from evidence_svc.errors import ServiceError

KEY_FILE, CERTIFICATE_FILE = "report.key", "report.crt"
COMMON_NAME = "evidence-svc: báo cáo kiểm tra minh chứng"
YEARS = 10


class ReportKeyError(ServiceError):
    """The key cannot be used; `reason` says why."""

    reason = "report-key-unusable"
    message = "Không dùng được khóa ký báo cáo của hệ thống. Hãy báo quản trị kiểm tra thư mục khóa."


@dataclass(frozen=True, slots=True)
class ReportKey:
    """A P-256 key (PEM, PKCS #8) and its self-issued certificate (DER)."""

    private: bytes
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in hex: what people compare, for nobody else vouches for it."""
        return hashlib.sha256(self.certificate).hexdigest()


def open_report_key(folder: Path, now: datetime) -> ReportKey:
    """The key of this installation; the first call makes it. Raises ReportKeyError.

    A certificate without its key, or a key that others may read, is not replaced in silence.
    """
    key, certificate = folder / KEY_FILE, folder / CERTIFICATE_FILE
    if not key.exists() and not certificate.exists():
        _make(folder, now)
    try:
        if stat.S_IMODE(key.stat().st_mode) & 0o077:
            raise ReportKeyError(reason="report-key-unsafe")
        return ReportKey(key.read_bytes(), _der(certificate.read_bytes()))
    except (OSError, ValueError) as error:
        raise ReportKeyError from error


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def _make(folder: Path, now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(folder / KEY_FILE, pem, 0o600)
    _write(folder / CERTIFICATE_FILE, certificate.public_bytes(Encoding.PEM), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """A file that must not exist yet, with its rights from the first moment; another process may have been first."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise ReportKeyError(reason="report-key-made-meanwhile") from error
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def check_key(key: ReportKey) -> None:
    """Whether key and certificate belong together; raises ReportKeyError."""
    try:
        private = load_pem_private_key(key.private, None)
    except ValueError as error:
        raise ReportKeyError from error
    if private.public_key() != x509.load_der_x509_certificate(key.certificate).public_key():
        raise ReportKeyError(reason="report-key-mismatch")
