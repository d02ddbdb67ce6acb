"""YAML text to plain strings, lists and mappings, remembering the line of every value."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from evidence_svc.domain.errors import CriteriaFileError, FileProblem

MAX_CHARACTERS = 500_000
MAX_DEPTH = 40

_TAG = "tag:yaml.org,2002:"

Location = tuple[str | int, ...]

_NULL_ONLY = {
    first: [(tag, pattern) for tag, pattern in found if tag == f"{_TAG}null"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _TextLoader(yaml.SafeLoader):
    """Reads every scalar as text but null: `1.10` stays `1.10`, `no` stays `no`, and no date is guessed."""

    # PyYAML reads both tables off the loader: only null is guessed, and only text, lists and mappings made.
    yaml_constructors: ClassVar = {
        tag: construct
        for tag, construct in yaml.SafeLoader.yaml_constructors.items()
        if tag in {None, f"{_TAG}null", f"{_TAG}str", f"{_TAG}seq", f"{_TAG}map"}
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.yaml_implicit_resolvers = _NULL_ONLY
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node deeper, refusing aliases (a small file could unfold without end) and bottomless nesting."""
        alias = self.check_event(yaml.AliasEvent)
        self.depth += 1
        if alias or self.depth > MAX_DEPTH:
            mark = self.current_event.start_mark if self.current_event else None
            raise yaml.MarkedYAMLError(problem="alias" if alias else "depth", problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping whose keys differ; PyYAML alone would silently keep the last of two."""
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem="duplicate", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_PROBLEMS = {
    "alias": ("alias-refused", "tệp không được dùng bí danh (& và *) của YAML."),
    "depth": ("nesting-too-deep", "các mục lồng nhau quá sâu."),
    "duplicate": ("key-twice", "mục này được ghi hai lần."),
}


@dataclass(frozen=True, slots=True)
class YamlText:
    """A file's data and where each value stands."""

    source: str
    data: Any
    root: yaml.Node | None

    def line(self, location: Location) -> int:
        """The 1-based line of the value at `location`, or of the nearest value above that exists."""
        node, line = self.root, 1
        for step in location:
            key, below = _step(node, step)
            if below is not None:
                node, line = below, (key or below).start_mark.line + 1
        return line

    def problem(self, location: Location, reason: str, message: str) -> FileProblem:
        """A problem at `location`."""
        return FileProblem(self.line(location), path_of(location), reason, message)


def path_of(location: Location) -> str:
    """`("criteria", 0, "title")` → `criteria[0].title`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).lstrip(".")


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None


def read_yaml(text: str, source: str) -> YamlText:
    """Text to data; raises CriteriaFileError naming the line of what cannot be read as YAML."""
    if len(text) > MAX_CHARACTERS:
        raise CriteriaFileError(source, (FileProblem(1, "", "file-too-large", "tệp quá lớn."),))
    try:
        loader = _TextLoader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason, message = _PROBLEMS.get(error.problem or "", ("yaml-syntax", "tệp không đúng cú pháp YAML."))
        problem = FileProblem(mark.line + 1 if mark else 1, "", reason, message)
        raise CriteriaFileError(source, (problem,)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = FileProblem(line, "", "yaml-character", "tệp có ký tự mà YAML không cho phép.")
        raise CriteriaFileError(source, (problem,)) from error
    return YamlText(source, data, root)
