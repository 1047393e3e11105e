"""Laws of authority, over quarrels of admins and others that nobody would have in a calm hour."""

from collections.abc import Sequence
from itertools import chain
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.auth_words import AuthBatch
from sync.core.authority import Authority
from sync.core.ids import DeviceId
from sync.core.operations import New, Operation
from tests.support.auth_rows import (
    AUTH,
    CENTRE,
    SPACES,
    accept,
    authority,
    cut,
    device,
    enrol,
    grant,
    lift,
    remove,
    says,
    take_back,
    write,
)

NAMES = "RABCD"
OUTSIDER = "X"  # enrolled as a desk, never made an admin
Said = list[tuple[str, list[Operation]]]

names = st.sampled_from(NAMES)
numbers = st.integers(0, 4)
roles = st.sampled_from(("admin", "needs", "reception"))
rows = st.sampled_from(("one", "two", "three"))
anybody = names | st.just(OUTSIDER)
desk_roles = st.sampled_from(("needs", "reception"))


def _words(of: st.SearchStrategy[str]) -> st.SearchStrategy[list[Operation]]:
    """What one batch may say about one of these devices."""
    one = st.one_of(
        st.builds(lambda name, role: [enrol(name, role)], names, roles),
        st.builds(lambda name, role: [grant(name, role)], names, roles),
        st.builds(lambda name, role: [grant(name, role)], anybody, desk_roles),
        st.builds(lambda name, value: [write(name, "label", value)], anybody, rows),
        st.builds(lambda name, last: remove(name, last, last), of, numbers),
        st.builds(lambda name, last, role: [cut(name, last, role)], of, numbers, roles),
        st.builds(lambda name, last, row: [cut(name, last, row=row)], of, numbers, rows),
        st.builds(lambda row, until: [lift(row, until)], rows, numbers),
        st.builds(lambda row: [take_back(row)], rows),
        st.builds(lambda name, last: [accept(name, 1, last, CENTRE)], anybody, numbers),
        st.builds(lambda name, last: [accept(name, last, last, AUTH)], names, numbers),
    )
    return st.lists(one, min_size=1, max_size=3).map(lambda parts: list(chain.from_iterable(parts)))


said = st.lists(st.tuples(names, _words(anybody)), max_size=14)
outsiders = st.lists(_words(anybody), min_size=1, max_size=4)
seeds = st.integers(0, 2**32)


def _batches(words: Said) -> list[AuthBatch]:
    """Chains from what was said, one after the other; the founder's first word enrols everybody."""
    first: list[Operation] = [enrol(name, "admin") for name in NAMES[:4]]
    first.append(enrol(OUTSIDER, "reception"))
    seqs = dict.fromkeys(NAMES, 0)
    found = []
    for author, operations in [("R", first), *words]:
        seqs[author] += 1
        found.append(says(author, seqs[author], *operations))
    return found


def _later(name: str, after: int, words: Sequence[Sequence[Operation]]) -> list[AuthBatch]:
    return [says(name, seq, *each) for seq, each in enumerate(words, after + 1)]


def _admins(found: Authority) -> list[DeviceId]:
    """Who may speak now."""
    return [
        one for one, member in found.members.items()
        if "admin" in member.roles and not member.revoked
    ]  # fmt: skip


def _targets(batches: Sequence[AuthBatch]) -> dict[bytes, set[bytes]]:
    """For every device that somebody wanted to cut, who did."""
    found: dict[bytes, set[bytes]] = {}
    for batch in batches:
        for word in batch.operations:
            if isinstance(word, New) and word.table == "revocation":
                target = word.values["device"]
                assert isinstance(target, bytes)
                found.setdefault(target, set()).add(batch.header.device)
    return found


@given(said, outsiders, seeds)
def test_the_order_of_arrival_never_matters(
    words: Said, others: list[list[Operation]], seed: int
) -> None:
    batches = [*_batches(words), *_later(OUTSIDER, 0, others)]
    mixed = list(batches)
    Random(seed).shuffle(mixed)
    assert authority(*mixed) == authority(*batches)


@given(said, outsiders)
def test_nobody_but_an_admin_changes_anything(words: Said, others: list[list[Operation]]) -> None:
    batches = _batches(words)
    before = authority(*batches)
    after = authority(*batches, *_later(OUTSIDER, 0, others))
    assert after.members == before.members
    assert after.judged_otherwise(before) == set()


@given(said, outsiders)
def test_a_stranger_changes_nothing_either(words: Said, others: list[list[Operation]]) -> None:
    batches = _batches(words)
    before = authority(*batches)
    assert authority(*batches, *_later("stranger", 0, others)).members == before.members


@given(said, st.data())
def test_the_later_words_of_a_removed_device_change_nothing(
    words: Said, data: st.DataObject
) -> None:
    """They may take along who removed it (a ring), never anybody else, and let nobody in."""
    batches = _batches(words)
    before = authority(*batches)
    gone = [name for name in NAMES if before.is_revoked(device(name))]
    removers = set(chain.from_iterable(_targets(batches).values()))
    free = [name for name in (*NAMES, OUTSIDER) if device(name) not in removers]
    if not gone or not free:
        return
    name = data.draw(st.sampled_from(gone))
    later = data.draw(st.lists(_words(st.sampled_from(free)), min_size=1, max_size=3))
    last = max((one.header.seq for one in batches if one.header.device == device(name)), default=0)
    # A number that was accepted, lifted or is still inside of the cut is no later word.
    after = authority(*batches, *_later(name, max(last, 10), later))
    assert after.members == before.members
    assert after.judged_otherwise(before) == set()


@given(said)
def test_somebody_can_always_enrol_the_next_device(words: Said) -> None:
    found = authority(*_batches(words))
    assert _admins(found)


@settings(max_examples=30)
@given(said, names)
def test_what_was_seen_before_a_removal_stays_as_it_was(words: Said, name: str) -> None:
    """A removal that has seen everything takes nothing back: it only ends."""
    batches = _batches(words)
    before = authority(*batches)
    last = max((one.header.seq for one in batches if one.header.device == device(name)), default=0)
    by = next((one for one in _admins(before) if one != device(name)), None)
    if by is None:
        return
    author = next(letter for letter in NAMES if device(letter) == by)
    mine = max((one.header.seq for one in batches if one.header.device == by), default=0)
    rows_of = [cut(name, last if space == AUTH else 9, space=space) for space in SPACES]
    after = authority(*batches, says(author, mine + 1, *rows_of))
    assert {one: member.roles for one, member in after.members.items()} == {
        one: member.roles for one, member in before.members.items()
    }
