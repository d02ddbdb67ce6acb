"""The trust folder: what may be imported, in versions, from files, documents and allowed hosts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

from evidence_svc.errors import RefusedError
from evidence_svc.fetching import FetchError, FetchRules, fetch, fetch_cached
from evidence_svc.operations import trust
from evidence_svc.operations.manage_trust import import_files
from evidence_svc.operations.trust import (
    fetch_trust,
    import_certificates,
    import_from_document,
    import_revocation_list,
    list_trust,
    use_version,
)
from tests.pki import NOW, make_hierarchy, make_identity, make_pdf, sign
from verifiers.errors import TrustError
from verifiers.signature.carried import find_addresses, find_carried

HIERARCHY = make_hierarchy()
ROOT, AUTHORITY = BOTH = HIERARCHY.root.der, HIERARCHY.authority.der
LEADER = make_identity("Nguyễn Văn An")
SHARED = Path(__file__).parents[3] / "shared"


def _pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test root stands in for a national one."""
    pins = MappingProxyType({hashlib.sha256(ROOT).hexdigest(): "government"})
    monkeypatch.setattr(trust, "PINNED_ROOTS", pins)
    monkeypatch.setattr(trust, "hierarchy_of", lambda der: pins.get(hashlib.sha256(der).hexdigest(), "own"))


def test_pinned_root_is_accepted_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fingerprint decides; the authority under it follows, in PEM, DER or PKCS #7."""
    _pinned(monkeypatch)
    both = [HIERARCHY.root.certificate, HIERARCHY.authority.certificate]
    packed = pkcs7.serialize_certificates(both, serialization.Encoding.DER)

    listing = import_certificates(tmp_path, [packed])

    assert [entry.hierarchy for entry in listing.entries] == ["government", None]
    assert listing == list_trust(tmp_path)


def test_strange_root_needs_the_administrators_word(tmp_path: Path) -> None:
    """Nothing changes by a refused import; `own` accepts test PKIs and other countries."""
    with pytest.raises(RefusedError) as caught:
        import_certificates(tmp_path, [ROOT])
    assert caught.value.reason == "root-not-pinned"
    assert list(tmp_path.iterdir()) == []

    listing = import_certificates(tmp_path, [ROOT], own=True)

    assert [entry.hierarchy for entry in listing.entries] == ["own"]


@pytest.mark.parametrize("stranger", [make_hierarchy("Other").authority.der, LEADER.der], ids=["authority", "leaf"])
def test_certificate_without_a_trusted_issuer_is_refused(tmp_path: Path, stranger: bytes) -> None:
    """An authority of another hierarchy, and a person's certificate, are no intermediates."""
    before = import_certificates(tmp_path, [ROOT, AUTHORITY], own=True)

    with pytest.raises(RefusedError) as caught:
        import_certificates(tmp_path, [stranger])

    assert caught.value.reason == "issuer-not-trusted"
    assert list_trust(tmp_path) == before


def test_every_import_is_a_version_and_can_be_taken_back(tmp_path: Path) -> None:
    """Older bundles stay on disk under their name; a name that is none is refused."""
    first = import_certificates(tmp_path, [ROOT], own=True)
    second = import_certificates(tmp_path, [AUTHORITY])

    assert first.version != second.version
    assert use_version(tmp_path, first.version) == first
    for name in ("../../etc", "0" * 16):
        with pytest.raises(RefusedError):
            use_version(tmp_path, name)


def test_flat_folder_is_carried_over(tmp_path: Path) -> None:
    """Anchors put there by hand stay trusted when the first version is made."""
    (tmp_path / "root.der").write_bytes(ROOT)

    listing = import_certificates(tmp_path, [AUTHORITY])

    assert len(listing.entries) == 2


