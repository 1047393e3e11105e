"""The loop that meets every peer: on a clock that the test moves, with jobs that the test runs."""

from collections.abc import Callable
from itertools import pairwise
from threading import Event, Thread

import pytest

from sync.core.errors import BadInput
from sync.engine.driver import LOOK_S, PLACES, Surroundings, SyncLoop
from sync.engine.lines import Line as PeerLine
from sync.engine.lines import Transport
from sync.engine.peers import Peers, PeerStanding
from sync.protocol.client import Ended
from sync.protocol.messages import Answer, Call, Holding, LinkError, Report, packed, refused
from sync.protocol.ports import Mark
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.loop_ground import PACE, Ground, Line, ground
from tests.support.sites import Site, sites
from tests.support.world import FakeClock, SeededRandom


def test_a_new_peer_is_met_at_once_and_both_are_the_same() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    here.me.write(2)
    other.write(3)
    here.step()
    (peer,) = here.peers.all()
    assert here.me.has(other) == 3
    assert other.has(here.me) == 2
    assert (peer.same, peer.seen_ms, peer.same_ms) == (True, here.clock.ms, here.clock.ms)
    assert (peer.error, peer.syncing, peer.address) == ("", False, "10.0.0.0:8551")
    assert here.loop.waiting(other.device) == 0
    assert [ended.same for _peer, ended in here.ended] == [True]


def test_what_is_written_goes_out_after_a_moment_and_once() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    here.step()
    assert here.met() == 1
    here.me.write(1)
    assert here.loop.waiting(other.device) == 1
    for _ in range(5):
        here.loop.notify()
    here.step(PACE.settle / 2)
    assert here.met() == 0
    here.step(PACE.settle)
    assert (here.met(), other.has(here.me)) == (1, 1)
    here.step(PACE.quick)  # the long poll tells of what we gave ourselves
    here.step(PACE.quick)
    assert here.met() == 0


def test_what_is_written_over_there_meanwhile_is_no_difference() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    other.write(1)
    here.acts["10.0.0.0:8551"] = lambda call: other.write(call.name == "pull")
    here.step()
    assert [(peer.same, here.me.has(other)) for peer in here.peers.all()] == [(True, 2)]


def test_with_nothing_new_they_meet_now_and_then() -> None:
    here = ground()
    here.step()
    here.met()
    for _ in range(int(PACE.idle / 2) - 1):
        here.step(1)
    assert here.met() == 0
    for _ in range(int(PACE.idle / 2) + 2):
        here.step(1)
    assert here.met() == 1


def test_a_long_poll_that_tells_of_news_brings_them() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    here.step()
    here.step()
    other.write(2)
    here.step(PACE.rest_most)
    here.step(PACE.rest_most)
    assert here.me.has(other) == 2


def test_news_during_a_session_are_not_forgotten() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    here.step()
    here.loop.sync_now()
    here.now += PACE.rest_most
    here.loop.turn()
    assert len(here.jobs) == 2  # a session and a long poll
    session, poll = here.jobs
    here.jobs.clear()
    other.write(1)
    poll()
    here.me.write(1)
    here.loop.notify()
    session()
    here.step(PACE.settle)
    assert here.met() >= 2
    assert (here.me.has(other), other.has(here.me)) == (1, 1)


def test_news_that_come_after_the_session_has_looked_bring_another_one() -> None:
    here = ground()
    other = here.others["10.0.0.0:8551"]
    polls: list[Callable[[], None]] = []

    def late(call: Call) -> None:
        if call.name == "report" and polls:
            other.write(1)
            polls.pop()()

    here.acts["10.0.0.0:8551"] = late
    here.step()
    here.loop.sync_now()
    here.now += PACE.rest_most
    here.loop.turn()
    polls.append(here.jobs.pop())
    here.work()
    assert (here.met(), here.me.has(other)) == (2, 0)
    here.step()
    assert (here.met(), here.me.has(other)) == (1, 1)


def test_a_peer_that_fails_is_left_alone_longer_each_time() -> None:
    here = ground()
    del here.others["10.0.0.0:8551"]
    tried: list[float] = []
    for _ in range(4_000):
        before = len(here.failed)
        here.step(0.1)
        tried += [here.now] * (len(here.failed) - before)
        here.loop.notify()  # what is written does not hasten it
    gaps = [later - sooner for sooner, later in pairwise(tried)]
    for number, gap in enumerate(gaps):
        most = min(PACE.failed_most, PACE.failed_first * 2**number)
        assert most / 2 <= gap <= most + 0.2
    assert len({round(gap, 3) for gap in gaps[6:]}) > 1  # not all at the same moment
    (peer,) = here.peers.all()
    assert (peer.error, peer.seen_ms, peer.same) == ("link", None, None)
    assert {code for _peer, code in here.failed} == {"link"}


