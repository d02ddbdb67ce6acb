"""Whether this machine can read scans, and loading what that takes before workers fork."""

from __future__ import annotations

from parsers.scan import recogniser, tesseract


def missing_parts() -> tuple[str, ...]:
    """Name what this machine lacks for reading scans, in words an administrator can act on."""
    parts = (
        ("tesseract-vie", tesseract.is_available()),
        ("recogniser-model", recogniser.is_available()),
    )
    return tuple(name for name, here in parts if not here)


def is_available() -> bool:
    """Tell whether scans can be read on this machine."""
    return not missing_parts()


def preload() -> None:
    """Load engine and model now; workers that fork afterwards share them."""
    tesseract.preload()
    recogniser.preload()