def test_document_brings_its_root_when_the_pin_matches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Timestamp tokens carry the root; without a pin they are only bytes."""
    document = sign(make_pdf("mot"), LEADER)
    with pytest.raises(RefusedError) as caught:
        import_from_document(tmp_path, document)
    assert caught.value.reason == "no-pinned-root"

    _pinned(monkeypatch)
    listing = import_from_document(tmp_path, document)

    assert [entry.fingerprint for entry in listing.entries] == [hashlib.sha256(ROOT).hexdigest()]
    assert ROOT in find_carried(document)
    assert find_carried(b"no document") == ()


def test_a_documents_authorities_are_taken_under_a_root_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pinned root, or one in force, leads to is taken from a PDF; nobody's word stands in for the root."""
    beside = (HIERARCHY.authority, make_hierarchy("Other").authority, LEADER)
    with_root, without = (sign(make_pdf("mot"), LEADER, carried=beside, stamped=stamped) for stamped in (True, False))
    for content in (with_root, without):
        with pytest.raises(RefusedError) as caught:
            import_files(tmp_path / "none", [content], own=True)
        assert caught.value.reason == "no-pinned-root"
    import_certificates(tmp_path / "in-force", [ROOT], own=True)

    under_root_in_force = import_files(tmp_path / "in-force", [b"\x00\n" + without], own=False)
    _pinned(monkeypatch)
    under_pin = import_files(tmp_path / "pinned", [with_root], own=False)

    for listing in (under_root_in_force, under_pin):
        assert [entry.fingerprint for entry in listing.entries] == [hashlib.sha256(der).hexdigest() for der in BOTH]


def _list(days: int = 1) -> bytes:
    at = NOW - timedelta(days=days)
    builder = x509.CertificateRevocationListBuilder().issuer_name(HIERARCHY.authority.certificate.subject)
    signed = builder.last_update(at).next_update(at + timedelta(days=30)).sign(HIERARCHY.authority.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def test_revocation_list_is_kept_and_named(tmp_path: Path) -> None:
    """With its age, which the reader of a verdict is told; rubbish is refused."""
    before = import_certificates(tmp_path, [ROOT, AUTHORITY], own=True)

    listing = import_revocation_list(tmp_path, _list())

    assert [at for _, at in listing.lists] == [NOW - timedelta(days=1)]
    assert listing.version != before.version
    with pytest.raises(TrustError):
        import_revocation_list(tmp_path, b"rubbish")


@contextmanager
def _server(answers: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A host on this machine with some files; also the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/elsewhere":
                self.send_response(302)
                self.send_header("Location", "/list.crl")
                self.end_headers()
                return
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, b""))

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


LOCAL = FetchRules(frozenset({"127.0.0.1"}), seconds=5)


def test_nothing_is_fetched_unless_hosts_are_allowed() -> None:
    """Off by default, other hosts and other schemes refused before anything is asked."""

    def never(*_arguments: object) -> bytes:
        raise AssertionError

    for address, rules, reason in (
        ("http://127.0.0.1/a", FetchRules(), "fetching-off"),
        ("http://example.org/a", LOCAL, "host-not-allowed"),
        ("http://127.0.0.1@example.org/a", LOCAL, "host-not-allowed"),
        ("http://somebody@127.0.0.1/a", LOCAL, "host-not-allowed"),
        ("http://127.0.0.1:6379/a", LOCAL, "host-not-allowed"),
        ("https://127.0.0.1:80/a", LOCAL, "host-not-allowed"),
        ("http://127.0.0.1:99999/a", LOCAL, "host-not-allowed"),
        ("ftp://127.0.0.1/a", LOCAL, "host-not-allowed"),
        ("http://ca.vn/a", FetchRules(frozenset({"https://ca.vn"})), "host-not-allowed"),
        ("https://ca.vn:8443/a", FetchRules(frozenset({"https://ca.vn"})), "host-not-allowed"),
        ("http://ca.vn/a", FetchRules(frozenset({"ca.vn:8080"})), "host-not-allowed"),
        ("file:///etc/passwd", LOCAL, "host-not-allowed"),
    ):
        with pytest.raises(FetchError) as caught:
            fetch(address, rules, never)
        assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://ca.vn/a", "ca.vn"),
        ("https://CA.vn:443/a", "ca.vn"),
        ("http://ca.vn:8080/a", "ca.vn:8080"),
        ("https://ca.vn:8080/a", "ca.vn:8080"),
        ("https://ca.vn/a", "https://ca.vn"),
        ("http://ca.vn:8080/a", "http://ca.vn:8080"),
    ],
)
def test_a_host_may_be_allowed_with_its_scheme_and_port(address: str, host: str) -> None:
    """A bare name means the usual ports; a port or a scheme beside it means that one."""
    assert fetch(address, FetchRules(frozenset({host})), lambda *_: b"answer") == b"answer"


