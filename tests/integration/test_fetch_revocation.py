"""Revocation data are fetched for a file when hosts are allowed, kept with its report, and asked for again in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from audit.pack_verifier import verify_pack
from evidence_svc.domain.known import NOTHING_KNOWN
from evidence_svc.fetching import FetchError
from evidence_svc.operations.export_pack import export_pack
from evidence_svc.operations.fetch_revocation import MOST_ADDRESSES, fetch_revocation, load_fetched
from evidence_svc.operations.inspect import inspect
from evidence_svc.operations.live_values import report_digest
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.trust import import_certificates
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.services import Services
from tests.factories import NOW, ROUND, Office, make_office, make_services, make_settings
from tests.pki import SIGNED_AT, Identity, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.trust import load_bundle

DAY = timedelta(days=1)
HIERARCHY = make_hierarchy()
AUTHORITY = HIERARCHY.authority
LEADER = make_identity("Nguyễn Văn An")
SERIAL = 77
Answers = dict[str, bytes]


@contextmanager
def authority_at(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """An authority on this machine: what it says under each path's first part, and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind = self.path.split("/")[1]
            asked.append(kind)
            self.send_response(200 if kind in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(kind, b""))

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def signer_at(*hosts: str) -> Identity:
    """A signer whose certificate says where to ask."""
    at = AuthorityInformationAccessOID.OCSP
    access = [x509.AccessDescription(at, x509.UniformResourceIdentifier(f"{host}/ocsp")) for host in hosts]
    points = [
        x509.DistributionPoint([x509.UniformResourceIdentifier(f"{host}/crl")], None, None, None) for host in hosts
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(LEADER.certificate.subject)
        .issuer_name(AUTHORITY.certificate.subject)
        .public_key(LEADER.key.public_key())
        .serial_number(SERIAL)
        .not_valid_before(LEADER.certificate.not_valid_before_utc)
        .not_valid_after(LEADER.certificate.not_valid_after_utc)
        .add_extension(x509.AuthorityInformationAccess(access), critical=False)
        .add_extension(x509.CRLDistributionPoints(points), critical=False)
    )
    return Identity(builder.sign(AUTHORITY.key, hashes.SHA256()), LEADER.key)


