"""Calls a responder in the same process: for simulations, tests and measurements.

A hook may lose a request (the responder never hears it) or a reply (it did, and nobody knows), as
a network would.
"""

from collections.abc import Callable
from enum import Enum

from sync.protocol.messages import Answer, Call, LinkError
from sync.protocol.responder import Responder


class Loss(Enum):
    """What becomes of one call."""

    NONE = "none"
    REQUEST = "request"
    REPLY = "reply"


class LoopbackTransport:
    """See `sync.engine.driver.Transport`. `fate` is asked before every call."""

    def __init__(
        self, responder: Responder, fate: Callable[[Call], Loss] = lambda _call: Loss.NONE,
        fingerprint: bytes = b"",
    ) -> None:  # fmt: skip
        self._responder = responder
        self._fate = fate
        self.fingerprint = fingerprint
        self.calls = 0

    def call(self, call: Call) -> Answer:
        self.calls += 1
        fate = self._fate(call)
        if fate is Loss.REQUEST:
            raise LinkError("the request was lost")
        answer = self._responder.answer(call)
        if fate is Loss.REPLY:
            raise LinkError("the reply was lost")
        return answer

    def close(self) -> None:
        """Nothing is open."""

    def abort(self) -> None:
        """Nothing waits."""
