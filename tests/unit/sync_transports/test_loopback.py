"""Lost requests and lost replies cost nothing but another try."""

import pytest

from sync.engine.lines import drive
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import Call, LinkError
from sync.transports.loopback import LoopbackTransport, Loss
from tests.support.peers import NONCE, NOW_MS
from tests.support.sites import Site, sites


def session(one: Site, line: LoopbackTransport) -> Ended:
    return drive(Client(one.replica, Link(), NONCE, NOW_MS).run(), line)


@pytest.mark.parametrize("loss", [Loss.REQUEST, Loss.REPLY])
def test_whatever_is_lost_the_next_try_goes_on(loss: Loss) -> None:
    one, other = sites(2)
    one.write(3)
    other.write(2)
    calls = LoopbackTransport(other.responder())
    session(one, calls)
    one.write(1)
    tries = 0
    for lost in range(calls.calls + 5):  # another call of the session each time
        number = [0]

        def fate(_call: Call, number: list[int] = number, lost: int = lost) -> Loss:
            number[0] += 1
            return loss if number[0] == lost + 1 else Loss.NONE

        try:
            session(one, LoopbackTransport(other.responder(), fate))
        except LinkError:
            tries += 1
        one.write(1)
        assert session(one, LoopbackTransport(other.responder())).same
        assert other.has(one) == one.has(one)
    assert tries > calls.calls - 3


def test_it_needs_no_certificate_and_nothing_is_left_open() -> None:
    line = LoopbackTransport(sites(1)[0].responder(), fingerprint=b"")
    line.abort()
    line.close()
    assert line.fingerprint == b""
    assert line.call(Call("nothing")).status == 401
