"""Check an auditor's pack with the Python standard library alone: no network, no server, nothing of ours installed.

    python3 kiem_tra.py GOI.zip [--key KHOA]… [--witness KHOA]…

Give the log's key as it was handed out on paper; without it the key inside the pack is used, and the answer says so.
A key that took over from it is believed when an entry under a checkpoint of the given key announces it.
The file is copied into every pack. Tree and proofs: RFC 9162; notes: C2SP signed-note; signatures: RFC 8032.
Ends with 0 when all holds, with 1 when something does not, with 2 when there was no pack to check.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

FIELDS = ["action", "actor", "after", "before", "evidence", "occurred_at", "reason", "request_id", "role"]
FIELDS += ["sequence", "subject", "version"]
REPLAYED = ("status", "self_score", "appraised_score", "explanation", "opinion")
TEXTS = frozenset({"explanation", "opinion"})
PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
LINE = re.compile(r"— (\S+) (\S+)")
Point = tuple[int, int, int, int]
# What the standard library raises on a damaged archive or on other content than the format's.
BROKEN: tuple[type[Exception], ...] = (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError)
BROKEN += (EOFError, zipfile.BadZipFile, zlib.error)
# A ZIP with none of these is another's.
MARKS = frozenset({"checkpoint", "entries.jsonl", "keys", "round.json", "values.json"})
NOTHING_CHECKED = "CHƯA KIỂM TRA GÌ (nothing was checked)"


class PackError(Exception):
    """The pack is not what it claims; the message says where, in Vietnamese."""


class Pack:
    """An open pack and what was found in it: `good` and `bad` sentences, in order."""

    def __init__(self, archive: zipfile.ZipFile, keys: list[str], witnesses: list[str]) -> None:
        self.archive, self.good, self.bad = archive, list[str](), list[str]()
        self.names = archive.namelist()
        self.keys = keys or self.text("keys").split()
        self.key_is_given = bool(keys)
        self.claimed = list(dict.fromkeys([*self.keys, *self.text("keys").split()]))
        self.announced: dict[str, int] = {}
        self.reached = 0
        self.witnesses = witnesses or (self.text("witnesses").split() if "witnesses" in self.names else [])
        self.roots: dict[int, bytes] = {}
        self.leaves: list[bytes] = []
        self.facts: dict[str, dict[str, Any]] = {}
        self.links: dict[str, dict[int, str]] = {}
        self.opened: dict[int, int] = {}
        self.received: dict[str, set[int]] = {}
        self.reports: dict[int, tuple[str, str]] = {}
        self.answers: dict[str, str] = {}
        self.round = json.loads(self.text("round.json"))["round"]

    def text(self, name: str) -> str:
        """A file of the pack as text."""
        return self.archive.read(name).decode()

    def under(self, folder: str) -> list[str]:
        """The files in a folder of the pack."""
        return [name for name in self.names if name.startswith(folder) and not name.endswith("/")]


def checkpoint_names(pack: Pack) -> list[str]:
    """The newest checkpoint and every one that was published."""
    return ["checkpoint", *(name for name in pack.under("checkpoints/") if not name.endswith(".tsr"))]


def check_checkpoints(pack: Pack) -> str:
    """Every checkpoint is signed by the log; their roots are what the entries must give."""
    origins = set()
    for name in checkpoint_names(pack):
        text = pack.text(name)
        origin, size, root = open_checkpoint(text, pack.claimed)
        if any(signatures_of(text, pack.keys, b"\x01")):
            pack.reached = max(pack.reached, size)
        origins.add(origin)
        if pack.roots.setdefault(size, root) != root:
            raise PackError(f"{name}: hai điểm kiểm tra khác nhau cho cùng {size} mục")
        seen = [witness for witness in pack.witnesses if is_cosigned(text, witness)]
        pack.good += [f"{name}: có chữ ký của nhân chứng {witness.split('+')[0]}" for witness in seen]
    if len(origins) != 1:
        raise PackError(f"điểm kiểm tra của nhiều nhật ký: {', '.join(sorted(origins))}")
    if not pack.reached:
        raise PackError("không điểm kiểm tra nào có chữ ký của khóa được giao")
    return f"{len(pack.roots)} điểm kiểm tra của {origins.pop()} có chữ ký đúng"


def check_entries(pack: Pack) -> str:
    """Every entry stands in its place in the tree that the checkpoints sign; what it says is kept for the tables."""
    withheld = 0
    frontier: list[tuple[int, bytes]] = []
    with pack.archive.open("entries.jsonl") as lines:
        for number, line in enumerate(lines, 1):
            content = line.removesuffix(b"\n")
            if content[:1] == b'"':
                withheld += 1
                leaf = bytes.fromhex(json.loads(content))
            else:
                take_entry(pack, number, content)
                leaf = sha256(b"\0" + content).digest()
            grow(frontier, leaf)
            if number in pack.roots and root_of(frontier) != pack.roots[number]:
                raise PackError(f"entries.jsonl: trong các mục đến mục {number} có mục đã bị sửa, thêm hoặc bớt")
            pack.leaves.append(leaf)
    if max(pack.roots) != len(pack.leaves):
        raise PackError(f"entries.jsonl: có {len(pack.leaves)} mục, điểm kiểm tra ký {max(pack.roots)} mục")
    hidden = f", trong đó {withheld} mục chỉ có mã băm" if withheld else ", không thiếu mục nào"
    return f"{len(pack.leaves)} mục nhật ký khớp với cây băm đã ký{hidden}"


def take_entry(pack: Pack, number: int, content: bytes) -> None:
    """Keep what an entry says of the round's assessments, scores, files and reports."""
    entry = json.loads(content)
    if list(entry) != FIELDS or entry["sequence"] != number:
        raise PackError(f"entries.jsonl, dòng {number}: không phải mục {number} của nhật ký")
    action, after, (kind, _, ident) = entry["action"], entry["after"], entry["subject"].partition(":")
    if action == "log-key:added":
        for key in [*(entry["before"] or {}).get("keys", []), after["key"]]:
            pack.announced.setdefault(key, number)
    if action == "assessment:opened" and after["round"] == pack.round:
        pack.opened[int(ident)] = after["rows"]
    elif action == "evidence:received":
        pack.received.setdefault(entry["evidence"][0], set()).add(after["assessment"])
    elif action == "evidence:verified":
        pack.reports[number] = entry["evidence"][0], after["report_sha256"]
    elif action == "evidence:linked":
        pack.links.setdefault(ident, {})[after["evidence"]] = entry["evidence"][0]
    elif action == "evidence:unlinked":
        pack.links.get(ident, {}).pop(entry["before"]["evidence"], None)
    elif kind == "criterion-assessment" and isinstance(after, dict):
        known = {name: after[name] for name in REPLAYED if name in after}
        pack.facts.setdefault(ident, {}).update(known)


