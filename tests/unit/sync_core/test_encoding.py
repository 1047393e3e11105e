"""Bodies: what goes in comes out, in one way only; what a newer app sends is kept."""

from typing import Any

import pytest

from sync.core.body import Body
from sync.core.encoding import decode_body, encode_body
from sync.core.errors import BadInput, DecodeError, LimitExceeded
from sync.core.ids import EntityId
from sync.core.limits import OPERATIONS_MAX, TEXT_BYTES_MAX, THUMBNAIL_BYTES_MAX
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
)
from sync.core.packing import pack, unpack
from sync.core.registry import Field, FieldType, Registry, SpaceKind, Table
from tests.support.chains import REGISTRY, entity

ROW = entity(1)
PERSON: dict[str, Any] = {
    "name": "𠮷田 訓練子",
    "age": -3,
    "minor": False,
    "born_on": "2024-02-29",
    "seen_at": 1_770_000_000_000,
    "guardian": entity(2),
    "skills": ("chainsaw", "nurse"),
}
BLOB = bytes(range(32))

OPERATIONS: list[Operation] = [
    New("person", ROW, dict(PERSON)),
    New("person", ROW, {}),
    Set("person", ROW, "name", "髙橋", ()),
    Set("person", ROW, "name", None, (5,)),
    Set("person", ROW, "age", 4, (5, 6), 7),
    Set("person", ROW, "age", 4, (5, 5)),
    Set("person", ROW, "skills", (), (5,)),
    Set("person", ROW, "minor", True, (), 2**63 - 1),
    Delete("person", ROW),
    Delete("person", ROW, 9),
    Undelete("person", ROW, 10),
    Add("person", ROW, "skills", "nurse"),
    Add("person", ROW, "skills", "nurse", 11),
    Remove("person", ROW, "skills", "nurse", 12),
    Move("stock_move", ROW, {"quantity": 5, "note": ""}),
    Claim("person", ROW, {"name": "訓練"}),
    End("person", ROW, 1_770_000_000_000),
    Resolve(ROW, "keep_mine"),
    Erase(ROW, "本人の申し出"),
    Attach("visit", ROW, BLOB, 123_456, "image/jpeg", BLOB, b"\xff\xd8"),
]


def round_trip(*operations: Operation) -> Body:
    return decode_body(REGISTRY, encode_body(REGISTRY, Body("act", operations)))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: type(op).__name__)
def test_an_operation_comes_back(operation):
    assert round_trip(operation).operations == (operation,)


def test_a_body_comes_back_with_its_act_and_note():
    body = Body("register_volunteer", tuple(OPERATIONS), "隣の方も一緒")
    assert decode_body(REGISTRY, encode_body(REGISTRY, body)) == body


def test_blanks_of_a_new_row_are_left_out():
    assert round_trip(New("person", ROW, {"name": None, "age": 1})).operations == (
        New("person", ROW, {"age": 1}),
    )


def test_the_order_in_which_values_were_given_does_not_matter():
    backwards = dict(reversed(PERSON.items()))
    one, other = (Body("act", (New("person", ROW, dict(v)),)) for v in (PERSON, backwards))
    assert encode_body(REGISTRY, one) == encode_body(REGISTRY, other)


def test_sets_are_sorted_and_bases_too():
    new = New("person", ROW, {"skills": ("b", "a", "b")})
    change = Set("person", ROW, "age", 1, (6, 5))
    assert round_trip(new, change).operations == (
        New("person", ROW, {"skills": ("a", "b")}),
        Set("person", ROW, "age", 1, (5, 6)),
    )


def test_sets_of_one_row_share_one_entry_and_others_do_not():
    sets = (
        Set("person", ROW, "name", "a", (1,)),
        Set("person", ROW, "age", 2, (1,)),
        Set("person", entity(2), "age", 2, (1,)),
        Set("person", ROW, "age", 3, (1,)),
    )
    data = encode_body(REGISTRY, Body("act", sets))
    wire: Any = unpack(data)
    assert [len(entry[3]) for entry in wire[2]] == [2, 1, 1]
    assert decode_body(REGISTRY, data).operations == sets


def wrong(value: object) -> Any:
    """A value of a type that the app should not have given."""
    return value


