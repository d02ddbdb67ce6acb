"""The measurement: baseline, `inspect` and service take turns on small slices, so that a busy minute hits them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.accuracy import Tally, reading_of_inspect, reading_of_naive, tally
from benchmarks.commands import Run, run_inspect, run_naive, run_stages
from benchmarks.documents import Corpus, Document
from benchmarks.letters import KINDS, Kind
from benchmarks.service import Office, send_batch, time_keeping, warm_workers

JOBS = (1, 2)
NAIVE, INSPECT, SERVICE = "naive", "inspect", "service"


@dataclass(slots=True)
class Measure:
    """What one way of working took for documents of one kind, summed over rounds, in seconds.

    `seconds` is wall-clock time, `processor` that of the processors (0 where it is not known), `inspecting` the
    wall-clock time that the service's jobs spent in inspections.
    """

    seconds: float = 0.0
    processor: float = 0.0
    inspecting: float = 0.0
    documents: list[Document] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Documents a minute."""
        return 60 * len(self.documents) / self.seconds

    @property
    def processor_each(self) -> float:
        """Processor seconds a document."""
        return self.processor / len(self.documents)


@dataclass(slots=True)
class Profile:
    """Processor seconds of inspections with one job, by stage and by place in the code."""

    documents: int = 0
    stages: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    places: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def processor_each(self) -> float:
        """Processor seconds a document."""
        return sum(self.stages.values()) / self.documents

    def add(self, documents: int, found: dict[str, dict[str, float]]) -> None:
        """One more round."""
        self.documents += documents
        for name, sums in (("stages", self.stages), ("places", self.places)):
            for key, seconds in found[name].items():
                sums[key] += seconds


Key = tuple[str, int, Kind]


@dataclass(frozen=True, slots=True)
class Result:
    """Every measure by way, jobs and kind; seconds to start each way; seconds a document for keeping records."""

    measures: defaultdict[Key, Measure] = field(default_factory=lambda: defaultdict(Measure))
    profiles: defaultdict[Kind, Profile] = field(default_factory=lambda: defaultdict(Profile))
    starting: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    keeping: dict[Kind, float] = field(default_factory=dict)

    def tallies(self, way: str, kind: Kind) -> dict[str, Tally]:
        """Numbers and dates right, wrong and missing with one job."""
        measured = self.measures[way, 1, kind]
        read = reading_of_naive if way == NAIVE else reading_of_inspect
        return tally(measured.documents, map(read, measured.answers))

    def ratio(self, kind: Kind) -> float:
        """How many times faster `inspect` with one job is than the baseline, on the documents both have read."""
        naive, inspected = self.measures[NAIVE, 1, kind], self.measures[INSPECT, 1, kind]
        spent = {one.path: answer["ms"] for one, answer in zip(inspected.documents, inspected.answers, strict=True)}
        return naive.seconds * 1000 / sum(float(spent[document.path]) for document in naive.documents)

    def processor_ratio(self, kind: Kind) -> float:
        """The same by processor time, which other programs on the machine disturb less."""
        return self.measures[NAIVE, 1, kind].processor_each / self.profiles[kind].processor_each

    def share(self, kind: Kind, jobs: int) -> float:
        """The service's rate as a share of that of `inspect` with as many jobs."""
        return self.measures[SERVICE, jobs, kind].rate / self.measures[INSPECT, jobs, kind].rate

    def processor_share(self, kind: Kind, jobs: int) -> float:
        """Processor time of an inspection as a share of what workers need for the whole job."""
        return self.profiles[kind].processor_each / self.measures[SERVICE, jobs, kind].processor_each


def measure(corpus: Corpus, office: Office, rounds: int, naive_scans: int, progress: Callable[[str], None]) -> Result:
    """Measure all ways in turns; the baseline reads `naive_scans` scans a round, for it is slow."""
    result = Result()
    for turn in range(rounds):
        slices = {kind: _slice(corpus.of(kind), turn, rounds) for kind in KINDS}
        for kind, documents in slices.items():
            sample = documents if kind == "text" else _rotate(documents, turn * naive_scans)[:naive_scans]
            _read_naively(result, kind, sample, corpus)
            _inspect(result, kind, documents, corpus)
            result.profiles[kind].add(len(sample), run_stages(sample, corpus.trust))
        for workers in JOBS:
            _send(result, office, slices, workers)
        progress(f"{turn + 1}")
    for kind in KINDS:
        documents = _slice(corpus.of(kind), 0, rounds)
        result.keeping[kind] = time_keeping(office, documents) / len(documents)
    return result


def _read_naively(result: Result, kind: Kind, documents: Sequence[Document], corpus: Corpus) -> None:
    done = run_naive(documents, corpus.trust)
    _add(result, (NAIVE, 1, kind), documents, done)
    result.measures[NAIVE, 1, kind].processor += sum(answer["processor_ms"] for answer in done.answers) / 1000


def _inspect(result: Result, kind: Kind, documents: Sequence[Document], corpus: Corpus) -> None:
    for jobs in JOBS:
        _add(result, (INSPECT, jobs, kind), documents, run_inspect(documents, corpus.trust, jobs))


def _add(result: Result, key: Key, documents: Sequence[Document], done: Run) -> None:
    measured = result.measures[key]
    measured.seconds += done.working
    measured.documents.extend(documents)
    measured.answers.extend(done.answers)
    result.starting[label(key)].append(done.starting)


def _send(result: Result, office: Office, slices: dict[Kind, tuple[Document, ...]], workers: int) -> None:
    with warm_workers(office, workers) as team:
        for kind, documents in slices.items():
            batch = send_batch(office, team, documents)
            measured = result.measures[SERVICE, workers, kind]
            measured.seconds += batch.seconds
            measured.processor += batch.processor
            measured.inspecting += batch.inspecting
            measured.documents.extend(documents)
            result.starting[label((SERVICE, workers, kind))].append(team.starting)


def label(key: Key) -> str:
    """A way with its number of jobs, for a person: "inspect 2"."""
    return f"{key[0]} {key[1]}"


def _slice(documents: tuple[Document, ...], turn: int, rounds: int) -> tuple[Document, ...]:
    """The documents of one turn: neighbours, so that every slice has all lengths."""
    size = -(-len(documents) // rounds)
    return documents[turn * size : (turn + 1) * size]


def _rotate(documents: tuple[Document, ...], by: int) -> tuple[Document, ...]:
    start = by % len(documents)
    return (*documents[start:], *documents[:start])
