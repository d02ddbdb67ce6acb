"""The report in the words and the XML of ETSI TS 119 102-2."""

from __future__ import annotations

import base64
import hashlib
from xml.etree import ElementTree as ET

from tests.pki import NOW, SIGNED_AT, append_objects, make_hierarchy, make_identity, make_pdf, sign, stamp_document
from verifiers.signature.etsi import DS, VR, XADES, find_sources, write_report
from verifiers.signature.policy import POLICY_FILE, current_policy
from verifiers.signature.validation import examine

BUNDLE = make_hierarchy().bundle
LEADER = make_identity("Nguyễn Văn An")
SIGNED = sign(make_pdf("mot"), LEADER)
SPACES = {"vr": VR, "ds": DS, "x": XADES}
CHANGED = b"<< /Length 32 >>\nstream\nBT /F1 12 Tf 72 600 Td (99) Tj ET\n\nendstream"
# The order of the schema's sequence.
PARTS = [
    "SignatureIdentifier",
    "ValidationConstraintsEvaluationReport",
    "ValidationTimeInfo",
    "SignersDocument",
    "SignatureAttributes",
    "SignerInformation",
    "SignatureValidationProcess",
    "SignatureValidationStatus",
]


def _written(content: bytes) -> bytes:
    return write_report(examine(content, BUNDLE, now=NOW), find_sources(content), NOW)


def _report(content: bytes) -> ET.Element:
    return ET.fromstring(_written(content))


def _text(node: ET.Element, path: str) -> str | None:
    return node.findtext(path, namespaces=SPACES)


def _data(node: ET.Element) -> dict[str | None, str | None]:
    return {_text(one, "vr:Type"): _text(one, "vr:Value") for one in node.iterfind(".//vr:ReportData", SPACES)}


def test_report_says_verdict_time_signer_and_policy() -> None:
    """One passed signature: indication, best time, certificate by reference, policy by the hash of its file."""
    report = _report(SIGNED)
    (own,) = report.findall("vr:SignatureValidationReport", SPACES)

    assert [part.tag.removeprefix(f"{{{VR}}}") for part in own] == PARTS
    assert _text(own, "vr:SignatureValidationStatus/vr:MainIndication") == "urn:etsi:019102:mainindication:total-passed"
    assert _text(own, "vr:ValidationTimeInfo/vr:BestSignatureTime/vr:POETime") == "2023-06-05T03:00:00Z"
    assert _text(own, ".//vr:PolicyName") == current_policy().version
    hashed = base64.b64decode(_text(own, ".//x:SigPolicyHash/ds:DigestValue") or "")
    assert hashed == hashlib.sha256(POLICY_FILE.read_bytes()).digest()
    assert _text(own, "vr:SignerInformation/vr:Signer") == "Nguyễn Văn An"
    (listed,) = report.findall("vr:SignatureValidationObjects/vr:ValidationObject", SPACES)
    named = own.find("vr:SignerInformation/vr:SignerCertificate", SPACES)
    assert named is not None
    assert named.get("VOReference") == listed.get("id")
    assert base64.b64decode(_text(listed, ".//vr:base64") or "") == LEADER.der


def test_report_names_the_covered_bytes() -> None:
    """The range and the digest of what was signed."""
    own = _report(SIGNED)[0]
    start, gap, end, length = map(int, (_text(own, ".//vr:ByteRange") or "").split())

    digest = hashlib.sha256(SIGNED[start:gap] + SIGNED[end : end + length]).digest()

    assert base64.b64decode(_text(own, "vr:SignersDocument//ds:DigestValue") or "") == digest


def test_failure_carries_its_sub_indication_and_our_reason() -> None:
    """What the standard has no word for stands beside the word nearest to it."""
    own = _report(append_objects(SIGNED, {5: CHANGED}))[0]

    assert _text(own, ".//vr:MainIndication") == "urn:etsi:019102:mainindication:total-failed"
    assert _text(own, ".//vr:SubIndication") == "urn:etsi:019102:subindication:FORMAT_FAILURE"
    assert _data(own)["urn:evidence-svc:reason"] == "content-changed"
    assert _data(own)["urn:evidence-svc:trust-bundle"] == BUNDLE.version


def test_every_signature_has_its_report_and_every_certificate_stands_once() -> None:
    """Two signatures of one signer and a document timestamp."""
    report = _report(stamp_document(sign(SIGNED, LEADER, field="Two", box=None)))

    assert len(report.findall("vr:SignatureValidationReport", SPACES)) == 3
    assert len(report.findall("vr:SignatureValidationObjects/vr:ValidationObject", SPACES)) == 2


def test_unproven_time_is_the_time_of_validation() -> None:
    """Without a timestamp the signature is known to exist since now (EN 319 102-1, 5.5)."""
    own = _report(sign(make_pdf("mot"), LEADER, stamped=False))[0]

    assert _text(own, ".//vr:POETime") == NOW.isoformat().replace("+00:00", "Z")
    assert _text(own, ".//vr:SigningTime/vr:Time") == SIGNED_AT.isoformat().replace("+00:00", "Z")


def test_report_is_the_same_each_time() -> None:
    """Same file, bundle and instant: same bytes."""
    assert _written(SIGNED) == _written(SIGNED)


def test_broken_signature_is_reported_as_far_as_it_can_be_read() -> None:
    """No range, no certificate: the verdict stands all the same."""
    own = _report(SIGNED.replace(b"/ByteRange [0 ", b"/ByteRange [9 "))[0]

    assert _text(own, ".//vr:SubIndication") == "urn:etsi:019102:subindication:FORMAT_FAILURE"
    assert own.find("vr:SignerInformation", SPACES) is None