def test_whoever_asks_is_not_kept_waiting_by_old_failures() -> None:
    here = ground()
    (address, other), = here.others.items()  # fmt: skip
    here.others.clear()
    for _ in range(100):
        here.step(1)
    here.others[address] = other
    here.loop.sync_now()
    here.step()
    assert here.met() == 1
    assert here.peers.all()[0].error == ""


def test_a_peer_asked_to_be_left_alone_is() -> None:
    here = ground()
    here.acts["10.0.0.0:8551"] = lambda _call: refused(429, "slow_down", "90")
    here.step()
    assert [code for _peer, code in here.failed] == ["slow_down"]
    for _ in range(89):
        here.step(1)
    assert len(here.failed) == 1
    here.step(2)
    assert len(here.failed) == 2


def test_bad_peers_delay_no_others() -> None:
    here = ground(PLACES + 4)
    addresses = list(here.others)
    for address in addresses[: PLACES + 2]:
        here.acts[address] = lambda _call: refused(500, "fault")
    for _ in range(3):  # as there are places
        here.step()
    assert len(here.failed) == PLACES + 2
    here.ended.clear()
    here.loop.sync_now()
    here.loop.turn()  # all are due, and nobody comes to an end: those that failed hang
    good, others = set(addresses[PLACES + 2 :]), len(here.jobs)
    assert others == PLACES // 2 + len(good)
    for job in here.jobs:
        job()
    assert {peer.address for peer, _ended in here.ended} == good


def test_a_call_that_hangs_is_cut_off() -> None:
    here = ground()
    hangs, go_on = Event(), Event()

    def hang(call: Call) -> Answer | None:
        if call.name == "digest":
            hangs.set()
            here.lines[0].aborted.wait(10)
            go_on.set()
            raise LinkError("cut off")
        return None

    here.acts["10.0.0.0:8551"] = hang
    here.loop.turn()
    session = Thread(target=here.jobs.pop())
    session.start()
    assert hangs.wait(10)
    here.step(PACE.hang - 1)
    assert not here.lines[0].aborted.is_set()
    here.step(2)
    assert go_on.wait(10)
    session.join(10)
    assert [code for _peer, code in here.failed] == ["link"]


def test_a_peer_that_lies_about_its_digest_is_shown_as_not_the_same() -> None:
    here = ground(2)
    liar, honest = here.others.values()
    here.acts["10.0.0.0:8551"] = lambda call: (
        Answer(200, packed(b"a digest of my own, 32 bytes....")) if call.name == "digest" else None
    )
    here.me.write(1)
    here.step()
    standings = {peer.device: peer for peer in here.peers.all()}
    assert (standings[liar.device].same, standings[liar.device].same_ms) == (False, None)
    assert standings[honest.device].same is True


def test_a_peer_that_always_claims_news_costs_little() -> None:
    here = ground()
    told = [0]

    def claim(call: Call) -> Answer | None:
        told[0] += call.name == "wait"
        return Answer(200, packed(b"%32d" % told[0])) if call.name == "wait" else None

    here.acts["10.0.0.0:8551"] = claim
    for _ in range(1_000):
        here.step(0.1)
    assert told[0] < 40
    assert here.met() < 40


def test_a_broken_long_poll_does_not_make_sessions_without_end() -> None:
    here = ground()
    here.acts["10.0.0.0:8551"] = lambda call: (
        refused(404, "no_such_call") if call.name == "wait" else None
    )
    for _ in range(1_000):
        here.step(0.1)
    assert 3 <= here.met() <= 12
    assert here.failed == []


def test_garbage_is_a_failure_and_nothing_else() -> None:
    here = ground()
    here.acts["10.0.0.0:8551"] = lambda _call: Answer(200, b"\xff\xc1garbage")
    here.step()
    assert [code for _peer, code in here.failed] == ["decode"]
    assert here.faults == []


def test_a_fault_of_ours_is_told_and_the_others_go_on() -> None:
    here = ground(2)

    def fault(_call: Call) -> Answer:
        raise ZeroDivisionError

    here.acts["10.0.0.0:8551"] = fault
    here.step()
    assert [type(one) for one in here.faults] == [ZeroDivisionError]
    assert [code for _peer, code in here.failed] == ["fault"]
    assert here.met() == 1


