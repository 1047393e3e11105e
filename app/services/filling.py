"""How far the first filling of a new device is: kept in its vault, so that no crash forgets it.

    wanted     the first device that is met is asked for an image
    image      what is shown came from an image of `maker`; the log is still coming
    (nothing)  finished: what is shown is what the log says

A device that founded its centre, or that came in before there were images, is finished.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sync.core.errors import SyncError
from sync.core.ids import DeviceId

FILLING = "filling"
WANTED, IMAGE, DIFFERED = "wanted", "image", "differed"
SAID_MS = 3 * 86_400_000
TO_BE_FILLED: Mapping[str, object] = {FILLING: {"state": WANTED}}


class Filling:
    """`extras` are those of the vault, `remember` keeps some (raises LogFull, OSError). Reading is
    safe for threads; whoever has the operation's turn changes it."""

    def __init__(
        self, extras: Callable[[], Mapping[str, Any]],
        remember: Callable[[Mapping[str, object]], None],
    ) -> None:  # fmt: skip
        self._extras = extras
        self._remember = remember

    @property
    def wanted(self) -> bool:
        return self._state == WANTED

    @property
    def from_image(self) -> bool:
        return self._state == IMAGE

    @property
    def is_over(self) -> bool:
        return not (self.wanted or self.from_image)

    @property
    def differed(self) -> bool:
        """Whether the image was something else than the log that came after it."""
        return self._state == DIFFERED

    def stage(self, now_ms: int) -> str:
        """wanted, image, for some days differed, or nothing: what a person should know."""
        at_ms = self._said.get("at")
        old = not isinstance(at_ms, int) or now_ms - at_ms > SAID_MS
        return "" if self.differed and old else self._state

    @property
    def maker(self) -> DeviceId | None:
        """Whose image is, or was, shown."""
        found = self._said.get("maker")
        return DeviceId(bytes.fromhex(found)) if isinstance(found, str) else None

    def begin(self, maker: DeviceId) -> None:
        self._remember({FILLING: {"state": IMAGE, "maker": maker.hex()}})

    def again(self) -> None:
        """What the image brought is gone: another one is asked for."""
        self._remember({FILLING: {"state": WANTED}})

    def lost(self) -> None:
        """The same at a start, which nothing may stop: where it cannot be kept, the log is taken
        without another image."""
        with suppress(SyncError, OSError):
            self.again()

    def end(self) -> None:
        self._remember({FILLING: {}})

    def end_otherwise(self, now_ms: int) -> None:
        """The log has come and says something else than the image did."""
        maker = self.maker
        said = {"state": DIFFERED, "at": now_ms, "maker": maker.hex() if maker else None}
        self._remember({FILLING: said})

    @property
    def _state(self) -> str:
        return str(self._said.get("state", ""))

    @property
    def _said(self) -> Mapping[str, Any]:
        found = self._extras().get(FILLING)
        return found if isinstance(found, Mapping) else {}
