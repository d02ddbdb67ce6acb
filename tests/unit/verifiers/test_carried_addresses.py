"""The addresses a certificate names: written by whoever made it, so anything may stand there."""

from __future__ import annotations

import pytest

from verifiers.signature.carried import over_http


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        ("http://crl.example.vn/ca.crl", True),
        ("https://crl.example.vn:8443/ca.crl", True),
        ("ldap://crl.example.vn/cn=ca", False),
        ("file:///etc/passwd", False),
        ("http://[::1", False),
        ("http:///ca.crl", False),
        (b"http://crl.example.vn", False),
    ],
)
def test_only_what_http_reaches_is_an_address(value: object, is_kept: bool) -> None:
    """What has no host, another scheme, or cannot be taken apart is left out, and stops nothing."""
    assert over_http([value, value]) == ((value,) if is_kept else ())