def response(
    signer: Identity, *, revoked: bool = False, at: datetime = NOW - DAY, until: datetime = NOW + DAY
) -> bytes:
    """What the authority answers about the signer."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=signer.certificate,
        issuer=AUTHORITY.certificate,
        algorithm=hashes.SHA1(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=at,
        next_update=until,
        revocation_time=SIGNED_AT - DAY if revoked else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, AUTHORITY.certificate)
    return builder.sign(AUTHORITY.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def revocation_list(*, revoked: bool = False) -> bytes:
    """The authority's list."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(AUTHORITY.certificate.subject)
    builder = builder.last_update(NOW - DAY).next_update(NOW + DAY)
    if revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(SERIAL).revocation_date(SIGNED_AT - DAY).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(AUTHORITY.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.fixture
def online(tmp_path: Path) -> Iterator[Office]:
    """An office that trusts the test authority and may ask this machine."""
    settings = make_settings(tmp_path / "data").model_copy(update={"fetch_hosts": "127.0.0.1", "fetch_seconds": 5.0})
    services = make_services(settings, HIERARCHY.bundle)
    yield make_office(services)
    services.work.engine.dispose()


def asking(services: Services, *hosts: str) -> Services:
    """The same services where these hosts may be asked."""
    return replace(services, settings=services.settings.model_copy(update={"fetch_hosts": " ".join(hosts)}))


def submit(office: Office, signer: Identity) -> tuple[int, bytes]:
    """A file that the signer signed, received; its id and bytes."""
    content = sign(make_pdf("mot"), signer)
    return receive_evidence(
        office.services, office.clerk, office.assessment_id, "a.pdf", [content]
    ).evidence_id, content


def signature_of(record: dict[str, Any]) -> tuple[str, str | None, str]:
    """What the record says of the only signature."""
    (signature,) = record["signatures"]
    return signature["revocation"], signature["revocation_source"], signature["reason"]


CASES: dict[str, tuple[Callable[[Identity], Answers], tuple[str, str | None, str], list[str]]] = {
    "answer": (lambda one: {"ocsp": response(one)}, ("good", "fetched", "signature-valid"), ["ocsp"]),
    "revoked": (
        lambda one: {"ocsp": response(one, revoked=True)},
        ("revoked", "fetched", "certificate-revoked"),
        ["ocsp"],
    ),
    "only a list": (lambda _: {"crl": revocation_list()}, ("good", "fetched", "signature-valid"), ["ocsp", "crl"]),
    "a list that revokes": (
        lambda _: {"ocsp": b"<html>", "crl": revocation_list(revoked=True)},
        ("revoked", "fetched", "certificate-revoked"),
        ["ocsp", "crl"],
    ),
    "nothing": (lambda _: {}, ("not-checked", None, "signature-valid"), ["ocsp", "crl"]),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_verdict_rests_on_what_the_authority_says(online: Office, name: str) -> None:
    """An answer first, a list where there is none; silence stays "not checked", a warning and no objection."""
    answers: Answers = {}
    made, verdict, questions = CASES[name]
    with authority_at(answers) as (host, asked):
        signer = signer_at(host)
        answers.update(made(signer))
        record = process_evidence(asking(online.services, host), submit(online, signer)[0])

    assert (signature_of(record), asked) == (verdict, questions)


def test_answers_are_read_again_and_packed(online: Office, tmp_path: Path) -> None:
    """What an authority answered goes into the pack, and one that is altered in the store is named as originals are."""
    answers: Answers = {}
    with authority_at(answers) as (host, _):
        signer = signer_at(host)
        answers["ocsp"] = response(signer)
        record = process_evidence(asking(online.services, host), submit(online, signer)[0])
    digest = record["revocation_inputs"][0]["sha256"]
    pack = tmp_path / "goi.zip"
    pack.write_bytes(b"".join(export_pack(online.services, online.auditor, ROUND)))
    good, bad = verify_pack(str(pack))
    (kept,) = (online.services.settings.data_dir / "blobs").rglob(digest)
    kept.write_bytes(b"other")

    assert (bad, "đủ 1 câu trả lời về thu hồi mà báo cáo dựa trên, 1 tệp đúng mã băm" in good) == ([], True)
    assert verify_log(online.services, blobs=True).blobs == ((digest, "blob-altered"),)


def test_report_is_replayed_from_what_was_kept(online: Office) -> None:
    """Years later, without the authority, the same bytes give the same report; the log explains it all."""
    answers: Answers = {}
    with authority_at(answers) as (host, _):
        signer = signer_at(host)
        answers["ocsp"] = response(signer)
        number, content = submit(online, signer)
        record = process_evidence(asking(online.services, host), number)

    (given,) = record["revocation_inputs"]
    later = inspect(
        content,
        "a.pdf",
        HIERARCHY.bundle,
        now=datetime.fromisoformat(record["judged_at"]),
        limits=online.services.limits,
        fetched=load_fetched(online.services, record["revocation_inputs"]),
    )
    added = {name: record[name] for name in ("known", "revocation_inputs", "judged_at")}
    assert (given["kind"], given["fetched_at"]) == ("ocsp", NOW.isoformat())
    assert record["known"] == NOTHING_KNOWN.as_json()
    assert report_digest(later.record | added) == report_digest(record)
    assert verify_log(online.services).holds


def after(services: Services, time: timedelta) -> Services:
    """The same services a while later."""
    return replace(services, clock=lambda: NOW + time)


@pytest.mark.parametrize(("until", "questions"), [(DAY, 1), (timedelta(hours=1), 2)])
def test_answer_serves_as_long_as_it_is_current(online: Office, until: timedelta, questions: int) -> None:
    """Two hours later the kept answer is used, unless its authority has announced a newer one."""
    answers: Answers = {}
    with authority_at(answers) as (host, asked):
        signer = signer_at(host)
        answers["ocsp"] = response(signer, until=NOW + until)
        content = sign(make_pdf("mot"), signer)
        for hours in (0, 2):
            asked_later = asking(after(online.services, timedelta(hours=hours)), host)
            fetch_revocation(asked_later, content, HIERARCHY.bundle)

    assert len(asked) == questions


def test_no_other_host_is_asked(online: Office) -> None:
    """A document cannot send the service elsewhere: off by default, then only to allowed hosts, and bounded."""

    def silent(address: str, *_limits: object) -> bytes:
        asked.append(address)
        raise FetchError(reason="host-unreachable")

    asked: list[str] = []
    hosts = [f"http://127.0.0.1:{port}" for port in range(1, 100)]
    off, on = asking(online.services), asking(online.services, *hosts)
    many = sign(make_pdf("mot"), signer_at(*hosts))
    elsewhere = sign(make_pdf("mot"), signer_at("http://10.0.0.1"))

    assert fetch_revocation(off, many, HIERARCHY.bundle, silent) == ()
    refused = fetch_revocation(online.services, elsewhere, HIERARCHY.bundle, silent)
    assert ([one["reason"] for one in refused], asked) == (["host-not-allowed"], [])
    assert len(fetch_revocation(on, many, HIERARCHY.bundle, silent)) == len(asked) == MOST_ADDRESSES


def test_silent_host_is_asked_once(online: Office) -> None:
    """A host that does not answer one question of a document is not waited for again."""

    def silent(address: str, *_limits: object) -> bytes:
        asked.append(address)
        raise FetchError(reason="host-unreachable")

    asked: list[str] = []
    fetch_revocation(online.services, sign(make_pdf("mot"), signer_at("http://127.0.0.1")), HIERARCHY.bundle, silent)

    assert len(asked) == 1


@pytest.mark.parametrize(
    "content", [b"mot van ban", b"PK\x03\x04 hong", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF- hong"]
)
def test_what_is_no_document_ends_in_a_report(online: Office, content: bytes) -> None:
    """Where authorities may be asked, bytes that nobody can read are a report, too, and nobody is asked."""
    services = online.services
    received = receive_evidence(services, online.clerk, online.assessment_id, "van ban.pdf", [content])
    record = process_evidence(services, received.evidence_id)

    assert record["error"]["reason"]
    assert record["revocation_inputs"] == []


def test_a_change_while_a_file_is_read_is_not_lost(online: Office, tmp_path: Path) -> None:
    """Who has it verified again meanwhile finds it waiting; the job itself sees the newer trust and reads once more."""
    trust = tmp_path / "trust"
    services = replace(online.services, settings=online.services.settings.model_copy(update={"trust_dir": trust}))
    number, _ = submit(online, signer_at("http://127.0.0.1"))

    def importing(_address: str, *_limits: object) -> bytes:
        if not trust.is_dir():
            trust.mkdir()
            import_certificates(trust, [HIERARCHY.root.der], own=True)
        raise FetchError(reason="host-refused")

    process_evidence(services, number, importing)

    with services.work.read() as unit:
        versions = [one.versions["trust_bundle"] for one in unit.verifications.history(number)]
    assert versions == [HIERARCHY.bundle.version, load_bundle(trust).version]