# Each is a mistake of the app, mostly of types.
MISFITS: list[Any] = [
    New("ghost", ROW, {}),
    New("person", EntityId(b"short"), {}),
    New("person", ROW, {"ghost": 1}),
    New("person", ROW, {"name": 1}),
    New("person", ROW, {"name": b"bytes"}),
    New("person", ROW, {"age": True}),
    New("person", ROW, {"age": "3"}),
    New("person", ROW, {"age": 2**63}),
    New("person", ROW, {"age": wrong(1.5)}),
    New("person", ROW, {"minor": 1}),
    New("person", ROW, {"born_on": "2023-02-29"}),
    New("person", ROW, {"born_on": "20240229"}),
    New("person", ROW, {"born_on": "2024-W01-1"}),
    New("person", ROW, {"guardian": b"short"}),
    New("person", ROW, {"skills": "nurse"}),
    New("person", ROW, {"skills": wrong((1,))}),
    New("person", ROW, {"name": "\ud800"}),
    Set("person", ROW, "ghost", 1, ()),
    Set("person", ROW, "age", "1", ()),
    Set("person", ROW, "age", 1, (-1,)),
    Set("person", ROW, "age", 1, (5,), 5),
    Set("person", ROW, "age", 1, tuple(range(65))),
    Set("person", ROW, "age", 1, (), -1),
    Set("stock_move", ROW, "quantity", 1, ()),
    Add("person", ROW, "name", "x"),
    Add("person", ROW, "skills", wrong(5)),
    Add("stock_move", ROW, "note", "x"),
    End("person", ROW, wrong("noon")),
    Resolve(EntityId(b"short"), "x"),
    Attach("visit", ROW, b"short", 1, "image/jpeg", BLOB, b""),
    Attach("visit", ROW, BLOB, -1, "image/jpeg", BLOB, b""),
    Attach("visit", ROW, BLOB, 1, "x" * 200, BLOB, b""),
    Attach("visit", ROW, BLOB, 1, "image/jpeg", BLOB, bytes(THUMBNAIL_BYTES_MAX + 1)),
    "not an operation",
]


@pytest.mark.parametrize(
    "operation",
    MISFITS,
    ids=repr,
)
def test_what_does_not_fit_is_not_written(operation):
    with pytest.raises(BadInput):
        encode_body(REGISTRY, Body("act", (operation,)))


def test_limits_hold_on_the_way_out():
    with pytest.raises(LimitExceeded):
        encode_body(REGISTRY, Body("act", (Delete("person", ROW),) * (OPERATIONS_MAX + 1)))
    with pytest.raises(LimitExceeded):
        encode_body(REGISTRY, Body("act", (New("person", ROW, {"name": "あ" * TEXT_BYTES_MAX}),)))
    long = tuple(New("visit", entity(n), {"text": "x" * TEXT_BYTES_MAX}) for n in range(40))
    with pytest.raises(LimitExceeded):
        encode_body(REGISTRY, Body("act", long))
    for act in ("", "x" * 101):
        with pytest.raises(BadInput):
            encode_body(REGISTRY, Body(act))


NEWER = Registry(
    (
        *REGISTRY.tables[1:],
        Table(
            1,
            "person",
            SpaceKind.CENTRE,
            (*REGISTRY.by_name["person"].fields, Field(8, "blood_type", FieldType.TEXT)),
        ),
        Table(400, "drone", SpaceKind.CENTRE, (Field(1, "name", FieldType.TEXT),)),
    )
)


def test_a_table_of_a_newer_app_is_kept_verbatim():
    body = Body("act", (New("drone", ROW, {"name": "一号"}), Delete("drone", ROW), *OPERATIONS))
    read = decode_body(REGISTRY, encode_body(NEWER, body))
    assert read.operations == tuple(OPERATIONS)
    assert [unpack(raw) for raw in read.unknown] == [[0, 400, ROW, {1: "一号"}], [2, 400, ROW]]


def test_a_field_of_a_newer_app_is_kept_beside_what_is_known():
    operations = (
        New("person", ROW, {"age": 3, "blood_type": "AB", "skills": ("nurse",)}),
        Set("person", entity(2), "blood_type", "O", (4,)),
        Set("person", entity(2), "age", 5, (4,)),
    )
    read = decode_body(REGISTRY, encode_body(NEWER, Body("act", operations)))
    assert read.operations == (
        New("person", ROW, {"age": 3, "skills": ("nurse",)}),
        Set("person", entity(2), "age", 5, (4,)),
    )
    assert [unpack(raw) for raw in read.unknown] == [
        [0, 1, ROW, {8: "AB"}],
        [1, 1, entity(2), [[8, "O", 4]]],
    ]


