"""The neural line recogniser: a crop of one line in, the probability of every letter at every step out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
# Below this width the network's pooling has nothing left to pool.
MIN_WIDTH = 48
# A line 48 px high and this wide is longer than any letterhead line; it bounds time and memory.
MAX_WIDTH = 1600

# What the dots of a dotted line and a colon are read as too: the network knows them from other scripts.
_ALIASES = {".": "…・･．•", ":": "："}

Matrix: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network saw on one crop.

    `probabilities` has the shape (steps, letters); column 0 is the CTC blank, column i is `letters[i]`.
    Steps run from the crop's left edge to its right edge at equal distances.
    """

    probabilities: Matrix
    letters: tuple[str, ...]

    @property
    def steps(self) -> int:
        """How many time steps the crop was cut into."""
        return int(self.probabilities.shape[0])


def find_model() -> Path | None:
    """Return the model file inside the installed rapidocr wheel (Apache-2.0), without importing it."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec else None
    paths = (Path(folder) / "models" / MODEL for folder in folders or ())
    return next((path for path in paths if path.is_file()), None)


def is_available() -> bool:
    """Tell whether the runtime and the model file are here."""
    return find_spec("onnxruntime") is not None and find_model() is not None


@cache
def _session() -> tuple[Any, tuple[str, ...], npt.NDArray[np.intp], tuple[tuple[int, int], ...]]:
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    # One core per worker; without a pool of threads the session also lives on after a fork.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(find_model()), options, providers=["CPUExecutionProvider"])
    alphabet = ["", *session.get_modelmeta().custom_metadata_map["character"].split("\n"), " "]
    kept = [0, *(at for at, letter in enumerate(alphabet) if at and _is_wanted(letter))]
    letters = tuple(alphabet[at] for at in kept)
    pairs = ((twin, letter) for letter, others in _ALIASES.items() for twin in others if twin in alphabet)
    twins = tuple((alphabet.index(twin), letters.index(letter)) for twin, letter in pairs)
    return session, letters, np.array(kept), twins


def _is_wanted(letter: str) -> bool:
    """Tell whether a letter may stand in a Vietnamese letterhead: Latin script and its punctuation."""
    return len(letter) == 1 and (letter < "\u0250" or "\u1ea0" <= letter <= "\u1ef9")


def preload() -> None:
    """Load the runtime and the model now; a process forked afterwards shares them."""
    _session()


def read_line(crop: Image.Image, *, stretch: float = 1.0) -> Reading:
    """Read a crop that holds one whole line; `stretch` widens it, which gives the network more steps."""
    session, letters, kept, twins = _session()
    width = round(crop.width * stretch * HEIGHT / max(crop.height, 1))
    size = (min(max(width, MIN_WIDTH), MAX_WIDTH), HEIGHT)
    pixels = np.asarray(crop.convert("RGB").resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
    batch = (pixels / 127.5 - 1.0).transpose(2, 0, 1)[None]
    (output,) = session.run(None, {session.get_inputs()[0].name: batch})
    probabilities = np.asarray(output[0][:, kept], dtype=np.float32)
    for twin, column in twins:
        probabilities[:, column] += output[0][:, twin]
    return Reading(probabilities, letters)
