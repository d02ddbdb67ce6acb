"""Sign a report with the service's own key, as PAdES says, so that a changed report shows in any PDF reader."""

from __future__ import annotations

import io

from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidence_svc.reports.report_key import COMMON_NAME, ReportKey, check_key

FIELD = "BaoCao"
REASON = "Báo cáo do hệ thống lập tự động"


def sign_report(content: bytes, key: ReportKey) -> bytes:
    """A report's bytes with one signature over all of them; its claimed time is the machine's.

    Raises ReportKeyError for a key that does not belong to its certificate.
    """
    check_key(key)
    _, _, private = pem.unarmor(key.private)
    signer = SimpleSigner(
        x509.Certificate.load(key.certificate), keys.PrivateKeyInfo.load(private), SimpleCertificateStore()
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=REASON, name=COMMON_NAME
    )
    out = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer, output=out)
    return out.getvalue()
