"""A device that belongs to the centre, holds its keys, and means harm.

Its signatures are good, so what it writes is stored and passed on; nothing of it is shown, nobody
stops, and the work of the others goes on beside it.
"""

from itertools import chain

import msgpack
import pytest
import zstandard

from app.services.needs import ReceiveNeed
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.batch import GENESIS_HEAD, Header, aad_bytes, hash_body, header_bytes, next_head
from sync.core.clock import hlc_ms, hlc_of
from sync.core.ids import EntityId
from sync.core.limits import CLOCK_AHEAD_MS_MAX, INTEGER_MAX, PACKED_BYTES_MAX
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries, Sealer
from sync.log.contract import SealedEntry
from sync.log.memory import MemoryLog
from tests.support.centres import Centre
from tests.support.peers import Photos, replica_of
from tests.support.peers import meet as meet_replicas
from tests.support.together import Host, meet

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
AUTH = Space(SpaceKind.AUTH)


@pytest.fixture
def host(centre):
    return Host(centre.operation)


@pytest.fixture
def tablet(centre, host, tmp_path):
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    joined = host.let_in(tmp_path / "tablet")
    yield joined
    joined.operation.close()


def frame(content: bytes) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(content)


def length(count: int) -> bytes:
    """As it stands before a frame."""
    found = []
    while count > 127:
        found.append(count & 127 | 128)
        count >>= 7
    return bytes([*found, count])


def body(packed: bytes) -> bytes:
    return length(len(packed)) + frame(packed)


def centre_of(tablet: Centre) -> Space:
    spaces = tablet.operation.replica.spaces()
    return next(space for space in spaces if space.kind is SpaceKind.CENTRE)


def crafted(
    tablet: Centre, plain: bytes, *, hlc: int | None = None, broken: bool = False,
    min_reader: int = 1,
) -> None:  # fmt: skip
    """The next batch of the tablet's chain, sealed and signed as it should be, holding `plain`."""
    operation = tablet.operation
    space, device = centre_of(tablet), operation.vault.contents.device
    keys = [key for key in operation.vault.contents.space_keys if key.space == space]
    key = max(keys, key=lambda key: key.epoch)
    tip = operation.log.tip(device.device_id, space)
    header = Header(
        1, space, device.device_id, tip.seq + 1 if tip else 1,
        hlc_of(tablet.clock.now_ms()) if hlc is None else hlc, None, key.epoch, 1, min_reader, 0,
        (), bytes(32),
    )  # fmt: skip
    cipher = Sealer(Dictionaries())._cipher(key.secret or b"")
    sealed = b"\x01" + bytes(12) + cipher.encrypt(bytes(12), plain, aad_bytes(header))
    if broken:
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    header = header._replace(body_hash=hash_body(sealed))
    head = next_head(tip.head if tip else GENESIS_HEAD, header_bytes(header))
    operation.log.append([SealedEntry(header, sealed, head, device.sign(head))])


NEW, SET = 0, 1
GOOD = msgpack.packb(["register_volunteer", None, []])
HARM = {
    "a zstd bomb": length(PACKED_BYTES_MAX) + frame(bytes(200_000_000)),
    "a length that is a lie": length(PACKED_BYTES_MAX + 1) + frame(b"x"),
    "deep msgpack": body(b"\x91" * 100_000 + b"\xc0"),
    "a list of four thousand million": body(b"\xdd\xff\xff\xff\xff"),
    "no body at all": b"",
    "rubbish": body(b"\xc1"),
    "an operation that no app writes": body(msgpack.packb(["x", None, [[SET, 20, b"x"]]])),
    "a value of another type": body(msgpack.packb(["x", None, [[NEW, 20, bytes(16), {2: 7}]]])),
    "an id that is none": body(msgpack.packb(["x", None, [[NEW, 20, b"short", {2: "x"}]]])),
}


def test_what_a_member_seals_to_do_harm_is_noted_and_nothing_else(centre, tablet, host):
    """Every kind of harm, then something good, then a start from the log alone."""
    for plain in HARM.values():
        crafted(tablet, plain)
    crafted(tablet, body(GOOD), broken=True)
    crafted(tablet, body(GOOD))
    ended = meet(tablet, host)
    assert sum(end.sent for end in ended.spaces) == len(HARM) + 2
    first = centre.rows("SELECT min(seq) FROM _held")[0][0]
    assert centre.rows("SELECT seq - ?, reason FROM _held ORDER BY seq", first) == [
        (number, "damaged") for number in range(len(HARM) + 1)
    ]
    assert centre.rows(NAMES) == [("訓練 一郎",)]
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    centre.reopen()
    assert centre.rows(NAMES) == [("訓練 一郎",), ("訓練 二郎",)]
    assert centre.operation.rebuild_digest() == centre.operation.working_set.digest()


