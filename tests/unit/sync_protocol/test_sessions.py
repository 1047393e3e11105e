"""A session from both ends: who is let in, what each call may ask, and how it ends."""

import pytest

from sync.core.errors import BadSignature, DecodeError, LogFull
from sync.core.limits import CALL_BYTES_MAX, PIECE_BYTES
from sync.log.contract import ANCHOR_EVERY
from sync.log.memory import MemoryLog
from sync.protocol.client import Client, Link, Refused
from sync.protocol.messages import (
    FULL,
    MALFORMED,
    NOT_YOURS,
    OK,
    REVOKED,
    STRANGER,
    TOO_MUCH,
    TOO_NEW,
    Answer,
    Call,
    LinkError,
    packed,
    read_vector,
    reason_of,
    refused,
    unpacked,
)
from sync.protocol.responder import TOKEN_MS, Responder
from sync.protocol.runs import encode_chunk
from tests.support.chains import AUTH, CENTRE, SEALED, Desk
from tests.support.peers import NONCE, NOW_MS, SECRET, Photos, Roll, meet, play, replica_of
from tests.support.world import FakeClock

PRINT = b"p" * 32
LONG = 2 * ANCHOR_EVERY + 1  # more than one chunk, however small chunks are


class Side:
    """A device with what it holds and shows."""

    def __init__(self, seed: int, roll: Roll, spaces=(AUTH, CENTRE, SEALED)) -> None:
        self.desk = Desk(seed=seed)
        self.log = MemoryLog()
        self.photos = Photos()
        self.shows = dict.fromkeys(spaces, b"s" * 32)
        roll.enrol(self.desk.key, spaces)
        self.replica = replica_of(
            self.desk.key, self.log, roll, spaces, digest=self.shows.get, blobs=self.photos
        )

    @property
    def id(self):
        return self.desk.key.device_id

    def write(self, count: int, space=CENTRE) -> None:
        self.log.append(self.desk.entries(count, space))


@pytest.fixture
def roll():
    return Roll()


@pytest.fixture
def one(roll):
    return Side(1, roll)


@pytest.fixture
def other(roll):
    return Side(2, roll)


@pytest.fixture
def clock():
    return FakeClock(NOW_MS)


@pytest.fixture
def responder(other, clock):
    return Responder(other.replica, SECRET, clock.now_ms, PRINT)


def token_of(side: Side, responder: Responder, fingerprint: bytes = PRINT) -> bytes:
    """What a session of this device is let in with."""
    tokens = []

    def answer(call):
        tokens.append(call.token)
        return responder.answer(call)

    play(Client(side.replica, Link(fingerprint), NONCE, NOW_MS).run(), answer)
    return tokens[-1]


def ask(responder: Responder, name: str, token: bytes, value) -> Answer:
    return responder.answer(Call(name, token, packed(value)))


# ------------------------------------------------------------------------------------- sessions


@pytest.mark.parametrize("chunk_bytes", [1, 3_000, 1024 * 1024])
def test_both_hold_the_same_at_the_end(one, other, chunk_bytes):
    for side in (one, other):
        side.write(7)
        side.write(3, SEALED)
        side.write(1, AUTH)
    ended = meet(one.replica, other.replica, chunk_bytes)
    assert ended.same
    assert list(one.log.read_since({})) != []
    assert one.log.vector() == other.log.vector()
    assert [(end.space, end.received, end.sent) for end in ended.spaces] == [
        (AUTH, 1, 1), (CENTRE, 7, 7), (SEALED, 3, 3),
    ]  # fmt: skip
    assert ended.peer == other.id


def test_equal_vectors_with_another_digest_are_not_the_same(one, other):
    one.write(2)
    other.shows[CENTRE] = b"e" * 32
    ended = meet(one.replica, other.replica)
    assert not ended.same
    assert [end.same for end in ended.spaces] == [True, False, True]
    assert all(end.vectors_equal for end in ended.spaces)


def test_where_one_side_cannot_read_only_batches_are_compared(one, other):
    one.write(2)
    del other.shows[CENTRE]
    ended = meet(one.replica, other.replica)
    assert ended.spaces[1].same is None
    assert ended.same


def test_only_spaces_that_both_hold_are_spoken_of(one, roll):
    desk = Side(3, roll, (AUTH, CENTRE))
    one.write(2, SEALED)
    one.write(2)
    ended = meet(one.replica, desk.replica)
    assert [end.space for end in ended.spaces] == [AUTH, CENTRE]
    assert ended.same
    assert {space for _, space in desk.log.vector()} == {CENTRE}


