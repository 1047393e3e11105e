"""Laws of the wire and of the clock: one byte string per value; no input breaks the decoder."""

from hypothesis import example, given
from hypothesis import strategies as st

from sync.core.batch import Header, header_bytes, parse_header
from sync.core.body import Body
from sync.core.clock import HybridClock, hlc_ms, lifted_clock
from sync.core.encoding import decode_body, encode_body
from sync.core.errors import DecodeError, SyncError
from sync.core.limits import CLOCK_AHEAD_MS_MAX, INTEGER_MAX, INTEGER_MIN
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Remove,
    Resolve,
    Set,
    Undelete,
)
from sync.core.packing import pack, unpack
from sync.core.registry import FieldType, SpaceKind
from sync.core.space import Space
from tests.support.chains import REGISTRY
from tests.support.world import FakeClock

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
INTEGER = st.integers(INTEGER_MIN, INTEGER_MAX)
CLOCK = st.integers(0, INTEGER_MAX - 1)
ID = st.binary(min_size=16, max_size=16)
HASH = st.binary(min_size=32, max_size=32)
SMALL = st.integers(0, 2**32 - 1)
VALUES = {
    FieldType.TEXT: TEXT,
    FieldType.INTEGER: INTEGER,
    FieldType.BOOLEAN: st.booleans(),
    FieldType.DATE: st.dates().map(lambda day: day.isoformat()),
    FieldType.INSTANT: INTEGER,
    FieldType.ID: ID,
    FieldType.SET: st.sets(TEXT, max_size=4).map(sorted).map(tuple),
}
PERSON, MOVE = REGISTRY.by_name["person"], REGISTRY.by_name["stock_move"]


def rows(kind, table):
    values = st.fixed_dictionaries(
        {}, optional={field.name: VALUES[field.type] for field in table.fields}
    )
    return st.builds(kind, st.just(table.name), ID, values)


@st.composite
def sets(draw):
    field = draw(st.sampled_from(PERSON.fields))
    bases = tuple(sorted(draw(st.lists(CLOCK, max_size=3))))
    clock = draw(st.none() | st.just(max(bases, default=0) + 1))
    value = draw(st.none() | VALUES[field.type])
    return Set("person", draw(ID), field.name, value, bases, clock)


def marks(kind):
    return st.builds(kind, st.just("person"), ID, st.none() | CLOCK)


def element_changes(kind):
    return st.builds(kind, st.just("person"), ID, st.just("skills"), TEXT, st.none() | CLOCK)


OPERATION = st.one_of(
    rows(New, PERSON),
    rows(Claim, PERSON),
    rows(Move, MOVE),
    sets(),
    marks(Delete),
    marks(Undelete),
    element_changes(Add),
    element_changes(Remove),
    st.builds(End, st.just("person"), ID, INTEGER),
    st.builds(Resolve, ID, TEXT),
    st.builds(Erase, ID, TEXT),
    st.builds(Attach, st.just("visit"), ID, HASH, CLOCK, TEXT, HASH, st.binary(max_size=20)),
)
BODY = st.builds(
    Body,
    TEXT.filter(bool),
    st.lists(OPERATION, max_size=6).map(tuple),
    st.none() | TEXT,
)
WIRE = st.recursive(
    st.none() | st.booleans() | INTEGER | TEXT | ID | st.floats() | st.integers(0, 12),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.integers(0, 9) | TEXT, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(BODY)
def test_decoding_gives_back_what_was_encoded(body):
    assert decode_body(REGISTRY, encode_body(REGISTRY, body)) == body


@given(BODY)
def test_what_is_decoded_is_encoded_to_the_same_bytes(body):
    data = encode_body(REGISTRY, body)
    assert encode_body(REGISTRY, decode_body(REGISTRY, data)) == data


@given(st.binary(max_size=200))
@example(b"")
def test_no_bytes_break_the_decoder(data):
    decode_or_refuse(data)


@given(BODY, st.data())
def test_no_change_of_a_body_breaks_the_decoder(body, data):
    """A byte flipped, cut or put in: refused, or another body that is canonical too."""
    good = bytearray(encode_body(REGISTRY, body))
    place = data.draw(st.integers(0, len(good) - 1))
    good[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    decode_or_refuse(bytes(good))


@given(TEXT.filter(bool), st.lists(st.lists(WIRE, max_size=6), max_size=4))
def test_no_structure_breaks_the_decoder(act, entries):
    try:
        data = pack([act, None, entries])
    except SyncError:
        return
    decode_or_refuse(data)


def decode_or_refuse(data):
    try:
        body = decode_body(REGISTRY, data)
    except DecodeError:
        return
    if not body.unknown:
        assert encode_body(REGISTRY, body) == data


@given(WIRE)
def test_packing_is_canonical(value):
    data = pack(value)
    assert pack(unpack(data)) == data


SPACE = st.builds(Space, st.sampled_from(list(SpaceKind)), ID)
HEADER = st.builds(
    Header,
    version=st.just(1),
    space=SPACE | st.just(Space(SpaceKind.AUTH)),
    device=ID,
    seq=st.integers(1, INTEGER_MAX),
    hlc=st.integers(0, INTEGER_MAX),
    actor=st.none() | ID,
    epoch=SMALL,
    schema=SMALL,
    min_reader=SMALL,
    dictionary=st.integers(0, 2**16 - 1),
    subjects=st.lists(ID, max_size=4).map(tuple),
    body_hash=HASH,
)


@given(HEADER)
def test_a_header_has_one_byte_string(header):
    data = header_bytes(header)
    assert parse_header(data) == header
    assert header_bytes(parse_header(data)) == data


@given(HEADER, HEADER)
def test_different_headers_have_different_bytes(one, other):
    assert (header_bytes(one) == header_bytes(other)) == (one == other)


@given(st.binary(max_size=160))
def test_no_bytes_break_the_header_parser(data):
    try:
        header = parse_header(data)
    except SyncError:
        return
    assert header_bytes(header) == data


@given(HEADER, st.data())
def test_no_change_of_a_header_breaks_its_parser(header, data):
    changed = bytearray(header_bytes(header))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = parse_header(bytes(changed))
    except SyncError:
        return
    assert header_bytes(read) == bytes(changed)
    assert read != header


MS = st.integers(-(2**50), 2**50)


@given(
    st.lists(st.tuples(st.booleans(), MS, CLOCK), max_size=20), CLOCK.filter(lambda c: c < 2**61)
)
def test_the_clock_never_goes_back(steps, last):
    wall = FakeClock(0)
    clock = HybridClock(wall, last)
    before = last
    for ticks, now, foreign in steps:
        wall.ms = now
        if ticks:
            assert clock.tick() > before
        else:
            clock.observe(foreign)
            assert clock.last >= before
            # Nobody takes us further than ten minutes ahead, unless we were there already.
            ahead = max(now, 0) + CLOCK_AHEAD_MS_MAX
            assert clock.last == before or hlc_ms(clock.last) <= ahead
        before = clock.last


@given(CLOCK, st.lists(CLOCK, max_size=4))
def test_a_lifted_clock_is_above_all_that_was_seen(hlc, bases):
    clock = lifted_clock(hlc, bases)
    assert all((hlc if clock is None else clock) > base for base in bases)
