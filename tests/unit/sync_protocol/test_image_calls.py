"""An image first, then the log: what a session asks, whoever answers, wherever it breaks off."""

import pytest

from sync.core.errors import DecodeError, LogFull
from sync.core.ids import DeviceId
from sync.log.memory import MemoryLog
from sync.protocol.client import Client, Link, Refused
from sync.protocol.messages import (
    MALFORMED,
    NOT_YOURS,
    OK,
    TOO_MUCH,
    Answer,
    Call,
    packed,
    refused,
)
from sync.protocol.ports import NoImages, Wanted
from sync.protocol.responder import Responder
from tests.support.chains import AUTH, CENTRE, SEALED, Desk
from tests.support.peers import NONCE, NOW_MS, SECRET, Roll, play, replica_of

NAME, WISH, CARD = b"n" * 32, b"schema", b"card"


class Given(NoImages):
    """Gives an image of some pieces to everybody."""

    def __init__(self, pieces: dict[int, bytes]) -> None:
        self.pieces = pieces
        self.asked: list[tuple[DeviceId, bytes]] = []

    def offer(self, device: DeviceId, wish: bytes) -> bytes | None:
        self.asked.append((device, wish))
        return CARD

    def piece(self, device: DeviceId, name: bytes, offset: int) -> bytes | None:
        return self.pieces.get(offset) if name == NAME else None


class Taken(NoImages):
    """Wants an image until it has one."""

    def __init__(self, offsets: tuple[int, ...]) -> None:
        self.offsets = offsets
        self.here: dict[int, bytes] = {}
        self.shown = False
        self.fits = True
        self.ends: list[tuple[DeviceId, bool]] = []

    def wish(self) -> bytes | None:
        return None if self.shown else WISH

    def begin(self, maker: DeviceId, card: bytes) -> Wanted | None:
        left = tuple(at for at in self.offsets if at not in self.here)
        return Wanted(NAME, left) if card == CARD else None

    def put_piece(self, name: bytes, offset: int, data: bytes) -> bool:
        if data == b"full":
            raise LogFull("full")
        self.here[offset] = data
        return data != b"wrong"

    def finish(self, name: bytes) -> bool:
        self.shown = self.fits and len(self.here) == len(self.offsets)
        return self.shown

    def met(self, peer: DeviceId, equal: bool) -> None:
        self.ends.append((peer, equal))


class Pair:
    def __init__(self) -> None:
        self.roll = Roll()
        self.desks = Desk(seed=1), Desk(seed=2)
        self.logs = MemoryLog(), MemoryLog()
        for desk in self.desks:
            self.roll.enrol(desk.key, (AUTH, CENTRE, SEALED))
        self.taken, self.given = Taken((7, 0)), Given({0: b"first", 7: b"second"})
        self.one, self.other = (
            replica_of(desk.key, log, self.roll, images=images)
            for desk, log, images in zip(
                self.desks, self.logs, (self.taken, self.given), strict=True
            )
        )
        self.logs[1].append(self.desks[1].entries(3, CENTRE))
        self.responder = Responder(self.other, SECRET, lambda: NOW_MS)
        self.asked: list[Call] = []

    def answer(self, call: Call) -> Answer:
        self.asked.append(call)
        return self.responder.answer(call)

    def client(self) -> Client:
        return Client(self.one, Link(), NONCE, NOW_MS)

    @property
    def names(self) -> list[str]:
        return [call.name for call in self.asked]


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_an_image_comes_after_auth_and_before_everything_else(pair: Pair) -> None:
    ended = play(pair.client().run(), pair.answer)
    assert ended.image
    assert pair.taken.here == {7: b"second", 0: b"first"}
    assert pair.given.asked == [(pair.desks[0].key.device_id, WISH)]
    first = pair.names.index("image")
    assert pair.names[first : first + 3] == ["image", "image_piece", "image_piece"]
    assert "pull" in pair.names[first:]
    assert ended.same
    assert pair.taken.ends == [(pair.desks[1].key.device_id, True)]


