"""A criterion's scores drawn as SVG: who gave which when, told apart by shape and line, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from textwrap import wrap

from flask_babel import gettext as _
from markupsafe import Markup

from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.timeline import Step, StepKind
from evidence_svc.web import wording
from evidence_svc.web.display import show_instant, show_score, word

LEFT, TOP, BOTTOM, HEIGHT, GAP, RIGHT = 48, 60, 46, 308, 104, 40
_DRAWN = frozenset({StepKind.SELF, StepKind.APPRAISED, StepKind.WORDS, StepKind.STATUS})
# Letters of a line of a band's heading that fit over one step; it has two lines.
_LETTERS_A_STEP = 12
_MARKS = {
    StepKind.SELF: '<rect class="mark-self" x="-6" y="-6" width="12" height="12"/>',
    StepKind.APPRAISED: '<circle class="mark-appraised" r="7"/>',
    StepKind.WORDS: '<path class="mark-words" d="M0,-8 8,6 -8,6z"/>',
    StepKind.STATUS: '<path class="mark-words" d="M-7,-7 7,7 M-7,7 7,-7"/>',
}
_COUNCIL = '<path class="mark-appraised" d="M0,-9 9,0 0,9 -9,0z"/>'


@dataclass(frozen=True, slots=True)
class _Point:
    step: Step
    x: int
    y: int


def draw_timeline(steps: Sequence[Step], maximum: Decimal) -> Markup:
    """The picture, empty when no step can be drawn; its words say everything that is drawn."""
    drawn = [step for step in steps if step.kind in _DRAWN]
    if not drawn:
        return Markup()
    points = [_Point(step, LEFT + GAP // 2 + at * GAP, _height_of(step, maximum)) for at, step in enumerate(drawn)]
    width = LEFT + GAP * len(points) + RIGHT
    parts = [_axis(maximum, width), *_bands(points), *_lines(points), *map(_mark, points)]
    title = Markup("<title>{}</title>").format(_("Điểm qua các bước; bảng dưới hình ghi đủ từng bước."))
    return Markup(
        '<svg class="timeline" role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}">{title}{parts}</svg>'
    ).format(w=width, h=HEIGHT, title=title, parts=Markup().join(parts))


def _height_of(step: Step, maximum: Decimal) -> int:
    """Down the picture in units of the drawing; steps without a score stand on the ground."""
    if step.after is None or maximum <= 0:
        return HEIGHT - BOTTOM
    share = min(step.after / maximum, Decimal(1))
    return HEIGHT - BOTTOM - int(share * (HEIGHT - BOTTOM - TOP - 24))


def _axis(maximum: Decimal, width: int) -> Markup:
    lines = []
    for share in (Decimal(0), Decimal("0.5"), Decimal(1)):
        y = HEIGHT - BOTTOM - int(share * (HEIGHT - BOTTOM - TOP - 24))
        lines.append(
            Markup('<path class="grid" d="M{x},{y}H{w}"/><text class="scale" x="{t}" y="{b}">{v}</text>').format(
                x=LEFT, y=y, w=width - 8, t=LEFT - 6, b=y + 4, v=show_score(maximum * share)
            )
        )
    return Markup().join(lines)


def _bands(points: Sequence[_Point]) -> list[Markup]:
    """The stages of the round as bands with their names, a line between two."""
    bands = []
    for stage, group in groupby(points, key=lambda point: point.step.stage):
        found = list(group)
        left = found[0].x - GAP // 2
        first, second = _two_lines(str(word(stage, wording.ROUND_STATES)), _LETTERS_A_STEP * len(found))
        bands.append(
            Markup(
                '<path class="band" d="M{x},16V{b}"/>'
                '<text class="stage" x="{t}" y="26">{first}<tspan x="{t}" dy="16">{second}</tspan></text>'
            ).format(x=left, b=HEIGHT - BOTTOM, t=left + 6, first=first, second=second)
        )
    return bands


def _two_lines(text: str, letters: int) -> tuple[str, str]:
    """A heading over two lines of so many letters, broken between words, cut where even that is too little."""
    first, *rest = wrap(text, letters) or [""]
    left = " ".join(rest)
    return first, left if len(left) <= letters else f"{left[: letters - 1]}…"


def _lines(points: Sequence[_Point]) -> list[Markup]:
    """Each score's way, level until it changes: dashed for the agency's own, whole for the appraised."""
    lines = []
    for kind in (StepKind.SELF, StepKind.APPRAISED):
        own = [point for point in points if point.step.kind is kind]
        if own:
            steps = "".join(f"H{point.x}V{point.y}" for point in own[1:])
            path = f"M{own[0].x},{own[0].y}{steps}H{points[-1].x + GAP // 3}"
            lines.append(Markup('<path class="line-{}" d="{}"/>').format(kind.value, path))
    return lines


def _mark(point: _Point) -> Markup:
    step = point.step
    is_council = step.kind is StepKind.APPRAISED and step.stage is RoundState.COUNCIL
    shape = Markup(_COUNCIL if is_council else _MARKS[step.kind])  # noqa: S704 - our own constants
    label = "" if step.after is None else show_score(step.after)
    told = f"{word(step.entry.action, wording.ACTIONS)}: {label} {show_instant(step.entry.occurred_at)}"
    day, moment = show_instant(step.entry.occurred_at).rsplit(" ", 1)
    return Markup(
        '<g transform="translate({x},{y})"><title>{told}</title>{shape}<text class="value" y="-13">{label}</text></g>'
        '<text class="when" x="{x}" y="{d}">{day}<tspan x="{x}" dy="14">{moment}</tspan></text>'
    ).format(x=point.x, y=point.y, told=told, shape=shape, label=label, d=HEIGHT - BOTTOM + 20, day=day, moment=moment)
