"""Strokes as a pen leaves them: digits in several hands, a signature, a seal; each as an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from random import Random
from types import MappingProxyType

Point = tuple[float, float]
Stroke = Sequence[Point]


def _round(x: float, y: float, wide: float, high: float, start: float = 0.0, turns: float = 1.0) -> list[Point]:
    steps = 10
    return [
        (x + wide * sin(2 * pi * (start + turns * i / steps)), y - high * cos(2 * pi * (start + turns * i / steps)))
        for i in range(steps + 1)
    ]


# Several people's ways to write a digit, in a box one high and about half as wide; y grows downwards.
_WAYS: dict[str, tuple[tuple[Stroke, ...], ...]] = {
    "0": ((_round(0.27, 0.5, 0.25, 0.5),), (_round(0.27, 0.5, 0.22, 0.48, 0.05, 1.05),)),
    "1": (
        (((0.2, 0.0), (0.2, 1.0)),),
        (((0.02, 0.28), (0.24, 0.0), (0.24, 1.0)),),
        (((0.0, 0.4), (0.28, 0.0), (0.26, 1.0)),),
    ),
    "2": (
        (((0.03, 0.22), (0.15, 0.02), (0.38, 0.05), (0.42, 0.3), (0.2, 0.65), (0.0, 0.98), (0.5, 0.96)),),
        (((0.05, 0.2), (0.25, 0.0), (0.42, 0.2), (0.25, 0.6), (0.02, 0.9), (0.15, 0.85), (0.5, 1.0)),),
    ),
    "3": (
        (((0.04, 0.1), (0.25, 0.0), (0.42, 0.2), (0.2, 0.45), (0.45, 0.7), (0.25, 1.0), (0.0, 0.9)),),
        (((0.02, 0.02), (0.42, 0.02), (0.2, 0.4), (0.46, 0.68), (0.25, 1.0), (0.0, 0.88)),),
    ),
    "4": (
        (((0.3, 0.0), (0.0, 0.66), (0.52, 0.66)), ((0.38, 0.3), (0.36, 1.0))),
        (((0.06, 0.0), (0.04, 0.52), (0.48, 0.5)), ((0.42, 0.0), (0.4, 1.0))),
    ),
    "5": (
        (((0.42, 0.02), (0.1, 0.03), (0.06, 0.42), (0.3, 0.38), (0.46, 0.66), (0.28, 1.0), (0.0, 0.92)),),
        (
            ((0.08, 0.05), (0.06, 0.42), (0.32, 0.42), (0.44, 0.7), (0.24, 1.0), (0.0, 0.9)),
            ((0.08, 0.05), (0.46, 0.02)),
        ),
    ),
    "6": (
        (((0.4, 0.0), (0.1, 0.35), (0.03, 0.75), (0.22, 1.0), (0.44, 0.78), (0.3, 0.52), (0.06, 0.68)),),
        (((0.36, 0.02), (0.08, 0.5), (0.08, 0.9), (0.35, 0.98), (0.42, 0.66), (0.2, 0.56), (0.06, 0.75)),),
    ),
    "7": (
        (((0.0, 0.05), (0.46, 0.03), (0.18, 1.0)),),
        (((0.0, 0.05), (0.46, 0.03), (0.18, 1.0)), ((0.1, 0.5), (0.45, 0.48))),
    ),
    "8": (
        (((0.4, 0.15), (0.2, 0.0), (0.06, 0.2), (0.42, 0.7), (0.22, 1.0), (0.02, 0.75), (0.42, 0.18)),),
        (_round(0.23, 0.24, 0.18, 0.24), _round(0.23, 0.74, 0.23, 0.26)),
    ),
    "9": (
        (((0.42, 0.2), (0.2, 0.0), (0.03, 0.24), (0.2, 0.48), (0.42, 0.24), (0.4, 0.65), (0.3, 1.0)),),
        (((0.42, 0.22), (0.22, 0.0), (0.04, 0.22), (0.22, 0.46), (0.42, 0.22), (0.42, 0.8), (0.2, 1.0), (0.04, 0.9)),),
    ),
}  # fmt: skip


def draw_digits(
    text: str,
    random: Random,
    colour: str,
    ways: Mapping[str, int] = MappingProxyType({}),
    apart: tuple[float, float] = (0.02, 0.16),
) -> str:
    """Digits written one after the other by one hand: leaning, unequal, sometimes touching.

    `ways` says of a digit in which of the ways it is written; the others differ by chance. `apart` is the least and
    the widest gap between two of them, in parts of their height; below 0 they run into each other.
    """
    lean, pen = random.gauss(0.18, 0.12), random.uniform(0.05, 0.1)
    x, paths = 0.15, []
    for letter in text:
        size = random.uniform(0.85, 1.05)
        for stroke in _WAYS[letter][ways[letter]] if letter in ways else random.choice(_WAYS[letter]):
            moved = [_moved(point, x, size, lean, random) for point in stroke]
            paths.append(_path(moved, pen, colour))
        x += (0.3 if letter == "1" else 0.55) * size + random.uniform(*apart)
    return _svg(paths, x + 0.15, 1.2)


def _moved(point: Point, x: float, size: float, lean: float, random: Random) -> Point:
    across, down = point[0] * size + random.gauss(0, 0.018), point[1] * size + random.gauss(0, 0.018)
    return x + across + lean * (1.0 - down), 0.1 + down


def draw_signature(random: Random, colour: str) -> str:
    """A few loops and one long stroke."""
    loops = range(random.randint(4, 8))
    points = [(0.1, 0.7), *((0.2 + 0.28 * at + random.uniform(0, 0.2), random.uniform(0.1, 0.9)) for at in loops)]
    long = [(0.2, 0.85), (1.4, 0.75), (3.0, 0.6 + random.uniform(-0.3, 0.2))]
    return _svg([_path(points, 0.03, colour), _path(long, 0.025, colour)], 3.1, 1.0)


def draw_seal(colour: str) -> str:
    """A round seal of 36 mm: two rings, words along them and a star."""
    rings = "".join(
        f'<circle cx="50" cy="50" r="{r}" fill="none" stroke="{colour}" stroke-width="{w}"/>'
        for r, w in ((48, 1.6), (45, 0.6), (31, 0.8))
    )
    marks = "".join(_mark(at * pi / 16, colour) for at in range(-12, 13))
    corners = "M50 22 L57 44 L80 44 L61 57 L68 78 L50 65 L32 78 L39 57 L20 44 L43 44 Z"
    star = f'<path d="{corners}" fill="none" stroke="{colour}"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
    return f"{head}{rings}{marks}{star}</svg>"


def _mark(angle: float, colour: str) -> str:
    """One letter of the words along the rim, as an empty frame."""
    x, y = 50 + 38 * sin(angle), 50 - 38 * cos(angle)
    turned = f'transform="rotate({angle * 180 / pi:.0f} {x:.1f} {y:.1f})"'
    frame = f'x="{x - 1.6:.1f}" y="{y - 3:.1f}" width="3.2" height="6"'
    return f'<rect {frame} fill="none" stroke="{colour}" stroke-width="1.2" {turned}/>'


def _path(points: Stroke, pen: float, colour: str) -> str:
    """A smooth line through the points (Catmull-Rom, written as cubic curves)."""
    around = [points[0], *points, points[-1]]
    parts = [f"M{points[0][0]:.3f} {points[0][1]:.3f}"]
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        first = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6)
        second = (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6)
        parts.append(f"C{first[0]:.3f} {first[1]:.3f} {second[0]:.3f} {second[1]:.3f} {c[0]:.3f} {c[1]:.3f}")
    return (
        f'<path d="{" ".join(parts)}" fill="none" stroke="{colour}" stroke-width="{pen:.3f}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _svg(paths: Sequence[str], wide: float, high: float) -> str:
    size = f'viewBox="0 0 {wide:.3f} {high:.3f}" width="{wide * 100:.0f}" height="{high * 100:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(paths)}</svg>'