def check_keys(pack: Pack) -> str:
    """Every key that signed is the one given, or was announced by an entry under a checkpoint of a key known so far."""
    known = set(pack.keys)
    while more := {key for key in pack.claimed if pack.announced.get(key, pack.reached + 1) <= pack.reached} - known:
        known |= more
        signed = [text for text in map(pack.text, checkpoint_names(pack)) if any(signatures_of(text, known, b"\x01"))]
        pack.reached = max(pack.reached, *(int(text.split("\n")[1]) for text in signed))
    for name in checkpoint_names(pack):
        if not any(signatures_of(pack.text(name), known, b"\x01")):
            raise PackError(f"{name}: ký bằng khóa chưa từng được nhật ký công bố dưới khóa được giao")
    more = known - set(pack.keys)
    told = f"; {len(more)} khóa khác do nhật ký công bố: {', '.join(sorted(map(id_of, more)))}" if more else ""
    return f"khóa {', '.join(map(id_of, pack.keys))} ký nhật ký{told}"


def check_values(pack: Pack) -> str:
    """Every score, text and link of the round's tables is what the entries lead to, and no row is missing."""
    rows: dict[str, dict[str, Any]] = json.loads(pack.text("values.json"))
    if len(rows) != sum(pack.opened.values()):
        raise PackError(f"values.json: có {len(rows)} dòng, nhật ký mở {sum(pack.opened.values())} dòng cho kỳ này")
    for row, values in rows.items():
        for name in REPLAYED:
            logged = pack.facts.get(row, {}).get(name, "" if name in TEXTS else None)
            untouched = name == "status" and logged is None and values[name] in {"not-scored", "yearly"}
            if logged != values[name] and not untouched:
                raise PackError(f"values.json, dòng {row}, {name}: nhật ký {logged}, bảng {values[name]}")
        linked = sorted(set(pack.links.get(row, {}).values()))
        if linked != values["evidence"]:
            raise PackError(f"values.json, dòng {row}: nhật ký gắn {len(linked)} tệp, bảng {values['evidence']}")
    return f"điểm, trạng thái, giải trình và tài liệu của {len(rows)} dòng đúng như nhật ký ghi"


