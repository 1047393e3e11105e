"""Whatever comes in, a hub refuses it or sets it aside, stays up, and serves the others."""

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.core.errors import LimitExceeded
from sync.core.limits import CHUNK_BYTES_MAX
from sync.core.space import Space
from sync.hub.hub import Hub
from sync.protocol.client import Refused
from sync.protocol.messages import (
    FULL,
    MALFORMED,
    NOT_YOURS,
    OK,
    STRANGER,
    TOO_MUCH,
    TOO_NEW,
    Call,
    packed,
    unpacked,
)
from sync.protocol.runs import Run, decode_chunk, encode_chunk
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.hub_ground import Centre, Device, HubGround

CALLS = ("hello", "auth", "vector", "pull", "push", "digest", "report", "blobs", "blob",
         "put_blob", "image", "image_piece", "wait", "pair", "", "..", "\x00")  # fmt: skip
TOKENS: dict[int, bytes] = {}
REFUSALS = {MALFORMED, STRANGER, NOT_YOURS, TOO_MUCH, TOO_NEW, FULL}


@pytest.fixture
def ground(tmp_path):
    made = HubGround(tmp_path / "hub")
    yield made
    made.close()


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
def hub(ground, centre) -> Hub:
    ground.serve(centre)
    opened = ground.open()
    ground.meet(opened, centre, centre.root)
    return opened


def member(ground: HubGround, hub: Hub, centre: Centre, role: str = "desk") -> Device:
    device = centre.device(role)
    ground.meet(hub, centre, centre.root)
    return device


def token_of(ground: HubGround, hub: Hub, centre: Centre, device: Device) -> bytes:
    tokens: list[bytes] = []

    def listen(call: Call):
        tokens.append(call.token)
        return hub.answer(centre.tag, call)

    device.meet(listen, fingerprint=ground.identity.certificate.fingerprint)
    return tokens[-1]


def chunk_of(device: Device, space: Space = CENTRE) -> bytes:
    chunk, _ = device.replica.chunk(space, {}, CHUNK_BYTES_MAX)
    assert chunk is not None
    return chunk


def push(hub: Hub, centre: Centre, token: bytes, chunk: bytes, space: Space = CENTRE) -> int:
    """How many batches were new; -status where it was refused."""
    answer = hub.answer(centre.tag, Call("push", token, packed([space.space_id, chunk])))
    if answer.status != OK:
        return -answer.status
    match unpacked(answer.body, lambda value: value):
        case [int(new), list()]:
            return new
    raise AssertionError(answer)


def test_a_forged_signature_is_not_taken_and_the_honest_run_beside_it_is(ground, hub, centre):
    honest, victim = member(ground, hub, centre), member(ground, hub, centre)
    token = token_of(ground, hub, centre, honest)
    honest.write(2)
    victim.write(2)
    _, runs = decode_chunk(chunk_of(victim))
    (run,) = runs
    forged = run._replace(signatures=((run.signatures[-1][0], bytes(64)),))
    (own,) = decode_chunk(chunk_of(honest))[1]
    assert push(hub, centre, token, encode_chunk(CENTRE, [forged, own])) == 2
    vector = hub.tenant(centre.tag).log.vector()
    assert vector[honest.key.device_id, CENTRE] == 2
    assert (victim.key.device_id, CENTRE) not in vector
    ground.meet(hub, centre, victim)
    assert hub.tenant(centre.tag).log.vector()[victim.key.device_id, CENTRE] == 2


def test_a_replay_stores_nothing(ground, hub, centre):
    device = member(ground, hub, centre)
    token = token_of(ground, hub, centre, device)
    device.write(3)
    chunk = chunk_of(device)
    assert push(hub, centre, token, chunk) == 3
    assert push(hub, centre, token, chunk) == 0
    assert push(hub, centre, b"x" + token[1:], chunk) == -STRANGER
    ground.clock.advance(11 * 60_000)
    assert push(hub, centre, token, chunk) == -STRANGER