@pytest.mark.parametrize("longer", [0, 3])
def test_a_copied_device_is_named_whoever_sees_it_and_the_others_go_on(roll, one, other, longer):
    third = Desk(seed=3)
    roll.enrol(third.key)
    twin = Desk(seed=3)
    twin.hlc += 99
    one.log.append(third.entries(2 + longer))
    other.log.append(twin.entries(2 + 3 - longer))
    one.write(2)
    other.write(2)
    ended = meet(one.replica, other.replica)
    assert not ended.same
    assert ended.spaces[1].forked == (third.key.device_id,)
    assert (ended.spaces[1].received, ended.spaces[1].sent) == (2, 2)
    assert one.log.vector()[one.id, CENTRE] == other.log.vector()[one.id, CENTRE] == 2


def test_the_other_clock_is_compared(one, responder, clock):
    clock.advance(90_000)
    ended = play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), responder.answer)
    assert ended.ahead_ms == 90_000


def test_photos_go_both_ways_in_pieces(one, other):
    large, small = b"l" * (PIECE_BYTES * 2 + 5), b"s"
    one.photos.files[b"1" * 32] = large
    other.photos.files[b"2" * 32] = small
    one.photos.names = other.photos.names = (b"1" * 32, b"2" * 32, b"3" * 32)
    answer = Responder(other.replica, SECRET, lambda: NOW_MS).answer
    client = Client(one.replica, Link(), NONCE, NOW_MS)
    ended = play(client.run(), answer)
    play(client.blobs(ended), answer)
    assert (ended.blobs_received, ended.blobs_sent) == (1, 1)
    assert other.photos.files[b"1" * 32] == large
    assert one.photos.files[b"2" * 32] == small


# ------------------------------------------------------------------------- who is at the other end


def test_another_device_than_expected_is_not_spoken_to(one, responder):
    client = Client(one.replica, Link(PRINT, one.id), NONCE, NOW_MS)
    with pytest.raises(LinkError, match="instead"):
        play(client.run(), responder.answer)


def test_a_certificate_in_between_is_noticed(one, other, roll, responder):
    """Somebody in the middle shows a certificate of his own and passes everything on."""
    with pytest.raises(Refused, match="bad_signature"):
        play(Client(one.replica, Link(b"m" * 32), NONCE, NOW_MS).run(), responder.answer)
    roll.prints[other.id] = PRINT
    with pytest.raises(BadSignature, match="certificate"):
        play(Client(one.replica, Link(b"m" * 32), NONCE, NOW_MS).run(), responder.answer)


def test_a_server_that_has_not_the_key_is_not_believed(one, other, responder):
    def answer(call):
        found = responder.answer(call)
        if call.name != "auth":
            return found
        token = unpacked(found.body, lambda value: value if isinstance(value, list) else None)[1]
        return Answer(OK, packed([bytes(64), token]))

    with pytest.raises(BadSignature):
        play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), answer)


@pytest.mark.parametrize(
    "lie",
    [
        Answer(OK, packed(None)), Answer(OK, b"\xc1"), Answer(OK, packed([[b"x", 1, b"y"]])),
        Answer(500), Answer(MALFORMED, b"?"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["hello", "auth", "vector", "pull", "push", "digest", "report"])
def test_whatever_a_peer_answers_only_sync_errors_come_out(one, other, responder, name, lie):
    one.write(1)
    other.write(1)

    def answer(call):
        return lie if call.name == name else responder.answer(call)

    try:
        play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), answer)
    except (LinkError, DecodeError):
        pass
    else:
        assert name in ("digest", "report")  # a digest of nothing is "cannot say"


def test_a_revoked_device_believes_only_the_proof(one, other, roll, responder):
    other.write(1, AUTH)

    def answer(call):
        if call.name == "vector":
            roll.revoked.add(one.id)
        return responder.answer(call)

    ended = play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), answer)
    assert ended.revoked


def test_who_says_that_this_device_is_revoked_without_proof_is_not_believed(one, other, responder):
    def answer(call):
        if call.name == "vector":
            return refused(REVOKED, "revoked", encode_chunk(AUTH, []))
        return responder.answer(call)

    with pytest.raises(Refused):
        play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), answer)


# ------------------------------------------------------------------------------- the answering side


def test_a_token_is_good_for_ten_minutes_and_one_device(one, responder, clock):
    token = token_of(one, responder)
    assert responder.caller(token) == one.id
    for place in (0, 16, 24, 39):
        forged = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        assert responder.caller(forged) is None
    assert responder.caller(b"") is None
    clock.advance(TOKEN_MS - 1)
    assert responder.caller(token) == one.id
    clock.advance(1)
    assert ask(responder, "vector", token, CENTRE.space_id).status == STRANGER


def test_a_token_of_another_process_is_not_good_here(one, other, responder):
    token = token_of(one, responder)
    restarted = Responder(other.replica, b"s" * 32, lambda: NOW_MS, PRINT)
    assert restarted.caller(token) is None


def test_an_old_nonce_is_not_taken_again(one, responder, clock):
    calls: list[Call] = []

    def answer(call):
        calls.append(call)
        return responder.answer(call)

    play(Client(one.replica, Link(PRINT), NONCE, NOW_MS).run(), answer)
    auth = next(call for call in calls if call.name == "auth")
    clock.advance(121_000)
    assert responder.answer(auth).status == STRANGER