def test_a_session_may_end_with_the_image(pair: Pair) -> None:
    ended = play(pair.client().run(to_image=True), pair.answer)
    assert ended.image
    assert pair.names[-1] == "image_piece"
    assert pair.taken.ends == []
    assert play(pair.client().run(), pair.answer).same
    assert pair.names.count("image") == 1


def test_without_an_image_that_session_goes_on(pair: Pair) -> None:
    pair.given.pieces = {}
    ended = play(pair.client().run(to_image=True), pair.answer)
    assert not ended.image
    assert ended.same
    assert pair.logs[0].vector() == pair.logs[1].vector()


def test_an_image_that_does_not_fit_costs_nothing_but_its_way(pair: Pair) -> None:
    pair.taken.fits = False
    ended = play(pair.client().run(), pair.answer)
    assert not ended.image
    assert ended.same


def test_a_piece_that_is_none_ends_the_image_and_not_the_session(pair: Pair) -> None:
    pair.given.pieces = {7: b"wrong", 0: b"first"}
    ended = play(pair.client().run(), pair.answer)
    assert not ended.image
    assert pair.names.count("image_piece") == 1
    assert ended.same


def test_a_full_disk_ends_the_session(pair: Pair) -> None:
    pair.given.pieces = {7: b"full"}
    with pytest.raises(LogFull):
        play(pair.client().run(), pair.answer)


def test_an_older_app_does_not_know_the_call(pair: Pair) -> None:
    def older(call: Call) -> Answer:
        if call.name == "image":
            return refused(NOT_YOURS, "no_such_call")
        return pair.answer(call)

    ended = play(pair.client().run(), older)
    assert not ended.image
    assert ended.same


def test_a_hub_has_none(pair: Pair) -> None:
    pair.other = replica_of(pair.desks[1].key, pair.logs[1], pair.roll)
    pair.responder = Responder(pair.other, SECRET, lambda: NOW_MS)
    ended = play(pair.client().run(), pair.answer)
    assert not ended.image
    assert "image_piece" not in pair.names
    assert ended.same


def test_a_device_that_has_everything_asks_for_none(pair: Pair) -> None:
    pair.taken.shown = True
    assert play(pair.client().run(), pair.answer).same
    assert "image" not in pair.names


@pytest.mark.parametrize("body", [b"\xc1", packed(7), packed([CARD]), packed("card")])
def test_whatever_is_answered_only_sync_errors_come_out(pair: Pair, body: bytes) -> None:
    for name in ("image", "image_piece"):

        def rubbish(call: Call, name: str = name) -> Answer:
            return Answer(OK, body) if call.name == name else pair.answer(call)

        with pytest.raises(DecodeError):
            play(pair.client().run(), rubbish)


def test_another_refusal_is_no_absence(pair: Pair) -> None:
    def busy(call: Call) -> Answer:
        return refused(TOO_MUCH, "limit") if call.name == "image" else pair.answer(call)

    with pytest.raises(Refused):
        play(pair.client().run(), busy)


def test_a_stranger_is_given_none(pair: Pair) -> None:
    client = pair.client()
    play(client.run(), pair.answer)
    pair.roll.holds[pair.desks[0].key.device_id] = ()
    for name, value in (("image", WISH), ("image_piece", [NAME, 0])):
        answer = pair.responder.answer(Call(name, client._token, packed(value)))
        assert answer.status == NOT_YOURS


@pytest.mark.parametrize("value", [None, [], [1, 2], 7, {"a": 1}, [NAME, "0"], [NAME]])
def test_whatever_is_asked_is_answered(pair: Pair, value: object) -> None:
    client = pair.client()
    play(client.run(), pair.answer)
    for name in ("image", "image_piece"):
        answer = pair.responder.answer(Call(name, client._token, packed(value)))
        assert answer.status == MALFORMED
