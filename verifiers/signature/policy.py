"""The validation policy: a versioned file beside this module that says what is acceptable, until when, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

POLICY_FILE = Path(__file__).with_name("policy.json")


@dataclass(frozen=True, slots=True)
class Rule:
    """One algorithm: acceptable for signatures made before `until` (None: no end), keys from `bits` on."""

    name: str
    until: datetime | None
    bits: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force; `version` is the file's version and the first 16 hex digits of its SHA-256."""

    version: str
    digests: tuple[Rule, ...]
    certificate_digests: tuple[Rule, ...]
    keys: tuple[Rule, ...]

    def allows_digest(self, name: str, at: datetime) -> bool:
        """Whether a signature over a digest of this kind, made at `at`, is acceptable."""
        return _allows(self.digests, name, 0, at)

    def allows_certificate_digest(self, name: str, at: datetime) -> bool:
        """Whether a certificate signed over a digest of this kind may be relied on at `at`."""
        return _allows((*self.digests, *self.certificate_digests), name, 0, at)

    def allows_key(self, name: str, bits: int, at: datetime) -> bool:
        """Whether a key of this kind and size is acceptable at `at`; kinds without a rule have one strength."""
        return all(rule.name != name for rule in self.keys) or _allows(self.keys, name, bits, at)


def _allows(rules: tuple[Rule, ...], name: str, bits: int, at: datetime) -> bool:
    return any(r.name == name and bits >= r.bits and (r.until is None or at < r.until) for r in rules)


@lru_cache(maxsize=1)
def current_policy() -> Policy:
    """The policy file that ships with this version of the package."""
    return parse_policy(POLICY_FILE.read_bytes())


def parse_policy(content: bytes) -> Policy:
    """Read a policy file (JSON). Raises ValueError or KeyError when it is not one: a packaging fault."""
    raw = json.loads(content)
    return Policy(
        version=f"{raw['version']}+{hashlib.sha256(content).hexdigest()[:16]}",
        digests=tuple(_rule(entry) for entry in raw["digests"]),
        certificate_digests=tuple(_rule(entry) for entry in raw["certificate_digests"]),
        keys=tuple(_rule(entry) for entry in raw["keys"]),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    until = entry.get("until")
    return Rule(entry["name"], datetime.fromisoformat(until) if until else None, entry.get("bits", 0))
