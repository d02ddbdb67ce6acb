"""A reliability diagram as SVG: where confidence and the share of right readings are equal, points lie on the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

SIDE, MARGIN = 420, 56
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#333333")


def draw_reliability(kinds: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """One line of points for each kind of page; a point's area grows with its number of readings."""
    parts = [_frame()]
    for at, (kind, bins) in enumerate(kinds.items()):
        colour = COLOURS[at % len(COLOURS)]
        places = [(_x(one["mean"]), _y(one["right"] / one["values"]), one["values"]) for one in bins]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.extend(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{min(2 + sqrt(n) / 4, 9):.1f}" fill="{colour}" fill-opacity="0.6">'
            f"<title>{kind}: {n}</title></circle>"
            for x, y, n in places
        )
        parts.append(
            f'<text x="{MARGIN + 12}" y="{MARGIN + 18 + 18 * at}" fill="{colour}" font-size="13">{kind}</text>'
        )
    size = SIDE + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif">'
    return head + f'<rect width="{size}" height="{size}" fill="white"/>' + "\n".join(parts) + "</svg>\n"


def _frame() -> str:
    lines = [f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" stroke-dasharray="5 4"/>']
    for step in range(6):
        value = step / 5
        lines.append(f'<line x1="{_x(value)}" y1="{_y(0)}" x2="{_x(value)}" y2="{_y(1)}" stroke="#eee"/>')
        lines.append(f'<line x1="{_x(0)}" y1="{_y(value)}" x2="{_x(1)}" y2="{_y(value)}" stroke="#eee"/>')
        lines.append(
            f'<text x="{_x(value)}" y="{_y(0) + 18}" font-size="12" text-anchor="middle">{value:.1f}</text>'
            f'<text x="{_x(0) - 8}" y="{_y(value) + 4}" font-size="12" text-anchor="end">{value:.1f}</text>'
        )
    middle = MARGIN + SIDE / 2
    lines.append(f'<text x="{middle}" y="{_y(0) + 40}" font-size="13" text-anchor="middle">confidence given</text>')
    lines.append(
        f'<text x="16" y="{middle}" font-size="13" text-anchor="middle" transform="rotate(-90 16 {middle})">'
        "share of readings that are right</text>"
    )
    return "\n".join(lines)


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)