def test_a_clock_of_the_future_takes_nobody_along(centre, tablet, host):
    for hlc in (hlc_of(2_493_000_000_000), INTEGER_MAX, 0):
        crafted(tablet, body(GOOD), hlc=hlc)
    meet(tablet, host)
    done = centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    ahead = hlc_ms(done.action.hlc) - centre.clock.now_ms()
    assert 0 <= ahead <= CLOCK_AHEAD_MS_MAX + 1


def test_what_was_stamped_in_2049_is_corrected_by_correcting_it(centre, tablet, host):
    (person,) = centre.rows("SELECT id FROM live_volunteer")[0]
    tablet.clock.ms = 2_493_000_000_000
    tablet.do(ChangeVolunteer(EntityId(person), {"phone": "090-0000-0099"}))
    tablet.clock.ms = centre.clock.now_ms()
    meet(tablet, host)
    centre.do(ChangeVolunteer(EntityId(person), {"phone": "090-0000-0012"}))
    assert meet(tablet, host).same
    for device in (centre, tablet):
        assert device.rows("SELECT phone FROM live_volunteer") == [("090-0000-0012",)]
        assert device.rows("SELECT * FROM _conflict") == []


def test_what_its_role_does_not_allow_is_kept_and_does_not_count(centre, host, tmp_path):
    """A changed app of a reception tablet writes what receptions do not write."""
    desk = host.let_in(tmp_path / "desk", ("reception",))
    assert desk.refuse(ReceiveNeed({"name": "訓練 次郎"})).code == "device_role"
    need = bytes(15) + b"\x07"
    crafted(desk, body(msgpack.packb(["receive_need", None, [[NEW, 30, need, {1: "N-1"}]]])))
    meet(desk, host)
    assert centre.rows("SELECT number FROM live_need") == []
    assert centre.rows("SELECT reason, act FROM _held") == [("role", "receive_need")]
    desk.operation.close()


def test_a_peer_that_lies_about_its_digest_is_not_called_the_same(tablet, host):
    replica = host.operation.replica
    honest = replica.digest
    replica.digest = lambda space: bytes(32) if honest(space) else None
    ended = meet(tablet, host)
    assert not ended.same
    assert all(end.vectors_equal for end in ended.spaces)


def test_who_withholds_bodies_is_found_out_when_honest_devices_meet(centre, tablet, host):
    """A store in between passes on the chains but not what they say. Heads and signatures hold, so
    only a digest could show it; the next honest device gives what is lacking."""
    centre.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    replica = tablet.operation.replica
    thief = MemoryLog()
    standing = centre.operation.replica.standing()
    key = tablet.operation.vault.contents.device
    between = replica_of(key, thief, standing, replica.spaces(), blobs=Photos())
    meet_replicas(between, centre.operation.replica)
    for batch in list(thief.read_since({})):
        if batch.header.space == centre_of(tablet):
            thief.erase_body(batch.header.device, batch.header.space, batch.header.seq)
    meet_replicas(between, replica)
    assert ("訓練 二郎",) not in tablet.rows(NAMES)
    ended = meet(tablet, host)
    assert all(end.vectors_equal for end in ended.spaces)
    assert ended.same
    assert ("訓練 二郎",) in tablet.rows(NAMES)


def test_the_rest_of_the_centre_goes_on_beside_it(centre, tablet, host, tmp_path):
    """Every kind of harm at once, and a third device that only works."""
    third = host.let_in(tmp_path / "third", seed=51)
    for plain in chain(HARM.values(), [body(GOOD)]):
        crafted(tablet, plain)
    third.do(RegisterVolunteer("訓練 三郎", "", "090-0000-0013"))
    for device in (tablet, third, tablet):
        meet(device, host)
    assert meet(third, host).same
    assert centre.rows(NAMES) == third.rows(NAMES) == [("訓練 一郎",), ("訓練 三郎",)]
    assert third.rows("SELECT count(*) FROM _held") == [(len(HARM),)]
    third.operation.close()
