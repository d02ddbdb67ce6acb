"""Signing as offices sign: order of the acts, what they draw, whom they convince, the same bytes each time."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509

from evidence_svc.samples.letters import Letter, SetLetter, render_letter, set_letter
from evidence_svc.samples.pki import DemoPki, Identity, Organisation, Person, export_trust, identity_of, open_pki
from evidence_svc.samples.signing import SigningAct, replace_first_page, sign_annex, sign_like_a_clerk
from parsers.document import Origin
from parsers.parse import ParseOptions, parse_document
from verifiers.signature.details import ChangesAfter, Coverage, Indication, Role, SignatureDetails
from verifiers.signature.trust import TrustBundle, load_bundle
from verifiers.signature.validation import examine

VIET_NAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BLANK = Letter(
    issuer_parent="UBND tỉnh Quảng Trị",
    issuer="Văn phòng",
    symbol="KH-VP",
    year=2023,
    type="kế hoạch",
    subject="Cải cách hành chính năm 2023",
    body=("Nội dung thứ nhất.",),
    signer_title="Chánh Văn phòng",
    signer_name="Trần Văn Mẫu",
)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return open_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def bundle(pki: DemoPki, tmp_path_factory: pytest.TempPathFactory) -> TrustBundle:
    folder = tmp_path_factory.mktemp("trust")
    export_trust(pki, folder)
    return load_bundle(folder)


@pytest.fixture(scope="module")
def letter() -> SetLetter:
    return set_letter(BLANK)


@pytest.fixture(scope="module")
def act(pki: DemoPki) -> SigningAct:
    return SigningAct(
        leader=identity_of(pki, Person("Trần Văn Mẫu", "Văn phòng UBND tỉnh Quảng Trị")),
        agency=identity_of(pki, Organisation("Văn phòng UBND tỉnh Quảng Trị", "UBND tỉnh Quảng Trị")),
        signed_at=datetime(2023, 1, 17, 9, 30, tzinfo=VIET_NAM),
        stamped_at=datetime(2023, 1, 17, 14, 5, tzinfo=VIET_NAM),
        number="34",
        day="17",
        month="01",
        leader_name="Trần Văn Mẫu",
        agency_name="Văn phòng UBND tỉnh Quảng Trị",
    )


def signatures(pdf: bytes, bundle: TrustBundle) -> tuple[SignatureDetails, ...]:
    return examine(pdf, bundle, now=NOW).signatures


def test_the_leader_signs_first_and_the_agency_last(
    pki: DemoPki, bundle: TrustBundle, letter: SetLetter, act: SigningAct
) -> None:
    """Five fields in the order of the acts, the first a person's, all others the organisation's."""
    found = signatures(sign_like_a_clerk(letter, act, pki), bundle)

    assert [one.field for one in found] == ["LanhDao", "Number", "Day", "Month", "CoQuan"]
    assert [one.role for one in found] == [Role.PERSON, *[Role.ORGANISATION] * 4]
    assert found[-1].coverage is Coverage.ENTIRE_FILE


@pytest.mark.parametrize("cades", [False, True], ids=["adbe.pkcs7.detached", "ETSI.CAdES.detached"])
@pytest.mark.parametrize("digest", ["sha256", "sha1"])
def test_every_signature_is_trusted_at_its_timestamp(
    pki: DemoPki, bundle: TrustBundle, letter: SetLetter, act: SigningAct, digest: str, cades: bool
) -> None:
    """Both subfilters and both digests pass, although the leaves have expired since."""
    found = signatures(sign_like_a_clerk(letter, replace(act, digest=digest, cades=cades), pki), bundle)

    assert {one.indication for one in found} == {Indication.TOTAL_PASSED}
    assert {one.algorithm for one in found} == {f"{digest}/rsa"}
    assert {one.changes_after for one in found[:-1]} == {ChangesAfter.PERMITTED}
    assert found[0].timestamped_at == act.signed_at + timedelta(seconds=2)


def test_without_timestamps_no_time_is_proven(
    pki: DemoPki, bundle: TrustBundle, letter: SetLetter, act: SigningAct
) -> None:
    """A signature without a token is never a full pass: its time is the signer's word."""
    found = signatures(sign_like_a_clerk(letter, replace(act, timestamped=False), pki), bundle)

    assert {one.indication for one in found} == {Indication.INDETERMINATE}
    assert {one.timestamped_at for one in found} == {None}


