"""A ZIP of evidence taken apart: each file by its bare name, or the reason why it is left out."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.errors import DamagedError, EmptyFileError, ParseError, TooLargeError, UnsupportedTypeError
from parsers.sniff import sniff
from parsers.vietnamese import fold, is_syllable, normalise

_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH = 0x7075  # APPNOTE.TXT 4.6.9, Info-ZIP Unicode Path Extra Field
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNIX, _SYMLINK = 3, 0o120000
# Windows in Viet Nam writes names in its own code page, older tools in that of DOS or of the west.
_CODE_PAGES = ("utf-8", "cp1258", "cp437", "cp1252")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_SYSTEM_FILES = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
_CHUNK = 1 << 20
_LOCAL_HEADER = 30  # bytes before an entry's name (APPNOTE.TXT 4.3.7)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much of an archive is taken: entries, bytes of one file unpacked, bytes of all of them."""

    entries: int = 5000
    file_bytes: int = 200 * 1024 * 1024
    all_bytes: int = 4 * 1024 * 1024 * 1024


LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file of an archive. `name` has no folder in it; `path` is for messages only, never for a disk.

    Either `content` is there and `refusal` is empty, or `refusal` says why not: `encrypted-entry`,
    `entry-too-large`, `archive-too-large`, `nested-archive`, `link`, `unsupported-compression`, `damaged-entry`,
    `no-name`.
    """

    name: str
    path: str
    content: bytes = b""
    refusal: str = ""


def unpack(content: bytes, limits: ArchiveLimits = LIMITS) -> Iterator[ArchiveMember]:
    """Yield the files of a ZIP in its order, one in memory at a time; folders and system files are passed over.

    Nothing is written anywhere. A file that cannot be taken is yielded with its refusal; the others follow.

    Raises:
        ParseError: when the archive itself cannot be read: `empty-file`, `unsupported-type`, `damaged-file`,
            or `too-large` for one with too many entries.

    """
    with _open(content) as archive:
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise TooLargeError(f"the archive has more than {limits.entries} entries")
        left = limits.all_bytes
        shared = _overlapping(entries)
        for entry in entries:
            path = entry_path(entry)
            if path.endswith("/") or _is_system_file(path):
                continue
            if entry.header_offset in shared:
                yield ArchiveMember(path.rsplit("/", 1)[-1].strip(), path, refusal="damaged-entry")
                continue
            member = _take(archive, entry, path, min(limits.file_bytes, left), is_last=left < limits.file_bytes)
            left -= len(member.content)
            yield member


def _open(content: bytes) -> zipfile.ZipFile:
    if not content:
        raise EmptyFileError("the file has no bytes")
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnsupportedTypeError("no ZIP archive")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeError, struct.error) as error:
        raise DamagedError("the archive cannot be opened") from error


def _overlapping(entries: Sequence[zipfile.ZipInfo]) -> frozenset[int]:
    """Return where entries begin that share bytes with others: so a few bytes unpack to thousands of large files."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    pairs = [
        (entry.header_offset, following.header_offset)
        for entry, following in pairwise(ordered)
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > following.header_offset
    ]
    return frozenset(offset for pair in pairs for offset in pair)


def entry_path(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry as its writer meant it, in NFC, with forward slashes.

    Without the UTF-8 flag the code page is not told (APPNOTE.TXT, appendix D): the one that gives most
    Vietnamese syllables is taken.
    """
    if entry.flag_bits & _UTF8_FLAG:
        return _clean(entry.orig_filename)
    raw = entry.orig_filename.encode("cp437", "replace")
    told = _unicode_path(entry.extra, raw)
    if told is not None:
        return _clean(told)
    readings = [text for page in _CODE_PAGES if (text := _decode(raw, page)) is not None]
    return _clean(max(readings, key=_vietnamese_share))


def _decode(raw: bytes, page: str) -> str | None:
    try:
        return normalise(unicodedata.normalize("NFC", raw.decode(page)))
    except UnicodeDecodeError:
        return None


def _vietnamese_share(text: str) -> tuple[int, int]:
    """Return how many words of a name are syllables with a mark, and (fewer being better) odd letters."""
    words = "".join(letter if letter.isalpha() else " " for letter in text).split()
    marked = sum(is_syllable(word) and fold(word) != word.lower() for word in words)
    odd = sum(not letter.isascii() and not is_syllable(letter) and not letter.isalpha() for letter in text)
    return marked, -odd


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Return the UTF-8 name of the extra field, if it belongs to this name (its checksum says so)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return _decode(field[5:], "utf-8")
        at += 4 + size
    return None


def _clean(path: str) -> str:
    printable = "".join(letter for letter in path.split("\x00", maxsplit=1)[0] if letter.isprintable())
    return unicodedata.normalize("NFC", printable.replace("\\", "/"))


def _is_system_file(path: str) -> bool:
    return path.startswith("__MACOSX/") or path.rsplit("/", 1)[-1].lower() in _SYSTEM_FILES


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, most: int, *, is_last: bool) -> ArchiveMember:
    name = path.rsplit("/", 1)[-1].strip()
    refusal = _refusal(entry, name)
    if refusal:
        return ArchiveMember(name, path, refusal=refusal)
    try:
        content = _read(archive, entry, most)
    except TooLargeError:
        return ArchiveMember(name, path, refusal="archive-too-large" if is_last else "entry-too-large")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
            struct.error):  # fmt: skip
        return ArchiveMember(name, path, refusal="damaged-entry")
    if _is_archive(content):
        return ArchiveMember(name, path, refusal="nested-archive")
    return ArchiveMember(name, path, content)


def _refusal(entry: zipfile.ZipInfo, name: str) -> str:
    """Return why an entry is not even opened, "" when it may be."""
    if name in ("", ".", ".."):
        return "no-name"
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return "encrypted-entry"
    if entry.compress_type not in _PLAIN_METHODS:
        return "unsupported-compression"
    is_link = entry.create_system == _UNIX and (entry.external_attr >> 16) & 0o170000 == _SYMLINK
    return "link" if is_link else ""


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack one entry, stopping as soon as there is too much: what the directory says of its size may lie."""
    if entry.file_size > most:
        raise TooLargeError("the entry unpacks to more than is safe")
    out = bytearray()
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            out += chunk
            if len(out) > most:
                raise TooLargeError("the entry unpacks to more than is safe")
    return bytes(out)


def _is_archive(content: bytes) -> bool:
    """Tell whether a file is an archive itself; Word and Excel files are documents, though packed the same way."""
    if content.startswith(_ARCHIVES):
        return True
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        sniff(content)
    except ParseError as error:
        return error.reason in ("unsupported-type", "too-large")
    return False
