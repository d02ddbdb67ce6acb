"""The one place where exceptions of the PDF, ASN.1 and certificate libraries end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from verifiers.signature.reasons import MalformedSignatureError

T = TypeVar("T")

# Hostile files make the libraries log at every turn; what matters is in the verdict.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def translated(call: Callable[[], T], reason: str) -> T:
    """Run code that reads hostile bytes; whatever it raises leaves as MalformedSignatureError(reason).

    pyHanko and asn1crypto were seen to answer broken files with AttributeError, KeyError, TypeError,
    ValueError, AssertionError, struct.error, RecursionError and a dozen of their own, so no list is complete.
    """
    try:
        return call()
    except MalformedSignatureError:
        raise
    except Exception as error:
        raise MalformedSignatureError(f"{type(error).__name__}: {error}"[:200], reason=reason) from error