def test_a_chunk_under_another_spaces_name_is_refused(ground, hub, centre):
    device = member(ground, hub, centre)
    token = token_of(ground, hub, centre, device)
    device.write(1, SEALED)
    assert push(hub, centre, token, chunk_of(device, SEALED), CENTRE) == -MALFORMED
    other = Space(CENTRE.kind, type(centre.operation)(b"another-centre--"))
    assert push(hub, centre, token, chunk_of(device, SEALED), other) == -NOT_YOURS


def test_a_batch_of_a_stranger_in_a_members_chunk_is_left_out(ground, hub, centre):
    device = member(ground, hub, centre)
    token = token_of(ground, hub, centre, device)
    stranger = Device(55, centre.card)
    stranger.write(2)
    tip = stranger.log.tips(CENTRE)[stranger.key.device_id]
    batches = tuple(stranger.log.read(stranger.key.device_id, CENTRE))
    runs = [
        Run(stranger.key.public_key, stranger.key.device_id, CENTRE, batches,
            ((2, tip.signature or b""),))
    ]  # fmt: skip
    assert push(hub, centre, token, encode_chunk(CENTRE, runs)) == 0
    assert (stranger.key.device_id, CENTRE) not in hub.tenant(centre.tag).log.vector()


def test_a_device_that_enrols_itself_stays_a_stranger(ground, hub, centre):
    liar = Device(66, centre.card)
    centre.root, true_root = liar, centre.root
    centre.enrol(liar, "admin")
    centre.root = true_root
    with pytest.raises(Refused):
        ground.meet(hub, centre, liar)
    authority = hub.tenant(centre.tag).authority()
    assert authority.spaces(liar.key.device_id) == ()
    assert ground.meet(hub, centre, centre.root).same


@pytest.mark.parametrize(
    "body",
    [
        b"\x91" * 2_000, b"\x81" * 2_000 + b"\xc0", b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc7\xff\x01" + bytes(255), msgpack.packb(1.5), msgpack.packb([[[]] * 100] * 300),
    ],
)  # fmt: skip
def test_bombs_of_msgpack_are_refused(ground, hub, centre, body):
    token = token_of(ground, hub, centre, centre.root)
    for name in CALLS:
        status = hub.answer(centre.tag, Call(name, token, body)).status
        assert status in REFUSALS or (name, status) == ("wait", OK)
    assert push(hub, centre, token, body) == -MALFORMED
    assert ground.meet(hub, centre, centre.root).same


def test_bodies_over_the_limit_are_refused_by_their_size_alone(ground, hub, centre):
    token = token_of(ground, hub, centre, centre.root)
    assert hub.answer(centre.tag, Call("push", token, bytes(CHUNK_BYTES_MAX + 65))).status == (
        TOO_MUCH
    )
    assert hub.answer(centre.tag, Call("hello", b"", bytes(1024 * 1024 + 1))).status == TOO_MUCH
    with pytest.raises(LimitExceeded):
        decode_chunk(bytes(CHUNK_BYTES_MAX + 1))


def test_a_bomb_in_auth_is_kept_sealed_and_changes_nothing(ground, hub, centre):
    """An admin's device gone mad: what cannot be opened is no word of authority."""
    before = hub.tenant(centre.tag).authority()
    root = centre.root
    root.desk.hlc += 1
    entry = root.desk.author.entry(root.desk.tips[AUTH], AUTH, root.desk.hlc, b"\x91" * 100_000)
    root.log.append([entry])
    assert ground.meet(hub, centre, root).same
    assert hub.tenant(centre.tag).authority() == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(CALLS), noise=st.binary(max_size=300), signed=st.booleans())
def test_noise_of_any_kind_gets_an_answer(ground, hub, centre, name, noise, signed):
    if not TOKENS.get(id(hub)):
        TOKENS[id(hub)] = token_of(ground, hub, centre, centre.root)
    token = TOKENS[id(hub)] if signed else noise[:60]
    before = hub.tenant(centre.tag).log.vector()
    assert hub.answer(centre.tag, Call(name, token, noise)).status in {*REFUSALS, OK}
    if signed:
        push(hub, centre, token, noise)
    assert hub.tenant(centre.tag).log.vector() == before
