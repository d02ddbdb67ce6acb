"""The trust bundle as its folder holds it now: a worker that runs for weeks must see what was imported today."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from evidence_svc.services import Services
from verifiers.signature.trust import TrustBundle, load_bundle

# Name and modification time (ns) of everything in the folder, two levels deep.
Stamp = tuple[tuple[str, int], ...]


def bundle_in_force(services: Services) -> TrustBundle:
    """The bundle of the configured folder, read again when the folder changed; the opened one without a folder.

    Raises TrustError for a folder that cannot be used.
    """
    folder = services.settings.trust
    if not folder.is_dir() or not any(folder.iterdir()):
        return services.bundle
    return _load(folder, _stamp(folder))


def _stamp(folder: Path) -> Stamp:
    paths = (folder, *folder.glob("*"), *folder.glob("*/*"))
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=2)
def _load(folder: Path, _stamp: Stamp) -> TrustBundle:
    return load_bundle(folder)
