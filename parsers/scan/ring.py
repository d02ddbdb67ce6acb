"""The rings of a seal taken off what they were stamped over, as staves are taken off printed music.

Seen from the seal's centre its rings are straight lines; a letter that crosses one stands out of it and stays.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from parsers.scan.ink import INK_LEVEL, paper_tone

Flags: TypeAlias = npt.NDArray[np.bool_]
Reals: TypeAlias = npt.NDArray[np.float32]
Spectrum: TypeAlias = npt.NDArray[np.complex128]

# Dots per inch at which a ring is looked for, and millimetres: radii of seals, the ring's breadth, the paper outside.
_DPI = 40
_RADII_MM, _RING_MM, _GAP_MM, _OUTSIDE_MM = (15.0, 16.0, 17.0, 18.0, 19.5, 21.0), 0.7, 1.2, 2.4
# How much darker a ring is than what lies outside it: of real pages signed ones measured 0.28 and more, others 0.14
# and less, for rows of letters are as dark on a ring as beside it.
LEAST = 0.2
# Of the outer radius: from where to where rings lie. In millimetres: the shortest arc that is no letter's stroke.
_INNER, _OUTER, _ARC_MM = 0.55, 1.12, 6.0
# A ring is this thick at most; where ink is thicker than that by half, a letter crosses it.
_THICKEST_MM, _CROSSED = 1.3, 1.6


class Ring(NamedTuple):
    """The outer ring of a seal in pixels, and how clearly it was seen, 0 to 1."""

    x: float
    y: float
    radius: float
    strength: float


def find_ring(gray: Image.Image, dpi: float) -> Ring:
    """Return the clearest ring of a seal's size; part of it may lie outside the picture."""
    step = max(1, round(dpi / _DPI))
    small = gray.reduce(step)
    scale = dpi / step / 25.4
    rim = round(_RADII_MM[-1] * scale)
    ink = np.clip(1.0 - np.asarray(small, dtype=np.float32) / max(paper_tone(small), 1), 0.0, 1.0)
    padded = np.pad(ink, rim)
    spectrum = np.fft.rfft2(padded)
    best = max((_clearest(spectrum, padded.shape, mm, scale) for mm in _RADII_MM), key=lambda ring: ring.strength)
    return Ring((best.x - rim + 0.5) * step, (best.y - rim + 0.5) * step, best.radius * step, best.strength)


def _clearest(spectrum: Spectrum, shape: tuple[int, ...], radius: float, scale: float) -> Ring:
    darker = np.fft.irfft2(spectrum * _kernel(shape[0], shape[1], radius, scale), s=shape)
    y, x = np.unravel_index(int(darker.argmax()), darker.shape)
    return Ring(float(x), float(y), radius * scale, float(darker[y, x]))


@cache
def _kernel(high: int, wide: int, radius: float, scale: float) -> Spectrum:
    """Return the spectrum of a ring less the paper outside it, each of sum 1, centred on the corner."""
    down, across = (np.fft.fftfreq(length, 1.0 / length) for length in (high, wide))
    apart = np.hypot(down[:, None], across[None, :]) / scale
    start = radius + _GAP_MM
    ring, around = np.abs(apart - radius) < _RING_MM, (apart > start) & (apart < start + _OUTSIDE_MM)
    spectrum: Spectrum = np.fft.rfft2(ring / max(ring.sum(), 1) - around / max(around.sum(), 1))
    return spectrum


def erase_rings(gray: Image.Image, dpi: float) -> Image.Image:
    """Return the picture without the rings of the seal on it, itself where there is none."""
    rough = find_ring(gray, dpi)
    if rough.strength < LEAST:
        return gray
    paper = paper_tone(gray)
    ink = np.asarray(gray) < paper * INK_LEVEL
    ring = _refined(ink, rough)
    turns = _unrolled(ink, ring)
    cleaned = np.array(gray)
    rows, columns, at = _around(ink.shape, ring, turns.shape)
    is_ring = np.zeros(ink.shape, dtype=np.bool_)
    is_ring[rows, columns] = _of_rings(turns, dpi / 25.4)[at]
    cleaned[_with_rim(is_ring)] = paper
    return Image.fromarray(cleaned)


