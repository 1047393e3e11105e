"""What a server refuses before it costs anything, with sockets that say whatever they like."""

import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from sync.protocol.messages import Answer, Call, body_bytes_max, reason_of, refused
from sync.transports.certificates import client_context
from sync.transports.http_client import HttpTransport
from sync.transports.http_server import HttpServer
from sync.transports.limits import Buckets, Limits
from tests.unit.sync_transports.conftest import Echo

Serve = Callable[..., HttpServer]
CallTo = Callable[[HttpServer], HttpTransport]
GIVE_UP_S = 20  # of a test that would hang


@contextmanager
def speaking(server: HttpServer) -> Iterator[ssl.SSLSocket]:
    """A socket with TLS, for whatever bytes."""
    plain = socket.create_connection(("127.0.0.1", server.port), GIVE_UP_S)
    with client_context().wrap_socket(plain) as sock:
        yield sock


def heard(sock: ssl.SSLSocket) -> bytes:
    """Everything until the other side closes."""
    data = b""
    try:
        while piece := sock.recv(65_536):
            data += piece
    except (ConnectionError, ssl.SSLError):
        pass  # closed the hard way
    return data


def head(name: str, *lines: str) -> bytes:
    return "\r\n".join([f"POST /v1/{name} HTTP/1.1", "host: x", *lines, "", ""]).encode()


@pytest.mark.parametrize("length", [2 * 1024**3, body_bytes_max("push") + 1, 10**18, 10**30])
def test_a_length_that_is_too_much_is_refused_before_the_body(
    serve: Serve, echo: Echo, length: int
) -> None:
    with speaking(serve(echo)) as sock:
        sock.sendall(head("push", f"content-length: {length}"))
        answer = heard(sock)
    # h11 itself refuses a number that nobody writes.
    assert answer.startswith(b"HTTP/1.1 413" if length < 10**19 else b"HTTP/1.1 4")
    assert echo.calls == []


def test_every_call_has_its_own_limit(serve: Serve, echo: Echo) -> None:
    with speaking(serve(echo)) as sock:
        sock.sendall(head("vector", f"content-length: {body_bytes_max('vector') + 1}"))
        assert heard(sock).startswith(b"HTTP/1.1 413")
    assert echo.calls == []


def test_a_body_without_a_length_is_counted_while_it_comes(serve: Serve, echo: Echo) -> None:
    piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with speaking(serve(echo)) as sock:
        sock.sendall(head("vector", "transfer-encoding: chunked"))
        answer = b""
        try:
            for _ in range(body_bytes_max("vector") // 0x10000 + 200):
                sock.sendall(piece)
        except (ConnectionError, ssl.SSLError):
            pass  # it hung up
        answer = heard(sock)
    assert answer[:12] in {b"", b"HTTP/1.1 413"}
    assert echo.calls == []


def test_a_body_in_pieces_that_is_small_enough_is_taken(serve: Serve, echo: Echo) -> None:
    with speaking(serve(echo)) as sock:
        sock.sendall(head("vector", "transfer-encoding: chunked", "connection: close"))
        sock.sendall(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        assert heard(sock).endswith(b"abcde")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff" * 500,
        b"POST /v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        b"POST /v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"y" * 100_000 + b"\r\n\r\n",
        head("vector", "upgrade: websocket", "connection: upgrade") + b"\x00" * 100,
    ],
    ids=["bytes", "two lengths", "negative", "long head", "upgrade"],
)
def test_what_is_no_http_is_answered_with_a_closed_door(
    serve: Serve, echo: Echo, garbage: bytes
) -> None:
    server = serve(echo)
    with speaking(server) as sock:
        sock.sendall(garbage)
        answer = heard(sock)
    assert answer[:10] in {b"", b"HTTP/1.1 4", b"HTTP/1.1 2"}
    with speaking(server) as sock:  # and others go on
        sock.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert heard(sock).endswith(b"tasuki ok\n")


