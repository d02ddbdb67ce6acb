"""What pages cost: processor time of the server as a ratio to an empty page of the same application in the same run.

The empty page is the one for a signed-in person that says an address does not exist: session, person, navigation and
frame, and nothing in it. Pages take turns, and the median of each counts, so that a busy minute hits them all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event

from evidence_svc.config import Settings
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from tests.factories import Office, make_office, make_services
from tests.sites import Browser, Site, add_letter, letter, open_site

RESULTS = Path(__file__).parent / "results" / "pages.json"
EMPTY = "empty page"
# Page, who looks, where, and the most times an empty page it may cost (None: only reported).
PAGES = (
    (EMPTY, "clerk", "/no-such-page", None),
    ("criteria table", "clerk", "/assessments/1", 15),
    ("criterion", "clerk", "/criteria/1", 10),
    ("evidence", "clerk", "/evidence/1", 10),
    ("log explorer", "auditor", "/log", 10),
    ("start page", "clerk", "/", None),
    ("review", "clerk", "/assessments/1/review", None),
    ("deadlines", "clerk", "/agencies/van-phong/deadlines", None),
    ("evidence list", "clerk", "/assessments/1/evidence", None),
)
# The same while the round is appraised: only then is there a queue.
APPRAISED = (
    (EMPTY, "appraiser", "/no-such-page", None),
    ("appraisal", "appraiser", "/appraise/1", 10),
    ("page of a document", "appraiser", "/evidence/1/view", None),
    ("appraisal queue", "appraiser", "/work", None),
)
Pages = tuple[tuple[str, str, str, int | None], ...]


def fill_office(office: Office, files: int) -> int:
    """File and verify letters under as many criteria, score these, and return how many rows there are."""
    with office.services.work.read() as unit:
        rows = [row for row in unit.assessments.rows(office.assessment_id) if row.status != "scored-yearly"]
        count = len(unit.assessments.rows(office.assessment_id))
    for number in range(files):
        row = rows[number % len(rows)]
        content = letter(f"{number + 1}/KH-VP")
        evidence_id = add_letter(office, f"{number + 1}-17.01 Ke hoach.pdf", content)
        link_evidence(office.services, office.clerk, evidence_id, row.id)
    for evidence_id in find_waiting(office.services):
        process_evidence(office.services, evidence_id)
    return count


def measure(site: Site, pages: Pages, rounds: int) -> dict[str, dict[str, Any]]:
    """Processor milliseconds (median), statements, size and ratio of each page."""
    browsers: dict[str, Browser] = {who: site.browser(who) for who in sorted({page[1] for page in pages})}
    spent: dict[str, list[float]] = {name: [] for name, *_ in pages}
    seen: dict[str, tuple[int, int]] = {}
    sent: list[str] = []
    engine = site.office.services.work.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement))
    for _ in range(rounds + 1):
        for name, who, path, _limit in pages:
            sent.clear()
            started = time.process_time()
            answer = browsers[who].get(path)
            spent[name].append(1000 * (time.process_time() - started))
            seen[name] = (sum(not each.startswith("BEGIN") for each in sent), len(answer.data))
    medians = {name: statistics.median(values[1:]) for name, values in spent.items()}
    return {
        name: {
            "processor_ms": round(medians[name], 2),
            "times_empty": round(medians[name] / medians[EMPTY], 1),
            "at_most": limit,
            "statements": seen[name][0],
            "bytes": seen[name][1],
        }
        for name, _who, _path, limit in pages
    }


def main() -> None:
    """Measure, write the table, fail when a page costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--files", type=int, default=105)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        office = make_office(make_services(Settings(data_dir=Path(folder))))
        rows = fill_office(office, chosen.files)
        site = open_site(office)
        pages = measure(site, PAGES, chosen.rounds)
        office.start_appraisal()
        pages = measure(site, APPRAISED, chosen.rounds) | pages
    found = {"criteria": rows, "files": chosen.files, "rounds": chosen.rounds, "pages": pages}
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    slow = [name for name, each in pages.items() if each["at_most"] and each["times_empty"] > each["at_most"]]
    sys.exit(f"slower than it may be: {', '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main()
