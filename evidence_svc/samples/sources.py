"""Which sample is made from which seed, with which reviewed corrections, under which comment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A seed, its corrections, the file it becomes, and the comment at the head of that file (and of a second)."""

    seed: str
    corrections: str
    file: str
    comment: str
    second_comment: str = ""


_MADE = "# Made by evidence_svc.samples.build from the seed and its reviewed corrections.\n"
OFFICE = SheetSource(
    "000_c0fb1750a5dfd1c3.txt",
    "corrections-2023.yaml",
    "provincial-offices-2023.yaml",
    """\
# The criteria set for the provincial offices of Quảng Trị, as its table of 2023 prints it.
# Made by evidence_svc.samples.build from the office's self-assessment; the table prints no deadline and no
# rule, the ones the demonstration assumes stand in assumptions-2023.yaml. `file_number` is the criterion's
# number in the names of uploaded files.
""",
    """\
# The provincial office's self-assessment for the first half of 2023, leaf by leaf, as submitted.
# Made by evidence_svc.samples.build; the names of the evidence are kept to the letter.
""",
)
DISTRICT = SheetSource(
    "001_1d2ed02fd101ed54.txt",
    "corrections-district-2023.yaml",
    "district-offices-2023.yaml",
    """\
# The draft criteria set for the offices of huyện Quảng Điền, as its web page prints it, contradictions included.
# Made by evidence_svc.samples.build; the rules are those the printed cases state, gaps and overlaps too.
# `evidence-svc criteria lint` says what is wrong with it.
""",
    """\
# The same set after review: sums and wordings corrected, open cases decided and marked as assumptions.
# Made by evidence_svc.samples.build from the draft and corrections-district-2023.yaml.
""",
)
PLAN = SheetSource(
    "002_f445ec3a9fe903d1.txt",
    "corrections-par-index-2023.yaml",
    "par-index-2023.yaml",
    "# The rows of the PAR Index 2023 in which Quảng Trị lost points, their remedies, and the tasks of 16 agencies.\n"
    + _MADE,
)
TARGETS = SheetSource(
    "003_74796ed9b4f247d0.txt",
    "corrections-targets-2023.yaml",
    "targets-2023.yaml",
    "# How far a district is with the targets of Nghị quyết 76/NQ-CP until 2025, as it answered.\n" + _MADE,
)
LETTER = SheetSource(
    "004_80b7831fe2ff1271.txt",
    "corrections-vinh-linh-2023.yaml",
    "vinh-linh-2023-h1.yaml",
    "# The 27 criteria in which huyện Vĩnh Linh lost points in the first half of 2023, as its letter lists them.\n"
    + _MADE,
)
SHEETS = (PLAN, TARGETS, LETTER)
