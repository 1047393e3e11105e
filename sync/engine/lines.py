"""The transport that a driver needs, a session run over one, and the line to one peer.

A line has two transports: one for sessions, and one for the long poll beside them. Both know for
how long a call has been running, so that one that hangs can be cut off from outside.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Protocol, TypeAlias, TypeVar

from sync.protocol.client import Client
from sync.protocol.messages import Answer, Call, LinkError

T = TypeVar("T")


class Transport(Protocol):
    """Carries calls to one peer. Every failure is a `LinkError`."""

    @property
    def fingerprint(self) -> bytes:
        """Of the certificate that the other side shows; empty without TLS."""

    def call(self, call: Call) -> Answer: ...

    def close(self) -> None: ...

    def abort(self) -> None:
        """From another thread: whatever runs fails at once, and so does every later call."""


Connect: TypeAlias = Callable[[str, bytes | None], Transport]


def drive(steps: Generator[Call, Answer, T], transport: Transport) -> T:
    """Run a client's steps to their end. Raises what they raise, and LinkError."""
    with closing(steps):
        try:
            call = next(steps)
            while True:
                call = steps.send(transport.call(call))
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]


def drive_while(
    steps: Generator[Call, Answer, None], transport: Transport, go_on: Callable[[], bool]
) -> None:
    """The same for steps that may be left anywhere."""
    with closing(steps):
        try:
            call = next(steps)
            while go_on():
                call = steps.send(transport.call(call))
        except StopIteration:
            return


class Watched:
    """A transport that tells since when a call has been running."""

    def __init__(self, transport: Transport, now_s: Callable[[], float]) -> None:
        self._transport = transport
        self._now_s = now_s
        self.since_s: float | None = None

    @property
    def fingerprint(self) -> bytes:
        with self._running():
            return self._transport.fingerprint

    def call(self, call: Call) -> Answer:
        with self._running():
            return self._transport.call(call)

    def close(self) -> None:
        self._transport.close()

    def abort(self) -> None:
        running = self.since_s is not None
        self._transport.abort()
        if not running:
            self._transport.close()

    @contextmanager
    def _running(self) -> Iterator[None]:
        self.since_s = self._now_s()
        try:
            yield
        finally:
            self.since_s = None


class Line:
    """To the peer at `address`, which must show `fingerprint` where one is known. `client` is that
    of the last session that went well: the long poll goes on with its token."""

    def __init__(
        self, address: str, fingerprint: bytes | None, connect: Connect, now_s: Callable[[], float]
    ) -> None:
        self.address = address
        self._connect = connect
        self._now_s = now_s
        self._poll: Watched | None = None
        self._cut = False
        self.client: Client | None = None
        self.session = Watched(connect(address, fingerprint), now_s)

    def poll(self) -> Watched:
        """The second transport, to the same certificate as the first. Raises LinkError."""
        if self._poll is None:
            shown = self.session.fingerprint
            self._poll = Watched(self._connect(self.address, shown or None), self._now_s)
        if self._cut:  # meanwhile: nobody else knows of the new one
            self._poll.abort()
            raise LinkError("hung up")
        return self._poll

    def hangs(self, hang_s: float) -> bool:
        """Whether a call has been running for longer than any call may."""
        since = [one.since_s for one in (self.session, self._poll) if one is not None]
        now = self._now_s()
        return any(began is not None and now - began > hang_s for began in since)

    def abort(self) -> None:
        """From any thread: whatever runs fails, what does not run is closed, no poll begins."""
        self._cut = True
        for one in (self.session, self._poll):
            if one is not None:
                one.abort()
