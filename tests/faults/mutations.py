"""Random attacks on a log and its publication, and what of the honest machinery names each of them."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from audit import merkle
from audit.checkpoint import parse_checkpoint, sign_checkpoint
from audit.entry import Entry, canonical, complete, parse_entry
from audit.errors import AuditError
from audit.folder import LogFolder
from audit.note import SignerKey, VerifierKey, make_signer
from audit.proof import Nodes, inclusion_proof
from audit.publish import check_continues, check_publication, publish, set_up
from audit.receipt import Receipt, parse_receipt, verify_receipt
from audit.rows import ROOT_EVERY, Head, StoredEntry
from audit.tiles import subtree_root
from audit.verify import verify
from evidence_svc.storage import BlobStore, StorageError
from tests.unit.audit.logs import DRAFT, NOW, after, stored

KEY = make_signer("cchc.example/nhat-ky", bytes(32))
FORGED = make_signer(KEY.name, bytes([1]) * 32)
COLUMNS = ("occurred_at", "actor", "role", "action", "subject")
NOTHING: Mapping[int, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class World:
    """A database's log and the publication beside it, as files by name."""

    rows: list[StoredEntry]
    head: Head | None
    files: dict[str, bytes]
    blobs: dict[str, bytes] = field(default_factory=dict)

    def write(self, path: Path) -> LogFolder:
        """The publication on the disk."""
        for name, content in self.files.items():
            _put(path / name, content)
        return LogFolder(path)

    def write_blobs(self, path: Path) -> BlobStore:
        """The originals on the disk, each under the digest that it was received with."""
        store = BlobStore(str(path))
        for digest, content in self.blobs.items():
            _put(path / digest[:2] / digest, content)
        return store


@dataclass(frozen=True)
class Outside:
    """What an inspectorate keeps: the log's key on paper, and the roots it cosigned."""

    key: VerifierKey
    roots: Mapping[int, bytes]