def check_receipts(pack: Pack) -> str:
    """Every receipt leads from its entry to a signed root."""
    opened: dict[str, tuple[str, int, bytes]] = {}
    for name in pack.under("receipts/"):
        head, _, checkpoint = pack.text(name).partition("\n\n")
        first, extra, place, *path = head.split("\n")
        if checkpoint not in opened:  # they all lead to one
            opened[checkpoint] = open_checkpoint(checkpoint, pack.claimed)
        _, size, root = opened[checkpoint]
        content, index = base64.b64decode(extra.removeprefix("extra ")), int(place.removeprefix("index "))
        leaf = sha256(b"\0" + content).digest()
        proven = climb(index, size, leaf, [base64.b64decode(node) for node in path])
        leads = proven == root == pack.roots.get(size) and pack.leaves[index] == leaf
        if first != "c2sp.org/tlog-proof@v1" or not leads:
            raise PackError(f"{name}: biên nhận không dẫn tới gốc đã ký")
    return f"{len(pack.under('receipts/'))} biên nhận dẫn tới gốc đã ký"


def check_evidence(pack: Pack) -> str:
    """Every file of the round that was ever received is listed, and every original has its digest."""
    listed: dict[str, str | None] = {item["sha256"]: item["path"] for item in json.loads(pack.text("evidence.json"))}
    wanted = {digest for digest, places in pack.received.items() if places & pack.opened.keys()}
    for digest in sorted(wanted ^ listed.keys()):
        words = "đã nhận nhưng không có trong danh sách" if digest in wanted else "không có mục nhận trong nhật ký"
        raise PackError(f"evidence.json: tệp {digest[:16]}… {words}")
    whole = check_files(pack, "evidence/", listed)
    return f"đủ {len(listed)} tài liệu đã nhận, {whole} tệp gốc đúng mã băm"