def test_signing_twice_gives_the_same_bytes(pki: DemoPki, letter: SetLetter, act: SigningAct) -> None:
    """No clock, no nonce, no random identifier goes into a signed sample."""
    assert sign_like_a_clerk(letter, act, pki) == sign_like_a_clerk(letter, act, pki)


def test_the_number_lives_in_a_signature_appearance_only(pki: DemoPki, letter: SetLetter, act: SigningAct) -> None:
    """The parser finds number and date, and says that they come from signatures."""
    read = parse_document(sign_like_a_clerk(letter, act, pki), ParseOptions(ocr=False))

    assert read.number.value == "34/KH-VP"
    assert read.date.value is not None
    assert read.date.value.isoformat() == "2023-01-17"
    assert read.number.best is not None
    assert read.number.best.origin is Origin.SIGNATURE


def test_a_replaced_page_is_a_change_of_content(
    pki: DemoPki, bundle: TrustBundle, letter: SetLetter, act: SigningAct
) -> None:
    """An unsigned update that redraws the page leaves the signatures intact and condemns the file."""
    other = render_letter(replace(BLANK, body=("Nội dung khác hẳn.",)))
    found = signatures(replace_first_page(sign_like_a_clerk(letter, act, pki), other), bundle)

    assert all(one.intact for one in found)
    assert {one.changes_after for one in found} == {ChangesAfter.CONTENT}
    assert {one.indication for one in found} == {Indication.TOTAL_FAILED}


def test_an_annex_is_signed_by_the_agency_alone(pki: DemoPki, bundle: TrustBundle, act: SigningAct) -> None:
    """NĐ 30/2020: a separate annex bears the organisation's signature and no person's."""
    annex = set_letter(replace(BLANK, type="phụ lục", annex_of="Báo cáo số 316/BC-VP"))
    found = signatures(sign_annex(annex, act, pki), bundle)

    assert [one.role for one in found] == [Role.ORGANISATION]


def test_a_signature_embeds_the_leaf_only(pki: DemoPki, letter: SetLetter, act: SigningAct) -> None:
    """The issuing CA is not in the file, so a bundle without it finds no path, as with genuine files."""
    content = sign_like_a_clerk(letter, replace(act, timestamped=False), pki)

    # The contents of a signature dictionary are hexadecimal.
    assert der(act.agency).hex().upper().encode() in content
    assert der(pki.authority).hex().upper().encode() not in content


def der(identity: Identity) -> bytes:
    return identity.certificate.tbs_certificate_bytes


def test_identities_are_kept_and_private(pki: DemoPki) -> None:
    """The same subject is the same certificate when the folder is opened again; keys are mode 600."""
    subject = Person("Trần Văn Mẫu", "Văn phòng UBND tỉnh Quảng Trị")
    first = identity_of(pki, subject).certificate

    assert identity_of(open_pki(pki.folder), subject).certificate == first
    assert {stat.S_IMODE(path.stat().st_mode) for path in pki.folder.iterdir()} == {0o600}


def test_exported_trust_holds_no_key(pki: DemoPki, tmp_path: Path) -> None:
    """Root and issuing CA go out as certificates, nothing else."""
    export_trust(pki, tmp_path)

    pems = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert not any(b"PRIVATE KEY" in pem for pem in pems)
    assert {x509.load_pem_x509_certificate(pem) for pem in pems} == {
        pki.root.certificate,
        pki.authority.certificate,
    }
