"""Two devices over real HTTPS on this machine: whole sessions, long polls, and what goes wrong."""

import socket
from collections.abc import Callable
from threading import Event, Thread

import pytest

from sync.core.errors import BadInput
from sync.engine.lines import drive
from sync.protocol.client import Client, Link
from sync.protocol.messages import Answer, Call, LinkError, packed
from sync.transports.certificates import Certificate
from sync.transports.http_client import (
    ANSWER_BYTES_MAX,
    HttpTransport,
    Patience,
    TimedOut,
    Unreachable,
    WrongAnswer,
    WrongCertificate,
)
from sync.transports.http_server import HttpServer
from sync.transports.limits import Limits
from tests.support.peers import NONCE, NOW_MS
from tests.support.sites import sites
from tests.support.world import SeededRandom
from tests.unit.sync_transports.conftest import CERTIFICATE, Echo

Serve = Callable[..., HttpServer]
CallTo = Callable[[HttpServer], HttpTransport]


def test_two_devices_are_the_same_after_one_session(serve: Serve, call_to: CallTo) -> None:
    one, other = sites(2)
    one.write(3)
    other.write(4)
    line = call_to(serve(other.responder(CERTIFICATE.fingerprint)))
    client = Client(one.replica, Link(line.fingerprint, other.device), NONCE, NOW_MS)
    ended = drive(client.run(), line)
    assert ended.same
    assert (one.has(other), other.has(one)) == (4, 3)
    assert ended.mark == other.responder().state(one.device)


def test_a_signature_for_another_certificate_is_worth_nothing(
    serve: Serve, call_to: CallTo
) -> None:
    """Somebody in between passes the bytes on, under a certificate of his own."""
    one, other = sites(2)
    line = call_to(serve(other.responder(b"another certificate, 32 bytes...")))
    client = Client(one.replica, Link(line.fingerprint), NONCE, NOW_MS)
    with pytest.raises(LinkError) as refused:
        drive(client.run(), line)
    assert "bad_signature" in str(refused.value)


def test_a_token_that_was_made_up_opens_nothing(serve: Serve, call_to: CallTo) -> None:
    _one, other = sites(2)
    line = call_to(serve(other.responder(CERTIFICATE.fingerprint)))
    forged = other.device + (NOW_MS + 60_000).to_bytes(8, "big") + bytes(16)
    for token in (forged, b"", b"x" * 100):
        assert line.call(Call("vector", token, packed(b"\x01"))).status == 401


