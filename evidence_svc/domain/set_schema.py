"""The JSON Schema of criteria-set files, for editors and other programs: `python -m evidence_svc.domain.set_schema`."""

from __future__ import annotations

import json
import sys

from evidence_svc.domain.criteria_entries import SetEntry

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render_schema() -> str:
    """The schema as text, the same for the same code; checks across entries are the parser's alone."""
    schema = {"$schema": DIALECT, **SetEntry.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render_schema())
