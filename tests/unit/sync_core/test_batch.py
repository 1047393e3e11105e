"""Headers: one byte string each, parsed strictly; spaces; heads."""

import pytest

from sync.core.batch import (
    GENESIS_HEAD,
    Header,
    aad_bytes,
    hash_body,
    header_bytes,
    next_head,
    parse_header,
)
from sync.core.errors import BadInput, DecodeError, LimitExceeded, NewerFormat
from sync.core.ids import DeviceId, EntityId
from sync.core.limits import INTEGER_MAX, SUBJECTS_MAX
from sync.core.registry import SpaceKind
from sync.core.space import Space, parse_space
from tests.support.chains import AUTH, CENTRE, entity

HEADER = Header(
    version=1,
    space=CENTRE,
    device=DeviceId(b"device-of-a-desk"),
    seq=7,
    hlc=115_998_720_000_000_000,
    actor=entity(3),
    epoch=2,
    schema=5,
    min_reader=4,
    dictionary=1,
    subjects=(entity(1), entity(2)),
    body_hash=hash_body(b"sealed"),
)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"actor": None},
        {"subjects": ()},
        {"space": AUTH},
        {"seq": 1, "hlc": 0},
        {"hlc": INTEGER_MAX, "seq": INTEGER_MAX},
        {"subjects": tuple(map(entity, range(SUBJECTS_MAX)))},
    ],
)
def test_a_header_comes_back(change):
    header = HEADER._replace(**change)
    assert parse_header(header_bytes(header)) == header


@pytest.mark.parametrize("name", Header._fields)
def test_every_field_is_in_the_bytes(name):
    other = {
        "version": 2,
        "space": AUTH,
        "device": DeviceId(b"another-device-!"),
        "actor": entity(4),
        "subjects": (entity(2), entity(1)),
        "body_hash": hash_body(b"other"),
    }
    changed = Header(**{**HEADER._asdict(), name: other.get(name, 99)})
    assert header_bytes(changed) != header_bytes(HEADER)


def test_sealing_authenticates_all_but_the_body_hash():
    assert header_bytes(HEADER) == aad_bytes(HEADER) + HEADER.body_hash
    assert aad_bytes(HEADER) == aad_bytes(HEADER._replace(body_hash=bytes(32)))


def test_a_cut_or_longer_header_is_refused():
    data = header_bytes(HEADER)
    for end in range(len(data)):
        with pytest.raises(DecodeError):
            parse_header(data[:end])
    with pytest.raises(DecodeError):
        parse_header(data + b"\0")


def test_a_newer_header_is_named_as_such():
    with pytest.raises(NewerFormat):
        parse_header(header_bytes(HEADER._replace(version=2)))


@pytest.mark.parametrize(
    "change",
    [
        {"device": b"short"},
        {"body_hash": b"short"},
        {"actor": b"short"},
        {"subjects": (b"short",)},
        {"subjects": ("text",)},
        {"epoch": -1},
        {"seq": 2**64},
        {"dictionary": 70_000},
    ],
)
def test_a_header_that_cannot_be_is_not_written(change):
    with pytest.raises(BadInput):
        header_bytes(HEADER._replace(**change))


def test_too_many_subjects_are_refused_both_ways():
    many = HEADER._replace(subjects=(entity(1),) * (SUBJECTS_MAX + 1))
    with pytest.raises(LimitExceeded):
        header_bytes(many)
    data = bytearray(header_bytes(HEADER))
    place = data.index(entity(3)) - 2
    data[place : place + 2] = (SUBJECTS_MAX + 1).to_bytes(2, "big")
    with pytest.raises(LimitExceeded):
        parse_header(bytes(data))


def test_a_seq_of_zero_is_refused():
    with pytest.raises(DecodeError):
        parse_header(header_bytes(HEADER._replace(seq=0)))


def test_a_head_depends_on_all_before_it():
    one, two = header_bytes(HEADER), header_bytes(HEADER._replace(seq=8))
    assert next_head(next_head(GENESIS_HEAD, one), two) != next_head(
        next_head(GENESIS_HEAD, two), one
    )


@pytest.mark.parametrize("kind", list(SpaceKind))
def test_a_space_comes_back_from_its_id(kind):
    space = Space(kind, EntityId(b"centre-of-drills"))
    assert parse_space(space.space_id) == space
    assert hash(parse_space(space.space_id)) == hash(space)


def test_spaces_differ_by_kind_and_owner():
    owner, other = EntityId(b"centre-of-drills"), EntityId(b"another-centre-1")
    spaces = {Space(kind, owner) for kind in SpaceKind} | {Space(SpaceKind.CENTRE, other), AUTH}
    assert len({space.space_id for space in spaces}) == len(spaces) == 6


def test_a_centre_space_without_its_centre_is_refused():
    with pytest.raises(BadInput):
        Space(SpaceKind.SEALED)
    with pytest.raises(DecodeError):
        parse_space(b"\x04")


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x09" + bytes(16), b"\x03" + bytes(15)])
def test_what_is_no_space_is_refused(data):
    with pytest.raises(DecodeError):
        parse_space(data)


def test_an_owner_of_another_length_is_refused():
    with pytest.raises(BadInput):
        Space(SpaceKind.CENTRE, EntityId(b"short"))
