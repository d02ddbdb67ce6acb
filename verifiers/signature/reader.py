"""pyHanko's reader, with each object stream decoded once: the original decodes it anew for every object in it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader


class CachingReader(PdfFileReader):
    """A lenient reader of a PDF in memory; answers as PdfFileReader(strict=False) does."""

    # Whether the cross-reference table is one that was made because the file's own cannot be read.
    is_mended = False
    # The reader of the whole file whose first bytes this one reads, if it is a revision's.
    whole: CachingReader | None = None

    def __init__(self, content: bytes) -> None:
        self.remembered: dict[str, Any] = {}
        self._packed: dict[int, tuple[bytes, dict[int, int], list[int]]] = {}
        super().__init__(BytesIO(content), strict=False)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        data, offsets, _ = self._open(stmnum)
        if idnum not in offsets or not 0 <= idx < len(offsets):
            return generic.NullObject()
        stream = BytesIO(data)
        stream.seek(offsets[idnum])
        try:
            if data.startswith(b"%", offsets[idnum]):
                # The original never stops at a comment that ends with the stream.
                misc.read_non_whitespace(stream, seek_back=True)
            return generic.read_object(stream, generic.Reference(idnum, 0, self))
        except (misc.PdfStreamError, misc.PdfReadError):
            return generic.NullObject()

    def packed_place(self, key: tuple[int, int]) -> tuple[bytes, int] | None:
        """The data of the object stream that holds an object, and where it starts there; None for any other."""
        place = self.xrefs[generic.Reference(*key, self)]
        if place is None or isinstance(place, int):
            return None
        data, offsets, _ = self._open(place.obj_stream_id)
        return (data, offsets[key[0]]) if key[0] in offsets else None

    def is_misplaced(self, key: tuple[int, int]) -> bool:
        """Whether the table gives an object another place in its object stream than the stream does itself."""
        place = self.xrefs[generic.Reference(*key, self)]
        if place is None or isinstance(place, int):
            return False
        numbers, index = self._open(place.obj_stream_id)[2], place.ix_in_stream
        return not (0 <= index < len(numbers) and numbers[index] == key[0])

    def _open(self, number: int) -> tuple[bytes, dict[int, int], list[int]]:
        if number not in self._packed:
            self._packed[number] = self._unpack(number)
        return self._packed[number]

    def _unpack(self, number: int) -> tuple[bytes, dict[int, int], list[int]]:
        """The data of an object stream, where each object starts (ISO 32000-2, 7.5.7), and their order."""
        packed = generic.Reference(number, 0, self).get_object()
        if not isinstance(packed, generic.StreamObject) or packed["/Type"] != "/ObjStm":
            raise misc.PdfReadError(f"object {number} is no object stream")
        data = bytes(packed.read_data(DecodePurpose.OBJECT_STREAM))
        first, count = int(packed["/First"]), int(packed["/N"])
        numbers = [int(word) for word in data[:first].split()[: 2 * count]]
        # Of two entries for one object the first counts, so the last are put down first.
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        return data, {key: first + offset for key, offset in reversed(pairs)}, [key for key, _ in pairs]
