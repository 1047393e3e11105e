"""A server for each test that asks, on a free port of this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sync.protocol.messages import Answer, Call
from sync.transports.certificates import Certificate
from sync.transports.http_client import HttpTransport
from sync.transports.http_server import HttpServer
from sync.transports.limits import Limits
from tests.support.world import SeededRandom

CERTIFICATE = Certificate.make(SeededRandom(5))


class Echo:
    """Answers instead of a `Responder`: with what it got, or as `act` says."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.act: Callable[[Call], Answer] = lambda call: Answer(200, call.token + call.body)

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        return self.act(call)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def serve() -> Iterator[Callable[..., HttpServer]]:
    """Start a server for a responder."""
    running: list[HttpServer] = []

    def start(responder: Any, limits: Limits | None = None, **more: Any) -> HttpServer:
        server = HttpServer(
            responder, CERTIFICATE, SeededRandom(6), limits, host="127.0.0.1", **more
        )
        server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def call_to() -> Iterator[Callable[[HttpServer], HttpTransport]]:
    """A transport to a server, with the right certificate."""
    opened: list[HttpTransport] = []

    def connect(server: HttpServer) -> HttpTransport:
        opened.append(HttpTransport(f"127.0.0.1:{server.port}", CERTIFICATE.fingerprint))
        return opened[-1]

    yield connect
    for transport in opened:
        transport.close()