def test_a_device_asks_only_for_what_it_may_hold(roll, other, responder):
    other.write(2, SEALED)
    desk = Side(3, roll, (AUTH, CENTRE))
    token = token_of(desk, responder)
    for name, value in (
        ("vector", SEALED.space_id), ("pull", [SEALED.space_id, []]),
        ("push", [SEALED.space_id, b""]), ("digest", SEALED.space_id),
        ("blobs", []), ("blob", [b"h" * 32, 0]), ("put_blob", [b"h" * 32, 0, 1, b"x"]),
        ("format_disk", None),
    ):  # fmt: skip
        assert ask(responder, name, token, value).status == NOT_YOURS, name


def test_a_stranger_may_bring_its_enrolment_and_see_nothing_else(roll, other, responder):
    stranger = Side(7, roll)
    token = token_of(stranger, responder)
    roll.holds.pop(stranger.id)
    roll.keys.pop(stranger.id)
    assert ask(responder, "vector", token, AUTH.space_id).status == OK
    assert ask(responder, "pull", token, [AUTH.space_id, []]).status == NOT_YOURS
    assert ask(responder, "vector", token, CENTRE.space_id).status == NOT_YOURS


def test_a_revoked_device_gets_the_proof_and_nothing_else(roll, one, other, responder):
    other.write(2, AUTH)
    token = token_of(one, responder)
    roll.revoked.add(one.id)
    for name in ("vector", "pull", "push", "digest", "blobs", "wait", "report"):
        answer = ask(responder, name, token, None)
        assert answer.status == REVOKED
        reason, proof = reason_of(answer)
        assert reason == "revoked"
        assert isinstance(proof, bytes)
        assert len(proof) > 100


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("hello", packed([1, 1, b"short"]), MALFORMED),
        ("hello", packed([2, 9, NONCE]), TOO_NEW),
        ("hello", b"\xc1", MALFORMED),
        ("auth", packed([]), MALFORMED),
        ("auth", packed([NONCE, NONCE, b"k" * 32, bytes(64)]), STRANGER),
        ("pair", b"", STRANGER),
        ("vector", bytes(CALL_BYTES_MAX + 1), TOO_MUCH),
    ],
)
def test_who_is_not_known_yet_gets_no_further(responder, name, body, status):
    assert responder.answer(Call(name, b"", body)).status == status


@pytest.mark.parametrize("name", ["vector", "pull", "push", "digest", "blobs", "blob", "put_blob"])
@pytest.mark.parametrize("value", [None, [], [1, 2], b"", {"a": 1}, [CENTRE.space_id, 7]])
def test_whatever_a_caller_sends_it_gets_an_answer(one, responder, name, value):
    answer = ask(responder, name, token_of(one, responder), value)
    assert answer.status in (OK, MALFORMED, NOT_YOURS)


def test_a_full_disk_is_said(roll, one, other, responder):
    def full(_entries):
        raise LogFull("full")

    other.replica = replica_of(other.desk.key, other.log, roll, store=full)
    responder = Responder(other.replica, SECRET, lambda: NOW_MS, PRINT)
    token = token_of(one, responder)
    one.write(1)
    chunk, _ = one.replica.chunk(CENTRE, {}, 1_000)
    assert ask(responder, "push", token, [CENTRE.space_id, chunk]).status == FULL


def test_a_wait_differs_as_soon_as_there_is_something_new(one, other, responder):
    token = token_of(one, responder)
    before = ask(responder, "wait", token, None).body
    assert ask(responder, "wait", token, None).body == before
    other.write(1)
    assert ask(responder, "wait", token, None).body != before


def test_a_vector_is_told_as_it_is(one, other, responder):
    other.write(3)
    answer = ask(responder, "vector", token_of(one, responder), CENTRE.space_id)
    assert unpacked(answer.body, read_vector) == other.replica.vector(CENTRE)


def test_a_proof_that_fills_several_chunks_is_fetched_to_its_end(roll, other):
    """An old centre's `auth` is long: what says that this device is lost may stand at its end."""
    lost = Desk(seed=4)
    log = MemoryLog()
    here = Roll(dict(roll.keys), {}, {})
    here.enrol(lost.key)

    class Reading(Roll):
        def is_revoked(self, device):
            return log.count() == LONG

    standing = Reading(here.keys, here.holds)
    replica = replica_of(lost.key, log, standing)
    other.write(LONG, AUTH)
    roll.enrol(lost.key)
    roll.revoked.add(lost.key.device_id)
    responder = Responder(other.replica, SECRET, lambda: NOW_MS, chunk_bytes=1)
    ended = play(Client(replica, Link(), NONCE, NOW_MS).run(), responder.answer)
    assert ended.revoked
    assert log.count() == LONG