@dataclass
class Tally:
    """How many attacks of each kind were found, by what they were called, and which of them only from outside."""

    found: Counter[str] = field(default_factory=Counter)
    outside_only: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line for a reader."""
        inside, outside = self.found.total(), self.outside_only.total()
        return (
            f"{inside + outside + len(self.missed)} mutations of {len(self.found | self.outside_only)} kinds: "
            f"{inside} found and named by the log itself, {outside} by an outside checkpoint or key, "
            f"{len(self.missed)} missed"
        )


def honest_entries(count: int) -> list[Entry]:
    """Score changes with numbers, accents and instants that can be written in more than one form."""
    drafts = [
        replace(
            DRAFT,
            evidence=(sha256(original_of(number)).hexdigest(),),
            subject=f"criterion-assessment:{number % 7}",
            before={"appraised_score": Decimal("1.00")},
            after={"appraised_score": Decimal("0.50"), "status": "scored"},
            reason=f"Kế hoạch ban hành chậm {number} ngày",
        )
        for number in range(1, count + 1)
    ]
    return [complete(draft, sequence=at, now=NOW + timedelta(hours=at)) for at, draft in enumerate(drafts, 1)]


def world_of(entries: Sequence[Entry], path: Path, published: Sequence[int], key: SignerKey = KEY) -> World:
    """The database of these entries, published at these sizes, and the files that left."""
    rows, head = stored(entries)
    folder = LogFolder(path)
    set_up(folder, key)
    for size in published:
        part, its_head = stored(entries[:size])
        publish(folder, (key,), its_head, after(part))
    files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    kept = {name: content for name, content in files.items() if name != ".lock"}
    originals = {sha256(content).hexdigest(): content for content in map(original_of, range(1, len(entries) + 1))}
    return World(rows, head, kept, originals)


def original_of(number: int) -> bytes:
    """The file that the entry of that number rests on."""
    return f"%PDF-1.7 {number}".encode()


def detect(world: World, path: Path, outside: Outside | None = None) -> str:
    """What names the attack, empty when everything agrees."""
    folder = world.write(path)
    try:
        if outside and outside.key not in folder.keys[:1]:
            return "key-differs"
        anchors = {one.size: one.root for one in map(folder.open, folder.checkpoint_texts())}
        found = verify(world.rows, world.head, anchors=anchors)
        if found.defect is None and outside:
            found = verify(world.rows, world.head, anchors=outside.roots)
        if found.defect is None:
            check_continues(folder, found.frontier)
            check_publication(folder)
            _check_receipt(world, folder)
            _check_originals(world, world.write_blobs(path.with_name(f"{path.name}-blobs")))
    except (AuditError, StorageError) as error:
        return error.reason
    return found.defect.reason if found.defect else ""


def _check_originals(world: World, blobs: BlobStore) -> None:
    """Every file that an entry rests on is there and the one received."""
    for row in world.rows:
        for digest in parse_entry(row.canonical).evidence:
            blobs.get(digest)


def _check_receipt(world: World, folder: LogFolder) -> None:
    """A receipt that somebody took home still leads to a root that this log signs."""
    for name in [name for name in world.files if name.endswith(".tlog-proof")]:
        verify_receipt(parse_receipt((folder.path / name).read_text(errors="replace")), folder.keys)


# --- attacks on rows ---


def flip_row_byte(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    at, column = rng.randrange(len(world.rows)), rng.choice(("canonical", "leaf_hash"))
    value = flip(getattr(world.rows[at], column), rng)
    return _with_row(world, at, _with_column(world.rows[at], column, value))


def plant_root(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    at = rng.randrange(len(world.rows))
    return _with_row(world, at, world.rows[at]._replace(root_hash=rng.randbytes(32)))


def change_column(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    at, column = rng.randrange(len(world.rows)), rng.choice(COLUMNS)
    value = getattr(world.rows[at], column)
    other = rng.choice((value + " ", value.upper() + "x", unicodedata.normalize("NFD", value) + "\u0301", ""))
    return _with_row(world, at, _with_column(world.rows[at], column, other))


def remove_row(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    at = rng.randrange(len(world.rows))
    return replace(world, rows=[*world.rows[:at], *world.rows[at + 1 :]])


def double_row(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    at = rng.randrange(len(world.rows))
    return replace(world, rows=[*world.rows[:at], world.rows[at], *world.rows[at:]])


def swap_rows(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    one, other = rng.sample(range(len(world.rows)), 2)
    rows = list(world.rows)
    rows[one] = world.rows[other]._replace(sequence=one + 1)
    rows[other] = world.rows[one]._replace(sequence=other + 1)
    return replace(world, rows=rows)


def add_row(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    forged = _rewritten(entries[-1], rng)
    row = stored([*entries, replace(forged, sequence=len(entries) + 1)])[0][-1]
    return replace(world, rows=[*world.rows, row])


def damage_head(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    head = world.head or Head(0, b"")
    other = (None, Head(head.size - 1, head.frontier), Head(head.size, flip(head.frontier, rng)))
    return replace(world, head=rng.choice(other))


def rewrite_form(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """The same meaning in another form: number, Unicode, time zone, spacing, order, re-dated; hashes left or redone."""
    at = rng.randrange(len(world.rows))
    content = rng.choice(FORMS)(world.rows[at].canonical)
    row = world.rows[at]._replace(canonical=content)
    if rng.random() < 0.5:
        row = row._replace(leaf_hash=merkle.leaf_hash(content))
    return _with_row(world, at, row)


def rewrite_from(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """One entry rewritten, every hash and the head after it redone: only a published root contradicts."""
    at = rng.randrange(len(world.rows))
    rows, head = stored([*entries[:at], _rewritten(entries[at], rng), *entries[at + 1 :]])
    return replace(world, rows=rows, head=head)


def cut_tail(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    rows, head = stored(entries[: rng.randrange(1, len(entries))])
    return replace(world, rows=rows, head=head)


def put_back_and_go_on(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """The database restored to yesterday, then other work done past the published size."""
    kept = rng.randrange(1, len(entries))
    later = [_rewritten(entry, rng) for entry in (*entries[kept:], replace(entries[-1], sequence=len(entries) + 1))]
    rows, head = stored([*entries[:kept], *later])
    return replace(world, rows=rows, head=head)


# --- attacks on the publication ---


def flip_file_byte(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    name = rng.choice(sorted(world.files))
    return replace(world, files={**world.files, name: flip(world.files[name], rng)})


def lose_tile(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    size = max(int(name.removeprefix("checkpoints/")) for name in world.files if name.startswith("checkpoints/"))
    needed = f".p/{size % ROOT_EVERY}"
    names = [name for name in world.files if name.startswith("tile/") and (".p/" not in name or name.endswith(needed))]
    lost = rng.choice(names)
    return replace(world, files={name: content for name, content in world.files.items() if name != lost})


def swap_checkpoints(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """An old checkpoint served as the newest, or one in another's place."""
    names = sorted(name for name in world.files if name.startswith("checkpoints/"))
    old = rng.choice(names[:-1])
    changed = {"checkpoint": world.files[old]} if rng.random() < 0.5 else {names[-1]: world.files[old]}
    return replace(world, files={**world.files, **changed})


