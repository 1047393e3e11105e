"""What is known of peers: kept as a plain dict, and never a reason to stop."""

from dataclasses import replace

from sync.core.ids import DeviceId
from sync.engine.peers import Peers
from tests.support.chains import CENTRE
from tests.support.loop_ground import ground


def test_peers_remember_and_pass_over_what_is_damaged() -> None:
    here = ground(2)
    one, _other = here.others.values()
    one.write(2)
    here.step()
    here.loop.add("10.0.0.50:1")
    kept = here.peers.to_dict()
    assert Peers.from_dict(kept).all() == here.peers.all()
    kept["peers"] += [
        {}, None, 3, {**kept["peers"][0], "device": "00"}, {**kept["peers"][0], "seen_ms": "x"},
        {**kept["peers"][0], "held": {"zz": {}}}, {**kept["peers"][0], "error": 5 * ["x"]},
        {**kept["peers"][0], "device": "", "address": ""},
    ]  # fmt: skip
    assert Peers.from_dict(kept).all() == here.peers.all()
    assert Peers.from_dict({"format": 99}).all() == Peers.from_dict({}).all() == ()
    assert one.device in here.peers.holders(CENTRE, one.device, 2)
    assert here.peers.holders(CENTRE, one.device, 3) == ()
    assert here.peers.holders(CENTRE, DeviceId(bytes(16)), 1) == ()


def test_peers_move_and_are_forgotten() -> None:
    peers, a, b = Peers(), DeviceId(b"a" * 16), DeviceId(b"b" * 16)
    first = peers.meet("10.0.0.1", a)
    assert peers.meet("10.0.0.1:8551") == first
    peers.meet("10.0.0.1", b)  # another one has its place now
    assert {(peer.device, peer.address) for peer in peers.all()} == {
        (a, ""), (b, "10.0.0.1:8551"),
    }  # fmt: skip
    peers.meet("10.0.0.2")
    peers.forget("10.0.0.2:8551")
    peers.forget(b)
    peers.forget(b)
    assert [peer.device for peer in peers.all()] == [a]
    assert peers.failed("nobody", "link") is None
    assert replace(first, address="").key == a.hex()
