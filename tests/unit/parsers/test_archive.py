"""Archives of evidence: every file is taken by its bare name or refused by reason, and no bomb goes off."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.archive import LIMITS, ArchiveLimits, ArchiveMember, unpack
from parsers.errors import ParseError, TooLargeError
from tests.documents import Letter

PDF = Letter().pdf()


def archive(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def named_in(code_page: str, name: str) -> bytes:
    """An archive whose only name is written in a code page that nothing in the archive tells."""
    raw = name.encode(code_page)
    stand_in = "x" * len(raw)
    return archive((stand_in, PDF)).replace(stand_in.encode(), raw)


def the_only(content: bytes, limits: ArchiveLimits = LIMITS) -> ArchiveMember:
    (member,) = unpack(content, limits)
    return member


def test_files_come_in_order_by_their_bare_names() -> None:
    """Folders are no part of a name, and no name leads out of a folder."""
    made = archive(("a/34-17.01 Kế hoạch.pdf", PDF), ("../../etc/passwd", b"x"), ("C:\\tmp\\b.pdf", b"y"), ("a/", b""))

    members = list(unpack(made))

    assert [member.name for member in members] == ["34-17.01 Kế hoạch.pdf", "passwd", "b.pdf"]
    assert members[0].content == PDF


NAMES = {
    "utf-8": "Quyết định số 12 ngày 5.6.2023.pdf",
    "cp1258": "Báo cáo công tác tháng 6.pdf",
    "cp437": "Bao cao quy II nam 2023.pdf",
}


@pytest.mark.parametrize(("code_page", "name"), NAMES.items(), ids=NAMES)
def test_names_are_read_in_the_code_page_they_were_written_in(code_page: str, name: str) -> None:
    """Without a flag the reading that is Vietnamese counts, whichever tool packed the file."""
    assert the_only(named_in(code_page, name)).name == name


def test_the_unicode_name_of_an_extra_field_is_preferred() -> None:
    """Info-ZIP keeps the true name beside the one that old tools read."""
    true = "Kế hoạch kiểm tra.pdf".encode()
    entry = zipfile.ZipInfo("Ke hoach.pdf")
    field = struct.pack("<BI", 1, zlib.crc32(b"Ke hoach.pdf")) + true
    entry.extra = struct.pack("<HH", 0x7075, len(field)) + field

    assert the_only(archive((entry, PDF))).name == "Kế hoạch kiểm tra.pdf"


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link.pdf")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


def flipped(content: bytes) -> bytes:
    """The archive with a byte of its first file changed, so that the checksum no longer holds."""
    at = content.index(b"stored content")
    return content[:at] + b"S" + content[at + 1 :]


def encrypted(content: bytes) -> bytes:
    """The archive with the flag of encryption set in both places."""
    local, central = content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8
    marked = bytearray(content)
    marked[local] |= 1
    marked[central] |= 1
    return bytes(marked)


REFUSED = {
    "nested-archive": archive(("inner.zip", archive(("a.txt", b"a")))),
    "link": archive((link(), b"/etc/passwd")),
    "unsupported-compression": archive(("a.pdf", PDF), method=zipfile.ZIP_LZMA),
    "damaged-entry": flipped(archive(("a.pdf", b"stored content"), method=zipfile.ZIP_STORED)),
    "encrypted-entry": encrypted(archive(("a.pdf", PDF))),
    "no-name": archive(("a/..", PDF)),
}


@pytest.mark.parametrize(("refusal", "content"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_taken_is_named(refusal: str, content: bytes) -> None:
    """A refused file has its reason and no content."""
    member = the_only(content)

    assert (member.refusal, member.content) == (refusal, b"")


@pytest.mark.parametrize("magic", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
def test_other_archives_inside_are_refused(magic: bytes) -> None:
    """What is packed twice is not unpacked twice."""
    assert the_only(archive(("a.pdf", magic + b"rest"))).refusal == "nested-archive"


def test_word_files_are_documents_though_packed() -> None:
    """A DOCX begins like a ZIP; it is evidence."""
    word = archive(("word/document.xml", b"<w:document/>"))

    assert the_only(archive(("a.docx", word))).content == word


def test_bombs_are_stopped_and_the_rest_goes_on() -> None:
    """A file that unpacks too far is refused before it is unpacked; small ones around it are taken."""
    limits = ArchiveLimits(file_bytes=1000)
    members = list(unpack(archive(("a.txt", b"a"), ("bomb.pdf", bytes(1_000_000)), ("b.txt", b"b")), limits))

    assert [(member.name, member.refusal) for member in members] == [
        ("a.txt", ""), ("bomb.pdf", "entry-too-large"), ("b.txt", ""),
    ]  # fmt: skip


def test_a_directory_that_lies_about_sizes_is_not_believed() -> None:
    """More bytes than the directory says are a damaged entry, never more memory."""
    made = bytearray(archive(("bomb.pdf", bytes(100_000))))
    struct.pack_into("<I", made, made.index(b"PK\x01\x02") + 24, 10)

    assert the_only(bytes(made)).refusal == "damaged-entry"


def test_all_files_together_have_a_limit() -> None:
    """Many small files may not add up to a large one."""
    limits = ArchiveLimits(all_bytes=1500)
    members = list(unpack(archive(*((f"{at}.txt", bytes(1000)) for at in range(3))), limits))

    assert [member.refusal for member in members] == ["", "archive-too-large", "archive-too-large"]


def test_entries_that_share_their_bytes_are_not_unpacked() -> None:
    """A directory that names the same packed bytes again and again makes gigabytes of nothing; others follow."""
    whole = archive(("a.pdf", bytes(1 << 20)), ("b.pdf", b"b"))
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    first = whole[start : whole.index(b"PK\x01\x02", start + 1)]
    directory = first * 8 + whole[start + len(first) : end]
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), start, 0)

    members = list(unpack(whole[:start] + directory + tail))

    assert [(member.name, member.refusal) for member in members] == [("a.pdf", "damaged-entry")] * 8 + [("b.pdf", "")]


def test_too_many_entries_are_refused_at_once() -> None:
    """An archive of more entries than anybody hands in is refused as a whole."""
    with pytest.raises(TooLargeError):
        list(unpack(archive(*((f"{at}.txt", b"") for at in range(4))), ArchiveLimits(entries=3)))


def test_what_macs_and_windows_leave_behind_is_passed_over() -> None:
    """Nobody hands these in on purpose."""
    made = archive(("__MACOSX/._a.pdf", b"x"), (".DS_Store", b"x"), ("a/Thumbs.db", b"x"), ("a.pdf", PDF))

    assert the_only(made).name == "a.pdf"


def test_a_file_without_any_name_is_refused() -> None:
    """A directory may name a file by no letters at all."""
    made = archive(("x", b"content"))
    central = bytearray(made)
    at = central.index(b"PK\x01\x02")
    struct.pack_into("<H", central, at + 28, 0)
    del central[at + 46]
    struct.pack_into("<I", central, len(central) - 10, len(central) - 22 - at)

    assert the_only(bytes(central)).refusal == "no-name"


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=12))
@settings(deadline=None)
def test_any_bytes_end_in_members_or_a_parse_error(tail: bytes, changes: list[tuple[int, int]]) -> None:
    """Changed or cut archives break nothing but themselves."""
    content = bytearray(archive(("a.pdf", b"%PDF-1.4"), ("b/ê.docx", b"PK")) + tail)
    for at, value in changes:
        content[at % len(content)] = value
    try:
        members = list(unpack(bytes(content)))
    except ParseError:
        return
    assert all(bool(member.refusal) or member.name for member in members)