def sign_with_another_key(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """The newest checkpoint signed by a key that was never published."""
    text = world.files["checkpoint"].decode()
    forged = sign_checkpoint(parse_checkpoint(text)[0], [FORGED]).text.encode()
    return replace(world, files={**world.files, "checkpoint": forged})


# --- attacks on originals and on what people took home ---


def flip_original_byte(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    digest = rng.choice(sorted(world.blobs))
    return replace(world, blobs={**world.blobs, digest: flip(world.blobs[digest], rng)})


def lose_original(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    lost = rng.choice(sorted(world.blobs))
    return replace(world, blobs={digest: content for digest, content in world.blobs.items() if digest != lost})


def swap_originals(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    one, other = rng.sample(sorted(world.blobs), 2)
    return replace(world, blobs={**world.blobs, one: world.blobs[other], other: world.blobs[one]})


def alter_receipt(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """A receipt with another entry, another place or one bit of its proof changed."""
    at, size = rng.randrange(len(entries)), max(folder_sizes(world))
    nodes = nodes_of([row.leaf_hash for row in world.rows[:size]])
    honest = Receipt(world.rows[at].canonical, at, inclusion_proof(at, size, nodes), world.files["checkpoint"].decode())
    forms = (
        replace(honest, content=rng.choice(FORMS)(honest.content)),
        replace(honest, content=canonical(_rewritten(entries[at], rng))),
        replace(honest, index=at ^ 1),
        replace(honest, proof=tuple(flip(node, rng) for node in honest.proof)),
        replace(honest, checkpoint=honest.checkpoint.replace(f"\n{size}\n", f"\n{size + 1}\n")),
    )
    changed = rng.choice([form for form in forms if form != honest])
    return replace(world, files={**world.files, "taken.tlog-proof": changed.text.encode()})


def add_entry_of_another_log(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """An entry of the same number put in from another log, its row whole in itself."""
    at = rng.randrange(len(entries))
    row = stored([*entries[:at], _rewritten(entries[at], rng)])[0][-1]
    return _with_row(world, at, row)


def cut_published_tail(world: World, rng: random.Random, entries: Sequence[Entry]) -> World:
    """The newest checkpoints taken out of the publication, the one before served as the newest."""
    names = sorted(name for name in world.files if name.startswith("checkpoints/"))
    kept = {name: content for name, content in world.files.items() if name != names[-1]}
    return replace(world, files=kept if rng.random() < 0.5 else {**kept, "checkpoint": b""})


Attack = Callable[[World, random.Random, Sequence[Entry]], World]
ATTACKS: tuple[Attack, ...] = (
    flip_row_byte,
    plant_root,
    change_column,
    remove_row,
    double_row,
    swap_rows,
    add_row,
    damage_head,
    rewrite_form,
    rewrite_from,
    cut_tail,
    put_back_and_go_on,
    flip_file_byte,
    lose_tile,
    swap_checkpoints,
    sign_with_another_key,
    flip_original_byte,
    lose_original,
    swap_originals,
    alter_receipt,
    add_entry_of_another_log,
    cut_published_tail,
)

# --- attacks on everything at once: they leave a world that agrees with itself ---


def put_everything_back(entries: Sequence[Entry], rng: random.Random, path: Path) -> World:
    """Database and publication restored to yesterday together."""
    size = rng.randrange(2, len(entries) - 1)
    return world_of(entries[:size], path, [size // 2 or 1, size])


def rewrite_everything(entries: Sequence[Entry], rng: random.Random, path: Path) -> World:
    """Another history under the same key, published anew: two databases with one key."""
    at = rng.randrange(len(entries))
    forged = [*entries[:at], _rewritten(entries[at], rng), *entries[at + 1 :]]
    return world_of(forged, path, [len(entries) // 2, len(entries)])


def replace_key(entries: Sequence[Entry], rng: random.Random, path: Path) -> World:
    """Everything published anew under another key of the same name."""
    return world_of(entries, path, [rng.randrange(1, len(entries)), len(entries)], FORGED)


WHOLE_ATTACKS = (put_everything_back, rewrite_everything, replace_key)


def run(path: Path, count: int, seed: int, sizes: tuple[int, ...] = (40, 300)) -> Tally:
    """Attack honest logs of these sizes `count` times and tally what named each attack."""
    rng, tally = random.Random(seed), Tally()
    logs = [(entries, world_of(entries, path / f"honest-{len(entries)}", [len(entries) // 2, len(entries)]))
            for entries in map(honest_entries, sizes)]  # fmt: skip
    for number in range(count):
        entries, world = logs[0 if rng.random() < 0.9 else -1]
        attack = ATTACKS[number % len(ATTACKS)]
        changed = attack(world, rng, entries)
        if changed == world:
            continue
        named = detect(changed, path / f"attack-{number}")
        tally.found[f"{attack.__name__}: {named}"] += bool(named)
        if not named:
            tally.missed.append(f"{attack.__name__} (attack {number}, seed {seed})")
    _attack_wholly(path, max(3, count // 40), rng, tally)
    return tally


def _attack_wholly(path: Path, count: int, rng: random.Random, tally: Tally) -> None:
    entries = honest_entries(24)
    roots = {size: merkle.root(merkle.decode(*stored(entries[:size])[1])) for size in (12, 23, 24)}
    outside = Outside(KEY.verifier, roots)
    for number in range(count):
        attack = WHOLE_ATTACKS[number % len(WHOLE_ATTACKS)]
        world = attack(entries, rng, path / f"made-{number}")
        if detect(world, path / f"made-{number}"):
            tally.missed.append(f"{attack.__name__}: expected to agree with itself")
        named = detect(world, path / f"made-{number}", outside)
        tally.outside_only[f"{attack.__name__}: {named}"] += bool(named)
        if not named:
            tally.missed.append(f"{attack.__name__} from outside (attack {number})")


def folder_sizes(world: World) -> list[int]:
    """The published sizes."""
    return [int(name.removeprefix("checkpoints/")) for name in world.files if name.startswith("checkpoints/")]


def nodes_of(leaves: Sequence[bytes]) -> Nodes:
    """The subtree hashes of leaf hashes at hand."""
    return lambda level, index: subtree_root(leaves[index << level : (index + 1) << level])


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def flip(content: bytes, rng: random.Random) -> bytes:
    """The bytes with one bit changed."""
    changed = bytearray(content)
    changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _with_column(row: StoredEntry, column: str, value: object) -> StoredEntry:
    return StoredEntry(**{**row._asdict(), column: value})


def _with_row(world: World, at: int, row: StoredEntry) -> World:
    return replace(world, rows=[*world.rows[:at], row, *world.rows[at + 1 :]])


def _rewritten(entry: Entry, rng: random.Random) -> Entry:
    return rng.choice(
        (
            replace(entry, after={"appraised_score": "1.00", "status": "scored"}),
            replace(entry, reason=entry.reason + "."),
            replace(entry, actor="person:99"),
            replace(entry, occurred_at=entry.occurred_at - timedelta(days=30)),
            replace(entry, evidence=()),
        )
    )


def _replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode())


FORMS: tuple[Callable[[bytes], bytes], ...] = (
    _replaced('"0.50"', '"0.5"'),
    _replaced('"0.50"', "0.50"),
    _replaced('"1.00"', '"1,00"'),
    _replaced("Kế hoạch", unicodedata.normalize("NFD", "Kế hoạch")),
    _replaced("ế", "\\u1ebf"),
    _replaced('000Z"', '000+00:00"'),
    _replaced('"occurred_at":"2023', '"occurred_at":"2022'),
    _replaced(',"before"', ', "before"'),
    _replaced('"appraised_score":"0.50","status":"scored"', '"status":"scored","appraised_score":"0.50"'),
    _replaced('"version":1', '"version":1,"version":1'),
)
