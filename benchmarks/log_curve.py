"""The cost of the log by its size as SVG: processor time of an append and time of a proof, flat where all is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

WIDTH, HEIGHT, MARGIN, TOP = 640, 300, 64, 5.0
LINES = (
    ("append_processor_us", 1e-3, "append, processor time", "#1f77b4"),
    ("proof_ms", 1.0, "proof", "#d62728"),
)
DASHES = {"sqlite": "", "postgresql": "6 4"}


def draw_curve(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Milliseconds over entries on a logarithmic scale, a line for each database and cost."""
    parts = [_frame()]
    at = 0
    for dialect, points in curves.items():
        for name, scale, words, colour in LINES:
            places = " ".join(f"{_x(one['size']):.1f},{_y(one[name] * scale):.1f}" for one in points)
            stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{DASHES[dialect]}"'
            parts.append(f'<polyline points="{places}" fill="none" {stroke}/>')
            parts.append(f'<line x1="90" y1="{30 + 18 * at}" x2="130" y2="{30 + 18 * at}" {stroke}/>')
            parts.append(f'<text x="138" y="{34 + 18 * at}" font-size="12">{dialect}, {words}</text>')
            at += 1
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    return head + f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>' + "\n".join(parts) + "</svg>\n"


def _frame() -> str:
    lines = []
    for power in range(3, 8):
        x = _x(10**power)
        lines.append(f'<line x1="{x}" y1="{_y(0)}" x2="{x}" y2="{_y(TOP)}" stroke="#eee"/>')
        lines.append(f'<text x="{x}" y="{_y(0) + 18}" font-size="12" text-anchor="middle">{10**power:,}</text>')
    for step in range(6):
        y = _y(step)
        lines.append(f'<line x1="{_x(1_000)}" y1="{y}" x2="{_x(10**7)}" y2="{y}" stroke="#eee"/>')
        lines.append(f'<text x="{_x(1_000) - 8}" y="{y + 4}" font-size="12" text-anchor="end">{step} ms</text>')
    lines.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" font-size="12" text-anchor="middle">entries in the log</text>'
    )
    return "\n".join(lines)


def _x(size: float) -> float:
    return MARGIN + (WIDTH - MARGIN - 40) * (log10(size) - 3) / 4


def _y(milliseconds: float) -> float:
    return HEIGHT - 48 - (HEIGHT - 80) * min(milliseconds, TOP) / TOP
