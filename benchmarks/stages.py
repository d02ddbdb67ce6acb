"""Where the time of `inspect` goes: processor time by stage and by function, sampled inside its children.

    python -m benchmarks.stages TRUST FILE…

prints one JSON object. Samples are weighted with the processor time since the one before: a signal that arrives
inside a C library is handled only when the library returns, and then stands for all the time spent there.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

from evidence_svc.clock import utc_now
from evidence_svc.isolation import Limits
from evidence_svc.kept_child import KeptChild
from evidence_svc.operations.inspect import inspect_here, warm_up
from verifiers.signature.trust import TrustBundle, load_bundle

INTERVAL = 0.001
ROOT = Path(__file__).parents[1]
OTHER, FORKING = "other", "child and JSON"
STAGES = (
    ("/reader.py:render_page:", "render"),
    ("/reader.py:_draw:", "render"),
    ("/tesseract.py:", "tesseract"),
    ("/recogniser.py:", "recogniser"),
    ("/deskew.py:", "straighten and ink"),
    ("/upright.py:", "straighten and ink"),
    ("/turn.py:", "straighten and ink"),
    ("/ink.py:", "straighten and ink"),
    ("/paragraphs.py:", "straighten and ink"),
    ("parsers/reader", "text layer"),
    ("parsers/lines.py:", "text layer"),
    ("parsers/words.py:", "text layer"),
    ("parsers/", "layout and fields"),
    ("verifiers/signature/", "signatures"),
    ("verifiers/", "checks"),
    ("evidence_svc/", "record"),
)
"""The innermost function of the project decides; the first entry that its place contains is the stage."""


class Sampler:
    """Collects processor seconds by function while its block runs; one at a time, in the main thread."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = 0.0

    def __enter__(self) -> Sampler:
        self._last = time.process_time()
        signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._add(OTHER)

    def _take(self, _signal: int, frame: FrameType | None) -> None:
        self._add(place_of(frame))

    def _add(self, place: str) -> None:
        now = time.process_time()
        self.seconds[place] += now - self._last
        self._last = now


def place_of(frame: FrameType | None) -> str:
    """The innermost function of the project on the stack, as "file:function:line of its definition"."""
    while frame is not None:
        file = frame.f_code.co_filename
        path = file.removeprefix(f"{ROOT}/")
        if path != file and "site-packages" not in path and not path.startswith("benchmarks/"):
            return f"{path}:{frame.f_code.co_name}:{frame.f_code.co_firstlineno}"
        frame = frame.f_back
    return OTHER


def stage_of(place: str) -> str:
    """The stage that a place belongs to."""
    return next((stage for part, stage in STAGES if part in place), OTHER)


def profile(paths: Iterable[Path], bundle: TrustBundle, now: datetime) -> dict[str, dict[str, float]]:
    """Seconds of processor time for all files together, by stage and by place."""
    warm_up()
    places: defaultdict[str, float] = defaultdict(float)
    before = _processor_seconds()
    child = KeptChild(partial(_sample, bundle, now))
    for path in paths:
        found: dict[str, float] = json.loads(child.ask(str(path).encode(), Limits()))
        for place, seconds in found.items():
            places[place] += seconds
    child.close()  # only what a child that was waited for has used is known
    forking = _processor_seconds() - before - sum(places.values())
    stages: defaultdict[str, float] = defaultdict(float, {FORKING: forking})
    for place, seconds in places.items():
        stages[stage_of(place)] += seconds
    return {"stages": stages, "places": places}


def _sample(bundle: TrustBundle, now: datetime, question: bytes, _content: bytes) -> bytes:
    """Processor seconds by place for the file that the question names, in a child as `inspect` keeps one."""
    path = Path(question.decode())
    content = path.read_bytes()
    with Sampler() as sampler:
        inspect_here(content, path.name, bundle, now=now)
    return json.dumps(sampler.seconds).encode()


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    print(json.dumps(profile(map(Path, sys.argv[2:]), load_bundle(Path(sys.argv[1])), utc_now())))