def test_a_long_poll_comes_back_when_something_is_new(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    state, asked = [b"before"], Event()

    def act(_call: Call) -> Answer:
        asked.set()
        return Answer(200, packed(state[0]))

    echo.act = act
    server = serve(echo)
    answers: list[Answer] = []
    call = Call("wait", b"token", packed(b"before"))
    waiting = Thread(target=lambda: answers.append(call_to(server).call(call)))
    waiting.start()
    assert asked.wait(10)
    server.notify()  # of something that this caller does not see: it goes on waiting
    asked.clear()
    assert asked.wait(10)
    assert not answers
    state[0] = b"after"
    server.notify()
    waiting.join(10)
    assert answers == [Answer(200, packed(b"after"))]


def test_a_long_poll_ends_after_its_time_and_with_the_server(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    echo.act = lambda call: Answer(200, call.body)
    call = Call("wait", b"", packed(b"mark"))
    assert call_to(serve(echo, Limits(wait_s=0.01))).call(call).body == call.body
    asked = Event()
    echo.act = lambda call: (asked.set(), Answer(200, call.body))[1]  # type: ignore[func-returns-value]
    server = serve(echo, Limits(wait_s=3_600))
    answers: list[Answer] = []
    waiting = Thread(target=lambda: answers.append(call_to(server).call(call)))
    waiting.start()
    assert asked.wait(10)
    server.stop()
    waiting.join(10)
    assert answers == [Answer(200, call.body)]


def test_a_slow_answer_blocks_nobody_else(serve: Serve, call_to: CallTo, echo: Echo) -> None:
    slow, go_on = Event(), Event()

    def act(call: Call) -> Answer:
        if call.name == "push":
            slow.set()
            go_on.wait(10)
        return Answer(200, b"done")

    echo.act = act
    server = serve(echo)
    pushing = Thread(target=lambda: call_to(server).call(Call("push")))
    pushing.start()
    assert slow.wait(10)
    assert call_to(server).call(Call("vector")).body == b"done"
    go_on.set()
    pushing.join(10)


def test_a_connection_is_kept_and_opened_again_when_it_was_closed(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    server = serve(echo)
    line = call_to(server)
    assert line.call(Call("vector", b"t", b"1")).body == b"t1"
    connection = line._connection
    assert line.call(Call("vector", b"t", b"2")).body == b"t2"
    assert line._connection is connection
    port = server.port
    server.stop()
    server.start(port)
    assert line.call(Call("vector", b"t", b"3")).body == b"t3"
    assert line._connection is not connection


def test_another_certificate_is_not_talked_to(serve: Serve, echo: Echo) -> None:
    server = serve(echo)
    other = Certificate.make(SeededRandom(77)).fingerprint
    with pytest.raises(WrongCertificate):
        HttpTransport(f"127.0.0.1:{server.port}", other).call(Call("hello"))
    assert echo.calls == []


def test_the_first_certificate_of_an_unknown_address_stays_the_only_one(
    serve: Serve, echo: Echo
) -> None:
    server = serve(echo)
    line = HttpTransport(f"127.0.0.1:{server.port}")
    assert line.fingerprint == CERTIFICATE.fingerprint
    server.stop()
    impostor = HttpServer(
        echo, Certificate.make(SeededRandom(78)), SeededRandom(6), host="127.0.0.1"
    )  # fmt: skip
    impostor.start(server.port)
    try:
        with pytest.raises(WrongCertificate):
            line.call(Call("hello"))
    finally:
        impostor.stop()


def test_nobody_at_an_address_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        HttpTransport(f"127.0.0.1:{port}").call(Call("hello"))
    with pytest.raises(Unreachable):
        _ = HttpTransport(f"127.0.0.1:{port}").fingerprint
    with pytest.raises(LinkError):
        HttpTransport("no-such-host.invalid").call(Call("hello"))
    with pytest.raises(BadInput):
        HttpTransport("not an address")


def test_one_who_answers_without_tls_or_not_at_all() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def speak() -> None:
            for words in (b"HTTP/1.1 200 OK\r\n\r\n", b""):
                sock, _address = listening.accept()
                with sock:
                    sock.sendall(words)
                    sock.recv(10_000)

        speaking = Thread(target=speak)
        speaking.start()
        with pytest.raises(WrongAnswer):
            HttpTransport(f"127.0.0.1:{port}").call(Call("hello"))
        with pytest.raises(Unreachable):
            HttpTransport(f"127.0.0.1:{port}").call(Call("hello"))
        speaking.join(10)
        with pytest.raises(TimedOut):  # it takes the connection and says nothing
            HttpTransport(f"127.0.0.1:{port}", None, Patience(connect=0.01)).call(Call("hello"))


def test_an_answer_that_is_too_large_or_never_comes(serve: Serve, echo: Echo) -> None:
    stay = Event()
    echo.act = lambda _call: Answer(200, bytes(ANSWER_BYTES_MAX + 1))
    server = serve(echo)
    address = f"127.0.0.1:{server.port}"
    with pytest.raises(WrongAnswer):
        HttpTransport(address).call(Call("pull"))
    echo.act = lambda _call: (stay.wait(10), Answer(200))[1]
    with pytest.raises(TimedOut):
        HttpTransport(address, None, Patience(read=0.05)).call(Call("pull"))
    stay.set()


def test_an_answer_may_take_longer_than_a_connection(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    seen: dict[str, float | None] = {}

    def act(call: Call) -> Answer:
        assert line._connection is not None
        assert line._connection.sock is not None
        seen[call.name] = line._connection.sock.gettimeout()
        return Answer(200, b"other than before")

    echo.act = act
    line = call_to(serve(echo))
    for name in ("pull", "wait", "pull"):
        line.call(Call(name))
    assert seen == {"pull": 30, "wait": 55}


def test_a_call_that_hangs_is_cut_off_from_another_thread(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    asked, stay = Event(), Event()
    echo.act = lambda _call: (asked.set(), stay.wait(10), Answer(200))[2]  # type: ignore[func-returns-value]
    line = call_to(serve(echo))
    failed: list[str] = []

    def hang() -> None:
        try:
            line.call(Call("pull"))
        except LinkError as error:
            failed.append(error.code)

    hanging = Thread(target=hang)
    hanging.start()
    assert asked.wait(10)
    line.abort()
    hanging.join(5)
    assert len(failed) == 1
    with pytest.raises(LinkError):
        line.call(Call("pull"))
    stay.set()


def test_an_answer_that_never_ends_is_left(serve: Serve, echo: Echo) -> None:
    echo.act = lambda _call: Answer(200, bytes(1_000_000))
    address = f"127.0.0.1:{serve(echo).port}"
    with pytest.raises(TimedOut, match="does not end"):
        HttpTransport(address, None, Patience(answer=-1)).call(Call("pull"))


def test_one_who_speaks_in_half_sentences() -> None:
    """A length that is never reached, and words that are no HTTP."""
    context = CERTIFICATE.server_context(SeededRandom(1))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def speak() -> None:
            for words in (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", b"220 mail\r\n"):
                with context.wrap_socket(listening.accept()[0], server_side=True) as sock:
                    sock.recv(10_000)
                    sock.sendall(words)

        speaking = Thread(target=speak)
        speaking.start()
        codes = []
        for _ in range(2):
            with pytest.raises(LinkError) as failed:
                HttpTransport(f"127.0.0.1:{port}").call(Call("hello"))
            codes.append(failed.value.code)
        speaking.join(10)
    assert codes == ["link", "link_answer"]


@pytest.mark.parametrize(
    "name",
    ["hello", "auth", "vector", "pull", "push", "digest", "report", "blobs", "blob", "put_blob",
     "image", "image_piece", "wait", "no_such", "", "../x", "%00"],
)  # fmt: skip
def test_garbage_in_a_body_is_refused_and_the_server_goes_on(
    serve: Serve, call_to: CallTo, name: str
) -> None:
    one, other = sites(2)
    faults: list[Exception] = []
    responder = other.responder(CERTIFICATE.fingerprint)
    server = serve(responder, Limits(wait_s=0), on_fault=faults.append)
    line = call_to(server)
    client = Client(one.replica, Link(line.fingerprint), NONCE, NOW_MS)
    assert drive(client.run(), line).same
    dice = SeededRandom(len(name))
    bodies = [b"", b"\xc1", b"\x91" * 10_000, b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff"]
    for body in [*bodies, *(dice.bytes(count) for count in range(1, 40))]:
        answer = line.call(Call(name, client._token, body))
        assert answer.status in ({200} if name == "wait" else {400, 404, 413}), body
    assert faults == []
    assert drive(Client(one.replica, Link(line.fingerprint), NONCE, NOW_MS).run(), line).same


def test_that_somebody_from_outside_got_through_is_noticed(
    serve: Serve, call_to: CallTo, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(echo)
    call_to(server).call(Call("vector"))
    assert not server.heard_outside
    monkeypatch.setattr("sync.transports.http_server.is_own_address", lambda _ip: False)
    call_to(server).call(Call("vector"))
    assert server.heard_outside


def test_a_fault_of_ours_is_answered_and_told(serve: Serve, call_to: CallTo, echo: Echo) -> None:
    def act(_call: Call) -> Answer:
        raise ZeroDivisionError

    echo.act = act
    faults: list[Exception] = []
    answer = call_to(serve(echo, on_fault=faults.append)).call(Call("vector"))
    assert answer.status == 500
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


def test_a_taken_port_is_refused_and_every_address_listened_on(echo: Echo) -> None:
    server = HttpServer(echo, CERTIFICATE, SeededRandom(6))
    port = server.start()
    try:
        assert server.start() == port
        second = HttpServer(echo, CERTIFICATE, SeededRandom(6), host="127.0.0.1")
        with pytest.raises(OSError, match="in use"):
            second.start(port)
        line = HttpTransport(f"127.0.0.1:{port}")
        assert line.call(Call("vector")).status == 200
        line.close()
        assert not server.heard_outside
    finally:
        server.stop()
        server.stop()
    server.notify()
