"""The verdicts on a document's signatures as a validation report in the XML of ETSI TS 119 102-2 (V1.2.1)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from verifiers.signature import cms
from verifiers.signature.boundary import translated
from verifiers.signature.details import Indication, SignatureDetails, SignatureSet
from verifiers.signature.fields import SignatureField, open_document
from verifiers.signature.policy import POLICY_FILE, current_policy
from verifiers.signature.ranges import read_byte_range
from verifiers.signature.reasons import MalformedSignatureError

VR = "http://uri.etsi.org/19102/v1.2.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
URN = "urn:etsi:019102"
POLICY_URN = "urn:evidence-svc:signature-policy"
# What has no place of its own in the schema, as typed data of the verdict.
MORE = ("reason", "coverage", "changes_after", "intact", "valid", "trusted", "algorithm", "revocation", "hierarchy")

for _prefix, _namespace in (("vr", VR), ("ds", DS), ("XAdES", XADES)):
    ET.register_namespace(_prefix, _namespace)


@dataclass(slots=True)
class Source:
    """What one signature is made of, as far as it can be read: covered digest (SHA-256), value, certificate (DER)."""

    covered: bytes | None = None
    value: bytes | None = None
    certificate: bytes | None = None
    byte_range: tuple[int, ...] = ()
    subfilter: str = ""


@dataclass(slots=True)
class Objects:
    """The validation objects that reports refer to, each once."""

    certificates: dict[str, bytes] = field(default_factory=dict)

    def refer(self, certificate: bytes) -> str:
        """The identifier under which the certificate (DER) is listed."""
        name = f"certificate-{hashlib.sha256(certificate).hexdigest()}"
        self.certificates[name] = certificate
        return name


def find_sources(content: bytes) -> dict[str, Source]:
    """By field name, what the signatures of a PDF are made of; empty where nothing can be read."""
    try:
        body, _, fields = open_document(content)
    except MalformedSignatureError:
        return {}
    return {one.name: _source(one, body) for one in reversed(fields)}


def _source(one: SignatureField, body: bytes) -> Source:
    source = Source(subfilter=one.subfilter)
    try:
        covered = read_byte_range(one.byte_range or (), len(body))
        source.byte_range = (0, covered.gap_start, covered.gap_end, covered.end - covered.gap_end)
        source.covered = covered.digest(body, "sha256")
        container = cms.read_container(one.contents or b"")
        source.certificate = container.certificate.dump()
        source.value = translated(lambda: bytes(container.signer["signature"].native), "contents-invalid")
    except MalformedSignatureError:
        source.certificate = source.certificate or next(iter(one.certificates), None)
    return source


def write_report(found: SignatureSet, sources: dict[str, Source], now: datetime) -> bytes:
    """The report of verdicts already made; `now` is the instant of validation."""
    report, objects = ET.Element(f"{{{VR}}}ValidationReport"), Objects()
    for signature in found.signatures:
        _report(report, signature, sources.get(signature.field, Source()), objects, found, now)
    if objects.certificates:
        listed = _add(report, "SignatureValidationObjects")
        for name, certificate in objects.certificates.items():
            _object(listed, name, certificate)
    ET.indent(report)
    content: bytes = ET.tostring(report, encoding="UTF-8", xml_declaration=True)
    return content


def _report(
    report: ET.Element, one: SignatureDetails, source: Source, objects: Objects, found: SignatureSet, now: datetime
) -> None:
    own = _add(report, "SignatureValidationReport")
    _identifier(own, source)
    _policy(own)
    times = _add(own, "ValidationTimeInfo")
    _add(times, "ValidationTime", _instant(now))
    best = _add(times, "BestSignatureTime")
    _add(best, "POETime", _instant(one.timestamped_at or now))
    _add(best, "TypeOfProof", f"{URN}:poetype:validation")
    if source.covered is not None:
        _digest(_add(own, "SignersDocument"), "DigestAlgAndValue", source.covered)
    _attributes(own, one, source)
    if source.certificate is not None:
        signer = _add(own, "SignerInformation")
        _add(signer, "SignerCertificate").set("VOReference", objects.refer(source.certificate))
        _add(signer, "Signer", one.signer or "")
    _add(
        _add(own, "SignatureValidationProcess"),
        "SignatureValidationProcessID",
        f"{URN}:validationprocess:{_process(one)}",
    )
    _status(own, one, found)


def _process(one: SignatureDetails) -> str:
    """Basic signatures, or those with time (EN 319 102-1, 5.3 and 5.5)."""
    return "LTVM" if one.timestamped_at else "Basic"


def _identifier(own: ET.Element, source: Source) -> None:
    identifier = _add(own, "SignatureIdentifier")
    if source.value is not None:
        _add(identifier, "SignatureValue", _text(source.value), DS)
    _add(identifier, "HashOnly", "false")
    _add(identifier, "DocHashOnly", "false")


def _policy(own: ET.Element) -> None:
    """The policy by name, version and the digest of its very file."""
    policy = _add(_add(own, "ValidationConstraintsEvaluationReport"), "SignatureValidationPolicy")
    named = _add(_add(policy, "SignaturePolicyIdentifier"), "SignaturePolicyId", space=XADES)
    _add(_add(named, "SigPolicyId", space=XADES), "Identifier", POLICY_URN, XADES)
    hashed = _add(named, "SigPolicyHash", space=XADES)
    _add(hashed, "DigestMethod", space=DS).set("Algorithm", SHA256)
    _add(hashed, "DigestValue", _text(hashlib.sha256(POLICY_FILE.read_bytes()).digest()), DS)
    _add(policy, "PolicyName", current_policy().version)


def _attributes(own: ET.Element, one: SignatureDetails, source: Source) -> None:
    attributes = _add(own, "SignatureAttributes")
    if one.signed_at is not None:
        _attribute(attributes, "SigningTime", "Time", _instant(one.signed_at), signed=True)
    if one.timestamped_at is not None:
        _attribute(attributes, "SignatureTimeStamp", "TimeStampValue", _instant(one.timestamped_at), signed=False)
    if source.subfilter:
        _attribute(attributes, "SubFilter", "SubFilterElement", source.subfilter, signed=True)
    if source.byte_range:
        _add(attributes, "ByteRange", " ".join(map(str, source.byte_range)))


def _attribute(attributes: ET.Element, name: str, inner: str, value: str, *, signed: bool) -> None:
    attribute = _add(attributes, name)
    attribute.set("Signed", str(signed).lower())
    _add(attribute, inner, value)


def _status(own: ET.Element, one: SignatureDetails, found: SignatureSet) -> None:
    """Indication and sub-indication, then what the words of the standard leave out."""
    status = _add(own, "SignatureValidationStatus")
    _add(status, "MainIndication", f"{URN}:mainindication:{Indication(one.indication).value.lower()}")
    if one.sub_indication is not None:
        _add(status, "SubIndication", f"{URN}:subindication:{one.sub_indication}")
    data = _add(_add(status, "AssociatedValidationReportData"), "AdditionalValidationReportData")
    pairs: Iterable[tuple[str, object]] = [(name, getattr(one, name)) for name in MORE]
    pairs = [*pairs, ("field", one.field), ("trust_bundle", found.trust_bundle), *_lists(one, found)]
    for name, value in pairs:
        typed = _add(data, "ReportData")
        _add(typed, "Type", f"urn:evidence-svc:{name.replace('_', '-')}")
        _add(typed, "Value", str(value).lower() if isinstance(value, bool) else str(value or ""))


def _lists(one: SignatureDetails, found: SignatureSet) -> list[tuple[str, object]]:
    named = (("changed", one.changed), ("warning", one.warnings), ("defect", found.defects))
    return [(name, value) for name, values in named for value in values]


def _object(listed: ET.Element, name: str, certificate: bytes) -> None:
    item = _add(listed, "ValidationObject")
    item.set("id", name)
    _add(item, "ObjectType", f"{URN}:validationObject:certificate")
    _add(_add(item, "ValidationObjectRepresentation"), "base64", _text(certificate))


def _digest(parent: ET.Element, name: str, value: bytes) -> None:
    digest = _add(parent, name)
    _add(digest, "DigestMethod", space=DS).set("Algorithm", SHA256)
    _add(digest, "DigestValue", _text(value), DS)


def _add(parent: ET.Element, name: str, text: str | None = None, space: str = VR) -> ET.Element:
    element = ET.SubElement(parent, f"{{{space}}}{name}")
    # XML has no place for control characters, whatever a certificate's names hold.
    element.text = "".join(c for c in text if c.isprintable()) if text is not None else None
    return element


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