def test_what_one_brought_goes_to_the_others() -> None:
    here = ground(2)
    one, other = here.others.values()
    here.step()
    here.met()
    one.write(1)
    for _ in range(int(PACE.idle / 2) - 3):  # sooner than they would meet anyway
        here.step(1)
    assert other.has(one) == 1


def test_an_address_turns_out_to_be_a_device() -> None:
    here = ground()
    (address, other), = here.others.items()  # fmt: skip
    here.peers.forget(other.device)
    assert here.loop.add("１０．０．０．０").device is None  # as typed in full width
    here.step()
    (peer,) = here.peers.all()
    assert (peer.device, peer.address, peer.same) == (other.device, address, True)
    here.me.write(1)
    here.loop.notify()
    here.step(PACE.settle)
    assert other.has(here.me) == 1
    with pytest.raises(BadInput):
        here.loop.add("no address")


def test_a_peer_that_is_forgotten_while_its_turn_comes_is_left() -> None:
    here = ground()
    (other,) = here.others.values()
    here.loop.turn()
    here.peers.forget(other.device)
    here.work()
    here.step(1)
    assert (here.met(), here.failed, here.lines) == (0, [], [])


def test_our_own_address_is_told_apart() -> None:
    here = ground()
    here.others["10.0.0.9:8551"] = here.me
    here.loop.add("10.0.0.9")
    here.step()
    assert [code for _peer, code in here.failed] == ["own_address"]


def test_another_device_at_an_address_is_not_taken_for_the_first() -> None:
    here = ground(2)
    (first, one), (_second, other) = here.others.items()
    here.others[first] = other
    here.step()
    standing = here.peers.of(one.device)
    assert standing is not None
    assert (standing.error, standing.same) == ("link", None)


def test_a_device_that_is_found_is_met_where_it_is() -> None:
    here = ground()
    (other,) = here.others.values()
    here.step()
    here.met()
    here.others["10.0.0.77:9000"] = other
    here.loop.found("10.0.0.77:9000", other.device[:8])
    here.step()
    assert (here.met(), [peer.address for peer in here.peers.all()]) == (1, ["10.0.0.77:9000"])
    here.loop.found("10.0.0.77:9000", other.device[:8])  # it says so again and again
    here.loop.found("10.0.0.5:1", here.me.device[:8])  # ourselves
    here.loop.found("no address", other.device[:8])
    here.step()
    assert here.met() == 0
    assert len(here.peers.all()) == 1


def test_a_stranger_that_is_found_is_asked_who_it_is() -> None:
    here = ground()
    (address, other), = here.others.items()  # fmt: skip
    here.peers.forget(other.device)
    here.loop.found(address, other.device[:8])
    here.step()
    assert [peer.device for peer in here.peers.all()] == [other.device]


def test_who_was_sent_away_hears_it_and_stops_asking() -> None:
    here = ground()
    (other,) = here.others.values()
    other.log.append(other.desk.entries(1, AUTH))
    other.write(1)
    here.me.roll.revoked.add(here.me.device)
    here.step()
    assert [(peer.revoked, ended.revoked) for peer, ended in here.ended] == [(True, True)]
    here.met()
    for _ in range(50):
        here.step(10)
    assert here.met() == 0
    assert here.me.has(other) == 0


def test_photos_stop_where_something_was_written() -> None:
    here = ground()
    (other,) = here.others.values()
    name = bytes(32)
    other.photos.files[name] = bytes(3 * 256 * 1024)
    here.me.photos.names = (name,)
    asked: list[str] = []

    def watch(call: Call) -> None:
        asked.append(call.name)
        if call.name == "blob" and asked.count("blob") == 1:
            here.me.write(1)
            here.loop.notify()

    here.acts["10.0.0.0:8551"] = watch
    other.roll.holds = {device: (*held, SEALED) for device, held in other.roll.holds.items()}
    here.step()
    assert asked.count("blob") == 1
    here.step(PACE.settle)
    assert other.has(here.me) == 1
    assert here.me.photos.files[name] == other.photos.files[name]


