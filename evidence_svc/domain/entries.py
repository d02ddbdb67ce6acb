"""The base of every mapping in a YAML file, and the small types they share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Score = Annotated[Decimal, Field(ge=0, le=1000, max_digits=12)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]


class Entry(BaseModel):
    """A mapping of a file: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