@pytest.mark.parametrize(
    "entry",
    [
        [77, "anything", {1: [None, True, b"x"], 2: {"a": 1, "b": 2}}],
        [0, 1, ROW, {1: "name"}, "one more part"],
        [1, 1, ROW, [[2, 4, None]], 5],
        [2, 1, ROW, 5, 6],
        [4, 1, ROW, 999, "element"],
        [8, 1, ROW, 5, 6],
        [9, ROW, "choice", 1],
    ],
)
def test_what_only_a_newer_app_knows_is_kept_and_written_back(entry):
    data = pack(["act", None, [entry]])
    body = decode_body(REGISTRY, data)
    assert body.operations == ()
    assert body.unknown == (pack(entry),)
    assert encode_body(REGISTRY, body) == data


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        ["act", None],
        ["act", None, [], 1],
        ["", None, []],
        [None, None, []],
        ["act", 5, []],
        ["act", None, {}],
        ["act", None, [5]],
        ["act", None, [[]]],
        ["act", None, [["x"]]],
        ["act", None, [[-1]]],
        ["act", None, [[True, 1, ROW, {}]]],
        ["act", None, [[0]]],
        ["act", None, [[0, 1, ROW]]],
        ["act", None, [[0, 1, b"short", {}]]],
        ["act", None, [[0, "person", ROW, {}]]],
        ["act", None, [[0, 1, ROW, []]]],
        ["act", None, [[0, 1, ROW, {2: 1, 1: "a"}]]],
        ["act", None, [[0, 1, ROW, {"1": "a"}]]],
        ["act", None, [[0, 1, ROW, {True: "a"}]]],
        ["act", None, [[0, 1, ROW, {-1: "a"}]]],
        ["act", None, [[0, 1, ROW, {1: None}]]],
        ["act", None, [[0, 1, ROW, {1: 5}]]],
        ["act", None, [[0, 1, ROW, {2: True}]]],
        ["act", None, [[0, 1, ROW, {5: "2023-02-29"}]]],
        ["act", None, [[0, 1, ROW, {2: 2**63}]]],
        ["act", None, [[0, 1, ROW, {7: b"short"}]]],
        ["act", None, [[0, 1, ROW, {200: ["b", "a"]}]]],
        ["act", None, [[0, 1, ROW, {200: ["a", "a"]}]]],
        ["act", None, [[0, 1, ROW, {200: [1]}]]],
        ["act", None, [[0, 1, ROW, {999: 1.5}]]],
        ["act", None, [[1, 1, ROW, []]]],
        ["act", None, [[1, 1, ROW, 5]]],
        ["act", None, [[1, 1, ROW, [5]]]],
        ["act", None, [[1, 1, ROW, [[2, 4]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, "base"]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, [5]]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, [6, 5]]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, 5, 5]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, 5, None]]]]],
        ["act", None, [[1, 1, ROW, [[2, "4", None]]]]],
        ["act", None, [[1, 1, ROW, [[2, 4, None]]], [1, 1, ROW, [[1, "a", None]]]]],
        ["act", None, [[1, 9, ROW, [[1, 4, None]]]]],
        ["act", None, [[2, 1, ROW, "clock"]]],
        ["act", None, [[4, 1, ROW, 1, "x"]]],
        ["act", None, [[4, 1, ROW, 200, 5]]],
        ["act", None, [[8, 1, ROW, "noon"]]],
        ["act", None, [[9, b"short", "x"]]],
        ["act", None, [[11, 1, ROW, b"short", 1, "m", BLOB, b""]]],
        ["act", None, [[11, 1, ROW, BLOB, 1, 5, BLOB, b""]]],
        ["act", None, [[11, 1, ROW, BLOB, 1, "m", BLOB, bytes(THUMBNAIL_BYTES_MAX + 1)]]],
        ["act", None, [[77, 1.5]]],
        ["act", None, [[77, {2: 1, 1: 1}]]],
        ["act", None, [[77, {"a": 1, 1: 1}]]],
    ],
    ids=repr,
)
def test_what_no_app_could_have_written_is_refused(wire):
    with pytest.raises(DecodeError):
        decode_body(REGISTRY, pack(wire))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x93\xa3act\xc0",
        pack(["act", None, []]) + b"\0",
        b"\x93\xd9\x03act\xc0\x90",  # a longer header than the text needs
        b"\x93\xa3act\xc0\xdc\x00\x00",  # a longer header than the list needs
        b"\x93\xa3act\xc0\x91\x91\xcc\x05",  # a longer integer than needed
        b"\x93\xa1\xff\xc0\x90",  # not UTF-8
        b"\x93\xa3act\xc0\x91\x92\x4d\xd6\xff\x00\x00\x00\x00",  # a timestamp
        b"\x93\xa3act\xc0\x91\x92\x4d\xc7\x00\x07",  # an extension type
        b"\xdd\xff\xff\xff\xff",  # a list of four billion
        b"\x93\xa3act\xc0\x91\x92\x4d" + b"\x91" * 20 + b"\xc0",  # nested too deeply
        b"\x91" * 100_000 + b"\xc0",
        b"\x81\x90\xc0",  # a list as a key
        b"\x93\xa3act\xc0\x91\x94\x00\x01\xc4\x10" + ROW + b"\x82\x01\xa0\x01\xa0",  # a key twice
    ],
)
def test_what_is_no_canonical_msgpack_is_refused(data):
    with pytest.raises(DecodeError):
        decode_body(REGISTRY, data)


def test_limits_hold_on_the_way_in():
    for wire in (
        ["act", None, [[2, 1, ROW]] * (OPERATIONS_MAX + 1)],
        ["act", None, [[1, 1, ROW, [[2, 4, None]] * (OPERATIONS_MAX + 1)]]],
        ["act", None, [[0, 1, ROW, {1: "x" * (TEXT_BYTES_MAX + 1)}]]],
        ["act", None, [[0, 1, ROW, {200: [f"{n:04}" for n in range(501)]}]]],
    ):
        with pytest.raises(DecodeError):
            decode_body(REGISTRY, pack(wire))
    with pytest.raises(LimitExceeded):
        decode_body(REGISTRY, bytes(3_000_000))