def test_a_device_that_calls_us_tells_how_it_stands() -> None:
    """A base station cannot call tablets: what they report is all that it knows of them."""
    base = ground(0)
    tablet = Ground({"10.0.0.0:8551": base.me}, Site(7, base.me.roll))
    base.me.write(2)
    tablet.me.write(1)
    assert base.loop.waiting(tablet.me.device) == 2
    answering = base.me.responder(on_report=base.loop.reported)
    tablet.acts["10.0.0.0:8551"] = answering.answer
    tablet.clock.ms = base.clock.ms + 5_000  # its clock is ahead
    tablet.step()
    standing = base.peers.of(tablet.me.device)
    assert standing is not None
    assert (standing.same, standing.address, standing.seen_ms) == (True, "", base.clock.ms)
    assert standing.ahead_ms == 5_000
    assert base.loop.waiting(tablet.me.device) == 0
    base.me.write(1)
    assert base.loop.waiting(tablet.me.device) == 1
    assert base.step() == LOOK_S  # without an address there is nobody to call


def test_a_report_is_compared_with_what_is_here() -> None:
    base = ground()
    (tablet,) = base.others.values()
    base.me.write(2)
    mine = base.me.replica.vector(CENTRE)
    digest = base.me.digest(CENTRE)
    found = []
    for holding in (
        Holding(CENTRE, {}, base.me.digest(AUTH)), Holding(CENTRE, mine, bytes(32)),
        Holding(CENTRE, mine, None), Holding(CENTRE, mine, digest),
        Holding(CENTRE, {base.me.device: Mark(1, b"another.")}, digest),
    ):  # fmt: skip
        base.loop.reported(tablet.device, Report(0, (holding,)))
        (peer,) = base.peers.all()
        found.append((peer.same, base.loop.waiting(tablet.device), peer.forked))
    nobody = ()
    assert found == [
        (False, 2, nobody), (False, 0, nobody), (True, 0, nobody), (True, 0, nobody),
        (False, 1, (base.me.device,)),
    ]  # fmt: skip


def test_threads_of_its_own_run_it_and_are_gone_when_it_stops() -> None:
    one, other = sites(2)
    one.write(1)
    ended, again, told = Event(), Event(), [0]

    def on_ended(_peer: PeerStanding, _ended: Ended) -> None:
        told[0] += 1
        (again if told[0] > 1 else ended).set()

    def connect(_address: str, _fingerprint: bytes | None) -> Transport:
        line = Line(other.responder(), lambda _call: None)

        def act(call: Call) -> Answer | None:
            if call.name == "wait":  # nothing new until it is cut off
                line.aborted.wait(30)
                raise LinkError("cut off")
            return None

        line._act = act
        return line

    loop = SyncLoop(
        one.replica, Peers(), connect, Surroundings(FakeClock(), SeededRandom(1)), on_ended
    )
    loop.start()
    loop.start()
    loop.add("10.0.0.1", other.device)
    assert ended.wait(20)
    one.write(1)
    loop.notify()
    assert again.wait(20)
    assert other.has(one) == 2
    loop.stop()
    loop.stop()
    told[0], one_more = 0, ended
    one_more.clear()
    loop.start()
    assert one_more.wait(20)
    loop.stop()


def test_a_second_address_of_a_device_leaves_no_line_behind() -> None:
    """A line that nobody knows of any more would keep its poll when everything is stopped."""
    here = ground()
    here.step()
    here.step()  # a long poll has begun on the first line
    here.others["10.0.0.9:8551"] = here.others["10.0.0.0:8551"]
    here.loop.add("10.0.0.9")
    here.step()
    here.step()
    assert len(here.peers.all()) == 1
    here.loop.stop()
    assert len(here.lines) >= 3
    assert all(line.aborted.is_set() for line in here.lines)


def test_a_line_that_was_cut_begins_no_poll() -> None:
    """A job that had not begun when everything was stopped would wait for a whole poll."""
    one, other = sites(2)
    made: list[Line] = []

    def connect(_address: str, _fingerprint: bytes | None) -> Transport:
        made.append(Line(other.responder(), lambda _call: None))
        return made[-1]

    line = PeerLine("10.0.0.1", None, connect, lambda: 0.0)
    line.abort()
    with pytest.raises(LinkError):
        line.poll()
    assert len(made) == 2
    assert all(transport.aborted.is_set() for transport in made)
    assert one.has(other) == 0


def test_what_is_cut_off_by_stopping_is_no_failure_of_the_peer() -> None:
    here = ground()
    hangs = Event()

    def hang(call: Call) -> Answer | None:
        hangs.set()
        here.lines[0].aborted.wait(10)
        raise LinkError("cut off")

    here.acts["10.0.0.0:8551"] = hang
    here.loop.turn()
    session = Thread(target=here.jobs.pop())
    session.start()
    assert hangs.wait(10)
    here.loop.stop()
    session.join(10)
    assert here.failed == []
    assert [(peer.error, peer.syncing) for peer in here.peers.all()] == [("", False)]