def test_health_tells_nothing_and_other_ways_are_none(serve: Serve, echo: Echo) -> None:
    server = serve(echo)
    for ask in (b"GET /v1/hello", b"POST /", b"GET /", b"PUT /v1/push", b"POST /health"):
        with speaking(server) as sock:
            sock.sendall(ask + b" HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
            answer = heard(sock)
            assert answer.startswith(b"HTTP/1.1 404"), ask
            assert b"server:" not in answer.lower()
            assert b"date:" not in answer.lower()
    assert echo.calls == []


@pytest.mark.parametrize("token", ["Tasuki !!!", f"tasuki {b64encode(bytes(500)).decode()}"])
def test_a_token_that_is_none_is_malformed(serve: Serve, echo: Echo, token: str) -> None:
    with speaking(serve(echo)) as sock:
        sock.sendall(head("vector", f"authorization: {token}", "content-length: 0"))
        assert heard(sock).startswith(b"HTTP/1.1 400")
    assert echo.calls == []


@pytest.mark.parametrize(
    "begun", [b"", b"POST /v1/push HTT", head("hello", "content-length: 0") + b"POST /v1/pu"]
)
def test_who_is_slow_with_a_head_is_cut_off(serve: Serve, echo: Echo, begun: bytes) -> None:
    with speaking(serve(echo, Limits(head_s=0.05))) as sock:
        sock.sendall(begun)
        answer = heard(sock)
    assert answer.count(b"HTTP/1.1") == begun.count(b"\r\n\r\n")


@pytest.mark.parametrize("limits", [Limits(piece_s=0.05), Limits(body_s=0.05)])
def test_who_is_slow_with_a_body_is_cut_off(serve: Serve, echo: Echo, limits: Limits) -> None:
    with speaking(serve(echo, limits)) as sock:
        sock.sendall(head("push", "content-length: 100") + b"some")
        assert heard(sock).startswith(b"HTTP/1.1 408")
    assert echo.calls == []


def test_who_is_slow_with_a_handshake_is_cut_off(serve: Serve, echo: Echo) -> None:
    server = serve(echo, Limits(handshake_s=0.05))
    with socket.create_connection(("127.0.0.1", server.port), GIVE_UP_S) as sock:
        assert sock.recv(100) == b""


def test_who_speaks_no_tls_is_not_talked_to(serve: Serve, echo: Echo) -> None:
    server = serve(echo)
    with socket.create_connection(("127.0.0.1", server.port), GIVE_UP_S) as sock:
        sock.sendall(b"GET /health HTTP/1.1\r\n\r\n")
        assert b"HTTP" not in sock.recv(100)


def test_an_idle_connection_is_closed_after_its_time(serve: Serve, echo: Echo) -> None:
    with speaking(serve(echo, Limits(idle_s=1, head_s=GIVE_UP_S))) as sock:
        sock.sendall(head("vector", "content-length: 0"))
        assert heard(sock).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("limits", [Limits(connections=2), Limits(connections_of_address=2)])
def test_more_connections_than_allowed_are_closed(
    serve: Serve, call_to: CallTo, echo: Echo, limits: Limits
) -> None:
    server = serve(echo, limits)
    address = ("127.0.0.1", server.port)
    # One has shaken hands, the other has not even begun: both count.
    with (
        speaking(server), socket.create_connection(address),
        socket.create_connection(address, GIVE_UP_S) as third,
    ):  # fmt: skip
        assert third.recv(100) == b""
    while True:  # as soon as the two are gone, there is room again
        with socket.create_connection(("127.0.0.1", server.port), GIVE_UP_S) as plain:
            try:
                with client_context().wrap_socket(plain):
                    break
            except (ConnectionError, ssl.SSLError):
                continue


def test_an_address_that_asks_too_often_is_told_when_to_come_back(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    now = [0.0]
    limits = Limits(entries_a_second=0.5, entries_at_once=2, pairs_at_once=1)
    line = call_to(serve(echo, limits, now_s=lambda: now[0]))
    assert [line.call(Call(name)).status for name in ("hello", "auth", "hello")] == [200, 200, 429]
    late = line.call(Call("auth"))
    assert (late.status, reason_of(late)) == (429, ("slow_down", "2"))
    assert line.call(Call("pair")).status == 200
    assert line.call(Call("pair")).status == 429
    assert line.call(Call("push")).status == 200  # who has a token is not counted here
    now[0] = 2
    assert line.call(Call("hello")).status == 200


def test_a_bucket_fills_again_and_forgets_whom_it_has_not_seen_for_long() -> None:
    now = [0.0]
    bucket = Buckets(1, 1, lambda: now[0])
    assert bucket.take("a") == 0
    assert bucket.take("a") == pytest.approx(1)
    for number in range(Buckets.ADDRESSES_MAX):
        assert bucket.take(str(number)) == 0
    assert len(bucket._left) == Buckets.ADDRESSES_MAX
    assert bucket.take("a") == 0


def test_calls_at_one_time_go_through_a_few_threads(
    serve: Serve, call_to: CallTo, echo: Echo
) -> None:
    both, go_on = [Event(), Event()], Event()

    def act(call: Call) -> Answer:
        both[int(call.body)].set()
        go_on.wait(GIVE_UP_S)
        return refused(400, "no")

    echo.act = act
    server = serve(echo, Limits(threads=1))
    calls = [
        Thread(target=call_to(server).call, args=(Call("vector", b"", b"%d" % number),))
        for number in (0, 1)
    ]
    for call in calls:
        call.start()
    while not (both[0].is_set() or both[1].is_set()):
        both[0].wait(0.01)
    assert not (both[0].is_set() and both[1].is_set())
    go_on.set()
    for call in calls:
        call.join(GIVE_UP_S)
    assert all(event.is_set() for event in both)