@pytest.mark.parametrize(
    ("path", "most", "reason"),
    [
        ("/missing", 1000, "host-refused"),
        ("/elsewhere", 1000, "host-refused"),
        ("/list.crl", 10, "answer-too-large"),
    ],
)
def test_bad_answers_have_a_reason(path: str, most: int, reason: str) -> None:
    """Missing files, redirects and large answers end in an error of this package."""
    with _server({"/list.crl": _list()}) as (host, _), pytest.raises(FetchError) as caught:
        fetch(host + path, FetchRules(frozenset({host}), seconds=5, most_bytes=most))

    assert caught.value.reason == reason


def test_answers_are_kept_for_a_while(tmp_path: Path) -> None:
    """A second question within six hours is answered from the folder."""
    with _server({"/a": b"answer"}) as (host, asked):
        rules = FetchRules(frozenset({host}), seconds=5)
        contents = [fetch_cached(f"{host}/a", rules, tmp_path, now=NOW + timedelta(hours=hours)) for hours in (0, 5, 7)]

    assert contents == [b"answer"] * 3
    assert asked == ["/a", "/a"]


def _pointing(host: str) -> bytes:
    """A signer's certificate that names where its list and its issuer are."""
    certificate = LEADER.certificate
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(f"{host}/authority.crt")
    )
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{host}/list.crl")], None, None, None)
    builder = (
        x509.CertificateBuilder()
        .subject_name(certificate.subject)
        .issuer_name(certificate.issuer)
        .public_key(certificate.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
    )
    return builder.sign(HIERARCHY.authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_lists_and_issuers_are_fetched_from_the_addresses_in_certificates(tmp_path: Path) -> None:
    """What arrives passes the checks of an import; what does not is named with its address."""
    import_certificates(tmp_path, [ROOT], own=True)

    with _server({"/list.crl": _list(), "/authority.crt": AUTHORITY}) as (host, _):
        rules = FetchRules(frozenset({host}), seconds=5)
        listing, failures = fetch_trust(tmp_path, rules, now=NOW, certificates=[_pointing(host)])
    _, offline = fetch_trust(tmp_path, FetchRules(), now=NOW, certificates=[_pointing("http://127.0.0.1:1")])

    assert failures == ()
    assert len(listing.entries) == 2
    assert len(listing.lists) == 1
    assert [reason for _, reason in offline] == ["fetching-off", "fetching-off"]


@pytest.mark.parametrize("content", [b"rubbish", make_hierarchy("Other").authority.der])
def test_fetched_bytes_are_trusted_no_further_than_imported_ones(tmp_path: Path, content: bytes) -> None:
    """A host that answers with something else changes nothing."""
    before = import_certificates(tmp_path, [ROOT], own=True)
    get: Callable[[str, float, int], bytes] = lambda *_: content  # noqa: E731 - a getter in one line

    listing, failures = fetch_trust(tmp_path, LOCAL, now=NOW, certificates=[_pointing("http://127.0.0.1")], get=get)

    assert listing == before
    assert len(failures) == 2


def test_bytes_that_are_no_certificate_name_no_address() -> None:
    """Addresses are read from hostile certificates, too."""
    assert find_addresses(b"rubbish").lists == ()


if SHARED.is_dir():

    @pytest.mark.real_documents
    def test_national_hierarchies_are_accepted_by_their_pins(tmp_path: Path) -> None:
        """Every shared anchor passes without the administrator's word."""
        contents = [path.read_bytes() for path in sorted((SHARED / "trust").glob("*.pem"))]

        listing = import_certificates(tmp_path, contents)

        assert {entry.hierarchy for entry in listing.entries} == {"government", "public", None}
        assert len(listing.entries) == len(contents)
