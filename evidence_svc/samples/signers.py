"""The keys of the demonstration PKI at work in pyHanko: a leaf that signs, an authority that stamps time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.general import as_signing_certificate, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidence_svc.samples.pki import DemoPki, Identity

HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}  # noqa: S303 - genuine files still carry SHA-1


class LeafSigner(Signer):
    """Signs with RSA PKCS#1 v1.5 and embeds the leaf alone, as the government's signing tools do."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(signing_cert=_certificate(identity), cert_registry=SimpleCertificateStore(), embed_roots=False)
        self._key = identity.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign `data`; the key is never written out and read again, which costs 40 ms each time."""
        return self._key.sign(data, PKCS1v15(), HASHES[digest_algorithm])


class LocalTsa(DummyTimeStamper):
    """A local RFC 3161 authority whose tokens depend on nothing but what is stamped and the given instant.

    Its tokens carry its own certificate and the root, as the tokens of the government's authority do.
    """

    def __init__(self, pki: DemoPki, at: datetime) -> None:
        roots = SimpleCertificateStore()
        roots.register(_certificate(pki.root))
        super().__init__(_certificate(pki.tsa), None, roots, fixed_dt=at, include_nonce=False)
        self._key = pki.tsa.key

    def _build_tst_info(self, message_imprint: Any, dt: datetime, req: Any) -> tsp.TSTInfo:
        info = super()._build_tst_info(message_imprint, dt, req)
        info["serial_number"] = int.from_bytes(message_imprint["hashed_message"].native[:8], "big")
        return info

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashes.Hash(HASHES[md_algorithm])
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": dt})),
                simple_cms_attribute("signing_certificate", as_signing_certificate(self.tsa_cert)),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return self._key.sign(attributes.dump(), PKCS1v15(), HASHES[md_algorithm]), attributes


def _certificate(identity: Identity) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(identity.certificate.public_bytes(serialization.Encoding.DER))
