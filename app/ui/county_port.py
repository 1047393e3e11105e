"""What the screens need of the county of a centre's device. The real one is
`app.services.county_place.CountyPlace`; refusals are values with a code, as those of commands are.
"""

from collections.abc import Callable
from typing import Protocol

from app.services.command import Actor, Refused
from app.ui.operation_port import OperationPort
from app.ui.sync_port import SyncPort


class CountyPort(Protocol):
    """Slow calls run on a worker."""

    @property
    def operation(self) -> OperationPort | None:
        """What councils do for each other, where this device is in a county that opens."""

    @property
    def sync(self) -> SyncPort | None:
        """What syncs it."""

    @property
    def trouble(self) -> str:
        """Why a county that lies here is not open; texts are `county.trouble.<code>`."""

    def join(
        self, invitation: str, label: str, actor: Actor, on_step: Callable[[str], None]
    ) -> Refused | None:
        """`invitation` is the text of a scanned picture, or "address code" as typed. Steps as in
        `JoinPort.join`."""

    def ask_by_picture(self, invitation: str, label: str) -> str | Refused:
        """Where there is no network: the text of the picture to show to the inviting device."""

    def enter_by_picture(self, text: str, label: str, actor: Actor) -> Refused | None:
        """With what the inviting device showed in answer."""

    def leave(self, actor: Actor) -> Refused | None:
        """What lies here is set aside, and this device may come into a county anew."""

    def watch(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call back (on any thread) when there is another county here, or none; the answer ends
        it."""

    def close(self) -> None:
        """With the centre."""
