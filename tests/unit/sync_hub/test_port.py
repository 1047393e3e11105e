"""A hub behind its real port: HTTPS, many operations, one process or two."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPSConnection
from threading import Event

import pytest

from sync.engine.lines import drive
from sync.hub.hub import Hub
from sync.hub.serving import HUB_LIMITS, HubServer
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import OK, Answer, Call, packed, reason_of
from sync.transports.certificates import client_context
from sync.transports.http_client import HttpTransport
from sync.transports.limits import Limits
from tests.support.hub_ground import Centre, Device, HubGround
from tests.support.world import FakeClock, SeededRandom

Serve = Callable[..., int]


@pytest.fixture(params=["sqlite"])
def ground(request, tmp_path):
    made = HubGround(tmp_path / "hub")
    yield made
    made.close()


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[HubServer] = []

    def start(hub: Hub, limits: Limits = HUB_LIMITS) -> int:
        server = HubServer(hub, SeededRandom(5), host="127.0.0.1", limits=limits)
        servers.append(server)
        return server.start(0)

    yield start
    for server in servers:
        server.stop()


def line_to(port: int, ground: HubGround, centre: Centre | None) -> HttpTransport:
    fingerprint = ground.identity.certificate.fingerprint
    return HttpTransport(f"127.0.0.1:{port}", fingerprint, tag=centre.tag if centre else "")


def meet(port: int, ground: HubGround, centre: Centre, device: Device) -> Ended:
    line = line_to(port, ground, centre)
    try:
        nonce = SeededRandom(device.desk.seed).bytes(16)
        client = Client(device.replica, Link(line.fingerprint), nonce, FakeClock().now_ms())
        return drive(client.run(), line)
    finally:
        line.close()


def get(port: int, path: str, method: str = "GET") -> tuple[int, str, bytes]:
    connection = HTTPSConnection("127.0.0.1", port, context=client_context())
    connection.request(method, path)
    response = connection.getresponse()
    found = response.status, response.headers.get("content-type", ""), response.read()
    connection.close()
    return found


def test_two_operations_at_one_port(ground, centre, serve):
    other = Centre(seed=2)
    for one in (centre, other):
        ground.serve(one)
    port = serve(ground.open())
    for one in (centre, other):
        assert meet(port, ground, one, one.root).same
    device = centre.device()
    meet(port, ground, centre, centre.root)
    device.write(5)
    assert meet(port, ground, centre, device).same
    assert meet(port, ground, centre, centre.root).same
    assert centre.root.log.count() == device.log.count()


def test_who_names_no_operation_or_another_is_told(ground, centre, serve):
    port = serve(ground.open())
    for whose in (None, centre):
        line = line_to(port, ground, whose)
        answer = line.call(Call("hello", b"", b"x" * 100))
        assert (answer.status, reason_of(answer)[0]) == (404, "no_such_operation")
        line.close()


def test_monitoring_finds_health_and_numbers(ground, centre, serve):
    ground.serve(centre)
    port = serve(ground.open())
    meet(port, ground, centre, centre.root)
    assert get(port, "/health") == (OK, "text/plain", b"tasuki ok\n")
    status, kind, content = get(port, "/metrics")
    assert (status, kind) == (OK, "text/plain; version=0.0.4; charset=utf-8")
    assert b"\ntasuki_connections 1\n" in content
    assert get(port, "/metrics", "POST")[0] == 404
    assert get(port, "/")[0] == 404


def test_who_waits_wakes_for_its_own_operation(ground, centre, serve):
    other = Centre(seed=2)
    for one in (centre, other):
        ground.serve(one)
    hub = ground.open()
    port = serve(hub)
    for one in (centre, other):
        meet(port, ground, one, one.root)
    line, asked = line_to(port, ground, centre), Event()
    nonce = SeededRandom(4).bytes(16)
    client = Client(centre.root.replica, Link(line.fingerprint), nonce, FakeClock().now_ms())
    ended = drive(client.run(), line)
    device = other.device()
    answer = hub.answer

    def listen(tag: str, call: Call) -> Answer:
        found = answer(tag, call)
        if call.name == "wait":
            waits.append(tag)
            asked.set()
        return found

    waits: list[str] = []
    hub.answer = listen
    with ThreadPoolExecutor(1) as pool:
        changed = pool.submit(drive, client.changed(ended.mark), line)
        assert asked.wait(10)
        meet(port, ground, other, other.root)  # brings the row of `device`: news, of another one
        assert not changed.done()
        centre.device()
        meet(port, ground, centre, centre.root)
        assert changed.result(10) != ended.mark
    assert waits == [centre.tag, centre.tag]
    assert device.log.count() > 0
    line.close()


def test_more_calls_than_it_works_at_are_told_to_come_again(ground, centre, serve):
    ground.serve(centre)
    hub = ground.open()
    port = serve(hub, Limits(threads=1, calls=2))
    asked, stay = Event(), Event()

    def slow(_tag: str, _call: Call) -> Answer:
        asked.set()
        stay.wait(20)
        return Answer(OK, packed([]))

    hub.answer = slow
    lines = [line_to(port, ground, centre) for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(lines[0].call, Call("vector"))
        assert asked.wait(10)
        rest = [pool.submit(line.call, Call("vector")) for line in lines[1:]]
        refused = [call.result(10) for call in _first_done(rest, 3)]
        stay.set()
        done = {call.result(10).status for call in (first, *rest)}
    assert {(one.status, reason_of(one)[0]) for one in refused} == {(429, "slow_down")}
    assert done == {OK, 429}
    for line in lines:
        line.close()


def _first_done(calls, count):
    from concurrent.futures import as_completed

    found = []
    for call in as_completed(calls, 10):
        found.append(call)
        if len(found) == count:
            return found
    return found


def test_two_processes_on_one_database_wake_each_others_waiters(postgres, tmp_path, centre):
    ground = HubGround(tmp_path / "hub", postgres.schema())
    ground.serve(centre)
    heard, woken = [], Event()
    first, second = ground.open(), ground.open()

    def hear(tag: str) -> None:
        heard.append(tag)
        woken.set()

    ground.meet(first, centre, centre.root)
    second.notify = hear
    # Its listener may begin a moment after it was opened: news come again until one is heard.
    for _ in range(50):
        centre.device()
        ground.meet(first, centre, centre.root)
        if woken.wait(0.2):
            break
    assert set(heard) == {centre.tag}
    ground.close()


def test_a_fault_of_ours_is_answered_and_logged_without_what_came_in(ground, centre, serve):
    ground.serve(centre)
    hub = ground.open()
    port = serve(hub)

    def broken(_tag: str, _call: Call) -> Answer:
        raise ValueError("訓練 花子")

    hub.answer = broken
    line = line_to(port, ground, centre)
    assert line.call(Call("vector")).status == 500
    line.close()
    fault = json.loads(ground.lines[-1])
    assert (fault["event"], fault["kind"]) == ("fault", "ValueError")
    assert "訓練" not in "".join(ground.lines)
