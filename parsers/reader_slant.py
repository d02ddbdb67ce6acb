"""Letters that run up or down a page, as watermarks and the marks of offices' own systems do."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

_LEAST = math.radians(15)  # a page that was drawn askew leans less


def is_level(raw: Any, indices: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Tell for each letter whether its line runs along an edge of the page, or nearly so."""
    angles = np.array([pdfium.FPDFText_GetCharAngle(raw, index) for index in indices.tolist()], dtype=np.float64)
    off = np.mod(np.maximum(angles, 0.0), math.pi / 2)
    level: npt.NDArray[np.bool_] = np.minimum(off, math.pi / 2 - off) < _LEAST
    return level