def _with_rim(is_ring: Flags) -> Flags:
    """Return the ring with the pixels beside it, which its grey rim and its specks take."""
    near = is_ring.copy()
    near[1:] |= is_ring[:-1]
    near[:-1] |= is_ring[1:]
    near[:, 1:] |= is_ring[:, :-1]
    near[:, :-1] |= is_ring[:, 1:]
    return near


def _refined(ink: Flags, ring: Ring) -> Ring:
    """Return the ring centred to the pixel: where most of its circumference is ink."""
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    along, down = np.cos(angles), np.sin(angles)

    def share(x: float, y: float, radius: float) -> float:
        columns = np.round(x + radius * along).astype(int)
        rows = np.round(y + radius * down).astype(int)
        inside = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
        return float(ink[rows[inside], columns[inside]].sum())

    best = ring
    for reach, step in ((8, 4), (4, 2), (1, 1)):
        shifts = range(-reach, reach + 1, step)
        tried = [(best.x + a, best.y + b, best.radius + c) for a in shifts for b in shifts for c in shifts]
        best = Ring(*max(tried, key=lambda one: share(*one)), ring.strength)
    return best


def _unrolled(ink: Flags, ring: Ring) -> Flags:
    """Return the picture as seen from the ring's centre: a row for each radius, a column for each direction."""
    radii = np.arange(_INNER * ring.radius, _OUTER * ring.radius)
    angles = np.linspace(0, 2 * np.pi, round(2 * np.pi * ring.radius), endpoint=False)
    columns = np.round(ring.x + radii[:, None] * np.cos(angles)).astype(int)
    rows = np.round(ring.y + radii[:, None] * np.sin(angles)).astype(int)
    inside = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
    seen: Flags = ink[np.clip(rows, 0, ink.shape[0] - 1), np.clip(columns, 0, ink.shape[1] - 1)]
    seen &= inside
    return seen


def _of_rings(turns: Flags, scale: float) -> Flags:
    """Tell of each place of the unrolled picture whether its ink is a ring's and nothing crosses there."""
    arc = round(_ARC_MM * scale)
    # A ring wobbles by a pixel: rows beside each other count together.
    thick = turns.copy()
    thick[1:] |= turns[:-1]
    thick[:-1] |= turns[1:]
    runs = _lengths(thick.T).T
    lines = turns & (runs >= arc)
    thickness = _lengths(turns)
    usual = float(np.median(thickness[lines])) if lines.any() else 0.0
    limit = min(_CROSSED * usual, _THICKEST_MM * scale)
    return lines & (thickness <= limit)


def _lengths(flags: Flags) -> npt.NDArray[np.int32]:
    """Return for each true place how long the run down its column is that it belongs to."""
    lengths = np.zeros(flags.shape, dtype=np.int32)
    count = np.zeros(flags.shape[1], dtype=np.int32)
    for at, row in enumerate(flags):
        count = (count + 1) * row
        lengths[at] = count
    for at in range(len(flags) - 2, -1, -1):
        joined = flags[at] & flags[at + 1]
        lengths[at] = np.where(joined, lengths[at + 1], lengths[at])
    return lengths


def _around(
    shape: tuple[int, ...], ring: Ring, unrolled: tuple[int, ...]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Return rows and columns of the pixels around the ring, and where each lies in the unrolled picture."""
    rows, columns = np.indices(shape)
    across, down = columns - ring.x, rows - ring.y
    radii = np.hypot(across, down) - _INNER * ring.radius
    inside = (radii >= 0) & (radii < unrolled[0] - 0.5)
    angles = np.arctan2(down[inside], across[inside]) % (2 * np.pi)
    at = np.round(angles / (2 * np.pi) * unrolled[1]).astype(np.intp) % unrolled[1]
    return rows[inside], columns[inside], (np.round(radii[inside]).astype(np.intp), at)