def check_reports(pack: Pack) -> str:
    """Every report on these files is there, as it was when its digest was logged."""
    listed = {item["sha256"] for item in json.loads(pack.text("evidence.json"))}
    wanted = {f"reports/{number}.json" for number, (file, _) in pack.reports.items() if file in listed}
    for name in sorted(wanted ^ set(pack.under("reports/"))):
        raise PackError(f"{name}: báo cáo thiếu hoặc không có trong nhật ký")
    for name in wanted:
        lasting = {key: value for key, value in json.loads(pack.text(name)).items() if key != "ms"}
        digest = sha256(json.dumps(lasting, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        if pack.reports[int(name[8:-5])][1] != digest:
            raise PackError(f"{name}: báo cáo khác với báo cáo đã ghi nhật ký")
        answers = [one["sha256"] for one in lasting.get("revocation_inputs", ()) if "sha256" in one]
        pack.answers.update(dict.fromkeys(answers, name))
    return f"đủ {len(wanted)} báo cáo kiểm tra, đúng như đã ghi nhật ký"


def check_answers(pack: Pack) -> str:
    """What authorities answered about certificates is listed for every report, and has its digest."""
    items = json.loads(pack.text("revocation.json")) if pack.answers or "revocation.json" in pack.names else []
    listed: dict[str, str | None] = {item["sha256"]: item["path"] for item in items}
    for digest in sorted(pack.answers.keys() ^ listed.keys()):
        raise PackError(f"revocation.json: câu trả lời {digest[:16]}… thiếu hoặc không báo cáo nào dựa trên đó")
    whole = check_files(pack, "revocation/", listed)
    return f"đủ {len(listed)} câu trả lời về thu hồi mà báo cáo dựa trên, {whole} tệp đúng mã băm"


def check_files(pack: Pack, folder: str, listed: dict[str, str | None]) -> int:
    """How many files there are of those listed by digest; none is another's and none is unlisted."""
    for digest, path in listed.items():
        if path is not None and digest_of(pack.archive, path) != digest:
            raise PackError(f"{path}: nội dung đã bị sửa")
    unlisted = set(pack.under(folder)) - {path for path in listed.values() if path}
    if unlisted:
        raise PackError(f"{min(unlisted)}: tệp không có trong danh sách")
    return sum(path is not None for path in listed.values())


def check_stamps(pack: Pack) -> str:
    """Every timestamp is over its checkpoint's text; the authority's own signature needs other tools."""
    names = [name for name in pack.under("checkpoints/") if name.endswith(".tsr")]
    for name in names:
        body = pack.text(name.removesuffix(".tsr")).rpartition("\n\n")[0] + "\n"
        if sha256(body.encode()).digest() not in pack.archive.read(name):
            raise PackError(f"{name}: dấu thời gian không phải của điểm kiểm tra này")
    note = " (chữ ký của cơ quan cấp dấu thời gian: kiểm tra thêm bằng openssl ts -verify)" if names else ""
    return f"{len(names)} dấu thời gian thuộc về điểm kiểm tra{note}"


CHECKS: tuple[Callable[[Pack], str], ...] = (
    check_checkpoints,
    check_entries,
    check_keys,
    check_values,
    check_receipts,
    check_evidence,
    check_reports,
    check_answers,
    check_stamps,
)


def verify_pack(path: str, keys: Iterable[str] = (), witnesses: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """What holds and what does not, each in sentences; nothing in the second list means that the pack is whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            pack = Pack(archive, list(keys), list(witnesses))
            for check in CHECKS:
                pack.good.append(check(pack))
    except PackError as error:
        return pack.good, [str(error)]
    except BROKEN as error:
        return [], [f"gói hỏng hoặc thiếu tệp: {type(error).__name__}: {error}"]
    if not pack.key_is_given:
        ids = ", ".join(map(id_of, pack.keys))
        pack.good.append(f"LƯU Ý: khóa lấy từ chính gói ({ids}); hãy so với khóa được giao trên giấy, rồi thêm --key")
    return pack.good, []


def why_no_pack(path: str, keys: Iterable[str] = ()) -> str:
    """Why nothing can be checked at all, empty when there is a pack, sound or not, and the keys are keys."""
    for key in keys:
        if not is_key(key):
            return f"{key[:60]!r} không phải khóa, dạng tên+mã+base64 (not a key)"
    try:
        with Path(path).open("rb") as file:
            start = file.read(4)
    except OSError as error:
        return f"không mở được {path} ({error.strerror})"
    if not start:
        return f"{path} là tệp rỗng (the file is empty)"
    if start != b"PK\3\4":
        return f"{path} không phải gói kiểm toán (not a ZIP file)"
    try:
        with zipfile.ZipFile(path) as archive:
            return "" if MARKS & set(archive.namelist()) else f"{path} là tệp ZIP khác (a ZIP, but not a pack)"
    except BROKEN:
        return ""  # a damaged archive: that is an answer


def is_key(text: str) -> bool:
    """Whether a text is a key as it is handed out, its id fitting its letters."""
    name, _, rest = text.partition("+")
    key_id, _, material = rest.partition("+")
    try:
        public = base64.b64decode(material, validate=True)
    except ValueError:
        return False
    return len(public) == 33 and sha256(name.encode() + b"\n" + public).hexdigest()[:8] == key_id


def id_of(key: str) -> str:
    """The eight letters that name a key in signature lines."""
    return key.split("+")[1]


def digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """The SHA-256 of a file of the pack."""
    digest = sha256()
    with archive.open(name) as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def open_checkpoint(text: str, keys: list[str]) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that one of the keys signed, and none signed wrongly."""
    body, _, _ = text.rpartition("\n\n")
    origin, size, root = (body + "\n").split("\n")[:3]
    signed = [accepts(key, signature, body + "\n") for key, signature in signatures_of(text, keys, b"\x01")]
    if not signed or not all(signed):
        raise PackError(f"điểm kiểm tra của {origin} ({size} mục): chữ ký không đúng với khóa")
    return origin, int(size), base64.b64decode(root, validate=True)


def is_cosigned(text: str, witness: str) -> bool:
    """Whether the witness cosigned the checkpoint; a wrong line in its name is an error."""
    body = text.rpartition("\n\n")[0] + "\n"
    found = list(signatures_of(text, [witness], b"\x04"))
    for key, signature in found:
        message = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n{body}"
        if not accepts(key, signature[8:], message):
            raise PackError(f"chữ ký của nhân chứng {witness.split('+', maxsplit=1)[0]} không đúng")
    return bool(found)


def signatures_of(text: str, keys: Iterable[str], kind: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The public key and signature of every line that one of the keys made."""
    for one in text.rpartition("\n\n")[2].removesuffix("\n").split("\n"):
        line = LINE.fullmatch(one)
        if line is None:
            raise PackError("điểm kiểm tra có dòng không phải chữ ký")
        content = base64.b64decode(line[2], validate=True)
        for name, _, material in (key.split("+", 2) for key in keys):
            public = base64.b64decode(material, validate=True)
            key_id = sha256(name.encode() + b"\n" + public).digest()[:4]
            if (name, key_id, kind) == (line[1], content[:4], public[:1]):
                yield public[1:], content[4:]


def grow(frontier: list[tuple[int, bytes]], node: bytes) -> None:
    """Add a leaf to the roots of the perfect subtrees, kept as (height, root)."""
    height = 0
    while frontier and frontier[-1][0] == height:
        node = sha256(b"\x01" + frontier.pop()[1] + node).digest()
        height += 1
    frontier.append((height, node))


def root_of(frontier: list[tuple[int, bytes]]) -> bytes:
    """The tree hash (RFC 9162 §2.1.1)."""
    node = frontier[-1][1]
    for _, left in reversed(frontier[:-1]):
        node = sha256(b"\x01" + left + node).digest()
    return node


def climb(index: int, size: int, node: bytes, path: list[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162 §2.1.3.2), empty when it has another length."""
    last = size - 1
    for sibling in path:
        if last == 0:
            return b""
        if index & 1 or index == last:
            node = sha256(b"\x01" + sibling + node).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + sibling).digest()
        index, last = index >> 1, last >> 1
    return node if last == 0 else b""


def accepts(public: bytes, signature: bytes, message: str) -> bool:
    """Ed25519 verification (RFC 8032 §5.1.7)."""
    key, commitment = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or len(signature) != 64 or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message.encode()).digest(), "little") % ORDER
    base = decompress((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    left, right = times(scalar, base or key), add(commitment, times(challenge, key))
    return all((left[at] * right[2] - right[at] * left[2]) % PRIME == 0 for at in (0, 1))


def decompress(content: bytes) -> Point | None:
    """A point of the curve from its 32 bytes, None when there is none."""
    value = int.from_bytes(content, "little")
    sign, y = value >> 255, value & (1 << 255) - 1
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if len(content) != 32 or y >= PRIME or (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % PRIME


def add(one: Point, other: Point) -> Point:
    """The sum of two points in extended coordinates (RFC 8032 §5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c, d = 2 * one[3] * other[3] * CURVE % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(scalar: int, point: Point) -> Point:
    """A multiple of a point."""
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def report_lines(good: Iterable[str], bad: Sequence[str]) -> list[str]:
    """The answer, line by line, the conclusion last."""
    conclusion = "KẾT LUẬN: KHÔNG toàn vẹn." if bad else "KẾT LUẬN: toàn vẹn."
    return [*(f"ĐẠT  {line}" for line in good), *(f"HỎNG {line}" for line in bad), conclusion]


def main() -> int:
    """Say what holds and what does not; 0 when all holds, 1 when not, 2 when there is nothing to check."""
    parser = argparse.ArgumentParser(description="Kiểm tra gói kiểm toán.")
    parser.add_argument("pack", metavar="GOI.zip")
    parser.add_argument("--key", action="append", default=[], metavar="KHOA", help="khóa của nhật ký, giao trên giấy")
    parser.add_argument("--witness", action="append", default=[], metavar="KHOA", help="khóa của nhân chứng")
    options = parser.parse_args()
    wrong = why_no_pack(options.pack, [*options.key, *options.witness])
    if wrong:
        sys.stderr.write(f"{NOTHING_CHECKED}: {wrong}\n")
        return 2
    good, bad = verify_pack(options.pack, options.key, options.witness)
    sys.stdout.write("\n".join(report_lines(good, bad)) + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
