"""Proofs against the reference vectors of Certificate Transparency, the definition, and everything that is no proof."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from audit.errors import ProofError
from audit.proof import consistency_proof, inclusion_proof, tree_root, verify_consistency, verify_inclusion
from tests.unit.audit.trees import Nodes, leaves_of, root_of

REFERENCE = [
    merkle.leaf_hash(bytes.fromhex(text))
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
# Published with the reference tree (RFC 6962, test data of certificate-transparency-go); the first eight digits.
INCLUSION = (
    (0, 1, ""),
    (0, 8, "96a296d2 5f083f0a 6b47aaf2"),
    (5, 8, "bc1a0643 ca854ea1 d37ee418"),
    (2, 3, "fac54203"),
    (1, 5, "6e340b9c 5f083f0a bc1a0643"),
)
CONSISTENCY = (
    (1, 1, ""),
    (1, 8, "96a296d2 5f083f0a 6b47aaf2"),
    (6, 8, "0ebc5d34 ca854ea1 d37ee418"),
    (2, 5, "5f083f0a bc1a0643"),
)
LEAVES = leaves_of(70)
sizes = st.integers(1, len(LEAVES))


def digits(proof: tuple[bytes, ...]) -> str:
    return " ".join(node.hex()[:8] for node in proof)


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_inclusion_proof_equals_the_reference_vector(index: int, size: int, expected: str) -> None:
    """The published paths of the reference tree come out, and lead to its roots."""
    proof = inclusion_proof(index, size, Nodes(REFERENCE[:size]))

    assert expected == digits(proof)
    verify_inclusion(index, size, REFERENCE[index], proof, root_of(REFERENCE[:size]))


@pytest.mark.parametrize(("old", "new", "expected"), CONSISTENCY)
def test_consistency_proof_equals_the_reference_vector(old: int, new: int, expected: str) -> None:
    """The published consistency proofs of the reference tree come out, and lead to both roots."""
    proof = consistency_proof(old, new, Nodes(REFERENCE[:new]))

    assert expected == digits(proof)
    verify_consistency(old, new, root_of(REFERENCE[:old]), root_of(REFERENCE[:new]), proof)


@given(sizes.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_every_leaf_is_proven(place: tuple[int, int]) -> None:
    """In a tree of any size every leaf has a path that leads to the root, at most one hash a level."""
    index, size = place
    proof = inclusion_proof(index, size, Nodes(LEAVES[:size]))

    verify_inclusion(index, size, LEAVES[index], proof, root_of(LEAVES[:size]))
    assert len(proof) <= (size - 1).bit_length()


@given(st.tuples(st.integers(0, len(LEAVES)), st.integers(0, len(LEAVES))).map(sorted))
def test_every_growth_is_proven(pair: list[int]) -> None:
    """Any tree is shown to continue any smaller one, the empty one included."""
    old, new = pair
    proof = consistency_proof(old, new, Nodes(LEAVES[:new]))

    verify_consistency(old, new, root_of(LEAVES[:old]), root_of(LEAVES[:new]), proof)
    assert len(proof) <= max(1, (new - 1).bit_length() + 1 if new else 0)
    assert bool(proof) is (0 < old < new)


@given(st.data())
def test_a_changed_inclusion_proof_is_refused(data: st.DataObject) -> None:
    """One bit of the leaf, of a sibling or of the root, a sibling more or fewer, another index: none passes."""
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    leaf, root = LEAVES[index], root_of(LEAVES[:size])
    proof = inclusion_proof(index, size, Nodes(LEAVES[:size]))
    at = data.draw(st.integers(0, len(proof) - 1))
    wrong = [
        (index, size, flip(leaf), proof, root),
        (index, size, leaf, (*proof[:at], flip(proof[at]), *proof[at + 1 :]), root),
        (index, size, leaf, (*proof[:at], *proof[at + 1 :]), root),
        (index, size, leaf, (*proof, leaf), root),
        (index, size, leaf, proof, flip(root)),
        ((index + 1) % size, size, leaf, proof, root),
    ]
    case = data.draw(st.sampled_from(wrong))

    with pytest.raises(ProofError):
        verify_inclusion(*case)


@given(st.data())
def test_a_changed_consistency_proof_is_refused(data: st.DataObject) -> None:
    """One bit of a hash or of a root, a hash more or fewer, another old size: none passes."""
    old = data.draw(st.integers(1, len(LEAVES) - 1))
    new = data.draw(st.integers(old + 1, len(LEAVES)))
    roots = root_of(LEAVES[:old]), root_of(LEAVES[:new])
    proof = consistency_proof(old, new, Nodes(LEAVES[:new]))
    at = data.draw(st.integers(0, len(proof) - 1))
    wrong = [
        (old, new, *roots, (*proof[:at], flip(proof[at]), *proof[at + 1 :])),
        (old, new, *roots, (*proof[:at], *proof[at + 1 :])),
        (old, new, *roots, (*proof, proof[-1])),
        (old, new, *roots, ()),
        (old, new, flip(roots[0]), roots[1], proof),
        (old, new, roots[0], flip(roots[1]), proof),
        (new, old, *roots, proof),
    ]
    case = data.draw(st.sampled_from(wrong))

    with pytest.raises(ProofError):
        verify_consistency(*case)


def flip(node: bytes) -> bytes:
    return bytes([node[0] ^ 1]) + node[1:]


def test_a_root_is_not_consistent_with_another_of_its_size() -> None:
    """Two trees of one size are consistent only if they are one tree; from the empty tree only its root leads on."""
    for old in (0, 3):
        with pytest.raises(ProofError):
            verify_consistency(old, 3, LEAVES[0], LEAVES[1], ())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_leaves_beyond_the_tree_have_no_proof(index: int, size: int) -> None:
    """Neither made nor accepted."""
    with pytest.raises(ProofError):
        inclusion_proof(index, size, Nodes(LEAVES))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, LEAVES[0], (), LEAVES[0])


def test_a_tree_never_shrinks_consistently() -> None:
    """A proof from a larger to a smaller tree is not even made."""
    with pytest.raises(ProofError):
        consistency_proof(3, 2, Nodes(LEAVES))


@given(st.integers(0, 70))
def test_root_from_subtrees_equals_the_definition(size: int) -> None:
    """The root put together from stored perfect subtrees is the tree's root."""
    assert root_of(LEAVES[:size]) == tree_root(size, Nodes(LEAVES[:size]))
