"""Calls another device over HTTPS, one call at a time on one connection that is kept open.

**Promises.** Whatever the network or the other side does, what comes out is an `Answer` or a
`LinkError`. The certificate is the pinned one; where none is known yet, it stays the first one.
**Refuses.** Proxies, redirects, and answers larger than the protocol has. Every call may be
repeated without harm, so a connection that was closed meanwhile is opened again once.
"""

import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from threading import Lock
from time import monotonic
from typing import ClassVar

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from sync.core.limits import CALL_BYTES_MAX, CHUNK_BYTES_MAX
from sync.protocol.addresses import parse_address
from sync.protocol.messages import Answer, Call, LinkError
from sync.transports.certificates import client_context

ANSWER_BYTES_MAX = CHUNK_BYTES_MAX + CALL_BYTES_MAX
WAIT_S_MAX = 25  # how long the other side may keep a `wait`
PIECE_BYTES = 64 * 1024
_HEADERS = {"user-agent": "tasuki", "content-type": "application/octet-stream"}


class Unreachable(LinkError):
    """Nothing answers at this address: the other device is off, or a firewall is in between."""

    code: ClassVar[str] = "link_unreachable"


class TimedOut(LinkError):
    """The other device began and did not go on. What was not sent yet waits."""

    code: ClassVar[str] = "link_timeout"


class WrongCertificate(LinkError):
    """Another device answers at this address than the one that belongs there."""

    code: ClassVar[str] = "link_certificate"


class WrongAnswer(LinkError):
    """What answers at this address does not speak as a device of this app."""

    code: ClassVar[str] = "link_answer"


@dataclass(frozen=True)
class Patience:
    """In seconds: to connect, for each piece of an answer, for a whole answer."""

    connect: float = 3
    read: float = 30
    answer: float = 120


class HttpTransport:
    """See `sync.engine.driver.Transport`. `address` is host:port; `fingerprint` the SHA-256 of the
    certificate that must be shown; `tag` names the operation to a hub (`operation_tag`). Raises
    BadInput for what is no address."""

    def __init__(
        self, address: str, fingerprint: bytes | None = None, patience: Patience | None = None,
        tag: str = "",
    ) -> None:  # fmt: skip
        self._address = parse_address(address)
        self._pinned = fingerprint
        self._patience = patience or Patience()
        self._headers = {**_HEADERS, "tasuki-operation": tag} if tag else _HEADERS
        self._connection: HTTPSConnection | None = None
        self._turn = Lock()
        self._aborted = False

    @property
    def fingerprint(self) -> bytes:
        """Of the certificate of the other side. Raises LinkError where it must be asked first."""
        with self._turn:
            if self._pinned is None:
                with self._only_link_errors():
                    self._connected()
            assert self._pinned is not None
            return self._pinned

    def call(self, call: Call) -> Answer:
        """Raises LinkError."""
        with self._turn, self._only_link_errors():
            if self._connection is not None:
                # The other side closes what was idle for long, and nobody hears it before asking.
                with suppress(ConnectionError, HTTPException, ssl.SSLError):
                    return self._ask(self._connection, call)
                self._drop()
            return self._ask(self._connected(), call)

    def close(self) -> None:
        """After the call that runs."""
        with self._turn:
            self._drop()

    def abort(self) -> None:
        """At once, from any thread: a call that runs fails, and so does every later one."""
        self._aborted = True
        if self._connection is not None:
            _cut(self._connection)

    def _connected(self) -> HTTPSConnection:
        if self._aborted:
            raise LinkError("aborted")
        connection = HTTPSConnection(
            self._address.host, self._address.port, timeout=self._patience.connect,
            ssl_context=client_context(), assert_hostname=False,
            assert_fingerprint=self._pinned.hex() if self._pinned else None,
        )  # fmt: skip
        self._connection = connection
        connection.connect()
        shown = connection.sock.getpeercert(binary_form=True)  # type: ignore[union-attr]
        if self._pinned is None:
            self._pinned = sha256(shown).digest()
        if self._aborted:
            raise LinkError("aborted")
        return connection

    def _ask(self, connection: HTTPSConnection, call: Call) -> Answer:
        headers = {**self._headers, "authorization": f"Tasuki {b64encode(call.token).decode()}"}
        waiting_s = WAIT_S_MAX if call.name == "wait" else 0
        connection.timeout = self._patience.read + waiting_s
        connection.request(
            "POST", f"/v1/{call.name}", body=call.body, headers=headers,
            preload_content=False, decode_content=False,
        )  # fmt: skip
        response = connection.getresponse()
        until = monotonic() + self._patience.answer
        data = bytearray()
        while piece := response.read(PIECE_BYTES):
            data += piece
            if len(data) > ANSWER_BYTES_MAX:
                raise WrongAnswer("an answer that is too large")
            if monotonic() > until:
                raise TimedOut("an answer that does not end")
        if response.headers.get("connection", "").lower() == "close":
            self._drop()
        return Answer(response.status, bytes(data))

    def _drop(self) -> None:
        if self._connection is not None:
            _cut(self._connection)  # also where half an answer still holds the socket
            self._connection.close()
            self._connection = None

    @contextmanager
    def _only_link_errors(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._drop()
            found = _link_error(error)
            if found is None:
                raise
            raise found from error


def _cut(connection: HTTPSConnection) -> None:
    sock = connection.sock
    if isinstance(sock, socket.socket):
        with suppress(OSError):
            # Not `sock.shutdown`: that takes the TLS away under a thread that reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _link_error(error: Exception) -> LinkError | None:
    """What a failure of the network is for whoever asked; None for what is no such failure."""
    match error:
        case LinkError():
            return error
        case SSLError():
            return WrongCertificate("the certificate is not the pinned one")
        case ConnectTimeoutError() | NewConnectionError() | ConnectionError() | ssl.SSLEOFError():
            return Unreachable(type(error).__name__)
        case ReadTimeoutError() | TimeoutError():
            return TimedOut(type(error).__name__)
        case ssl.SSLError() | HTTPException():
            return WrongAnswer(type(error).__name__)
        case HTTPError() | OSError() | ValueError():
            return LinkError(type(error).__name__)
    return None
