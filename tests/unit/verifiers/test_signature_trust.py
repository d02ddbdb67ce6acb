"""A folder of certificates becomes a bundle."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.pki import make_hierarchy
from verifiers.errors import TrustError
from verifiers.signature.trust import PINNED_ROOTS, hierarchy_of, load_bundle, make_bundle

SHARED = Path(__file__).parents[4] / "shared" / "trust"


def _pem(label: str) -> bytes:
    return make_hierarchy(label).root.certificate.public_bytes(serialization.Encoding.PEM)


def test_pem_and_der_give_the_same_bundle(tmp_path: Path) -> None:
    """Two certificates in one PEM file and two DER files name the same trust, whatever the files are called."""
    hierarchy = make_hierarchy()
    folders = [tmp_path / "pem", tmp_path / "der"]
    for folder in folders:
        folder.mkdir()
    both = [hierarchy.root, hierarchy.authority]
    pem = b"".join(one.certificate.public_bytes(serialization.Encoding.PEM) for one in both)
    (folders[0] / "all.pem").write_bytes(pem)
    (folders[0] / "notes.txt").write_text("not a certificate")
    for number, one in enumerate(both):
        (folders[1] / f"{number}.crt").write_bytes(one.der)

    bundles = [load_bundle(folder) for folder in folders]

    assert bundles[0] == bundles[1] == hierarchy.bundle


def test_roots_are_anchors_and_the_others_intermediates() -> None:
    """Only a self-signed certificate is trusted by itself."""
    hierarchy = make_hierarchy()

    assert hierarchy.bundle.anchors == (hierarchy.root.der,)
    assert hierarchy.bundle.intermediates == (hierarchy.authority.der,)


def test_version_names_the_set_not_its_order() -> None:
    """The version changes with a certificate more and not with the order."""
    one, other = make_hierarchy().root.der, make_hierarchy("Other").root.der

    assert make_bundle([one, other]).version == make_bundle([other, one]).version
    assert make_bundle([one]).version != make_bundle([one, other]).version


def test_unknown_root_is_the_administrators_own() -> None:
    """Only the pinned fingerprints are called government or public."""
    assert make_hierarchy().bundle.hierarchies == ("own",)
    assert set(PINNED_ROOTS.values()) == {"government", "public"}


@pytest.mark.parametrize(
    ("name", "content"),
    [("broken.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), ("broken.der", b"\x30\x03")],
)
def test_unreadable_certificate_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """A broken file among the anchors is an error, never silently less trust."""
    (tmp_path / "root.pem").write_bytes(_pem("Test"))
    (tmp_path / name).write_bytes(content)

    with pytest.raises(TrustError, match=name):
        load_bundle(tmp_path)


def test_folder_without_a_root_is_refused(tmp_path: Path) -> None:
    """No anchors, no folder: an error with the reason code of the package."""
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(TrustError) as caught:
            load_bundle(folder)
        assert caught.value.reason == "trust-unusable"


if SHARED.is_dir():

    def test_both_vietnamese_hierarchies_are_recognised() -> None:
        """The real roots carry their labels."""
        labels = {hierarchy_of(anchor) for anchor in load_bundle(SHARED).anchors}

        assert labels == {"government", "public"}
