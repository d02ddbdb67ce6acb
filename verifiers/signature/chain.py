"""From a certificate to a trust anchor at one moment (RFC 5280, 6.1), offline, remembered between calls."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

from verifiers.signature.trust import TrustBundle, hierarchy_of

T = TypeVar("T")

# RFC 8032: one strength each; asn1crypto knows no size for them.
EDWARDS_BITS = {"ed25519": 256, "ed448": 456}

# Acceptability by date is this project's policy (policy.json); only the broken digests stop a path here.
PATH_ALGORITHMS = DisallowWeakAlgorithmsPolicy(frozenset({"md2", "md5"}), rsa_key_size_threshold=1024)


@dataclass(frozen=True, slots=True)
class Chain:
    """A path's result: `fault` None means trusted; the window is when all its certificates are in period.

    `digests` are what its certificates are signed over, `keys` kinds and sizes of its authorities' keys, anchor apart.
    """

    fault: str | None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    hierarchy: str | None = None
    digests: tuple[str, ...] = ()
    keys: tuple[tuple[str, int], ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether the path ends in an anchor and every certificate was in period at the moment asked."""
        return self.fault is None

    def covers(self, moment: datetime) -> bool:
        """Whether every certificate of a trusted path is in period at `moment`."""
        if not self.trusted or self.valid_from is None or self.valid_until is None:
            return False
        return self.valid_from <= moment <= self.valid_until


def find_chain(certificate: bytes, others: tuple[bytes, ...], bundle: TrustBundle, moment: datetime) -> Chain:
    """Validate the path of a certificate (DER) at `moment`, with `others` as possible intermediates.

    A day's answer is reused while the moment lies in the period of all certificates of the path; near a
    period's edge the exact moment is asked again. Revocation is not part of it.
    """
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    chain = _validate(certificate, others, bundle, day)
    return chain if chain.covers(moment) else _validate(certificate, others, bundle, moment)


@lru_cache(maxsize=2048)
def _validate(certificate: bytes, others: tuple[bytes, ...], bundle: TrustBundle, moment: datetime) -> Chain:
    context = ValidationContext(
        trust_roots=list(_parsed(bundle.anchors)),
        other_certs=[*_parsed(bundle.intermediates), *parse_readable(others)],
        moment=moment,
        revocation_mode="soft-fail",
        allow_fetching=False,
        algorithm_usage_policy=PATH_ALGORITHMS,
        time_tolerance=timedelta(0),
    )
    validator = CertificateValidator(x509.Certificate.load(certificate), validation_context=context)
    try:
        path = drive(validator.async_validate_path())
    except ExpiredError:
        return Chain("certificate-expired")
    except NotYetValidError:
        return Chain("certificate-not-yet-valid")
    except PathBuildingError:
        return Chain("chain-not-found")
    except (ValidationError, ValueError, TypeError, KeyError):
        return Chain(_fault_of(certificate, bundle))
    return _summary(list(path.iter_certs(include_root=True)))


def forget() -> None:
    """Drop the remembered answers, as a new process has none."""
    _validate.cache_clear()


def _fault_of(certificate: bytes, bundle: TrustBundle) -> str:
    """A self-signed stranger is an unknown root; anything else has a path that does not hold."""
    parsed = x509.Certificate.load(certificate)
    stranger = parsed.subject.dump() == parsed.issuer.dump() and certificate not in bundle.anchors
    return "chain-not-found" if stranger else "chain-invalid"


def _summary(path: list[x509.Certificate]) -> Chain:
    periods = [c["tbs_certificate"]["validity"] for c in path[1:]] or [path[0]["tbs_certificate"]["validity"]]
    return Chain(
        fault=None,
        valid_from=max(p["not_before"].native for p in periods),
        valid_until=min(p["not_after"].native for p in periods),
        hierarchy=hierarchy_of(path[0].dump()),
        digests=tuple(sorted({str(c.hash_algo) for c in path[1:]})),
        keys=tuple(sorted({key_kind(c) for c in path[1:-1]})),
    )


def key_kind(certificate: x509.Certificate) -> tuple[str, int]:
    """Kind and size in bits of a certificate's public key, e.g. ("rsa", 2048)."""
    key = certificate.public_key
    name = str(key.algorithm)
    return name, EDWARDS_BITS[name] if name in EDWARDS_BITS else int(key.bit_size)


@lru_cache(maxsize=64)
def _parsed(certificates: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.Certificate.load(der) for der in certificates)


def parse_readable(certificates: tuple[bytes, ...]) -> list[x509.Certificate]:
    """Certificates that came with a signature; an unreadable one is no help and no obstacle."""
    readable = []
    for der in certificates:
        try:
            certificate = x509.Certificate.load(der)
            _ = certificate.subject.hashable, certificate.issuer.hashable, certificate.key_identifier
        except (ValueError, TypeError, KeyError):
            continue
        readable.append(certificate)
    return readable


def drive(task: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits (nothing is fetched) without the cost of an event loop."""
    try:
        task.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return] # StopIteration carries Any
    task.close()
    raise RuntimeError("offline path validation tried to wait")
