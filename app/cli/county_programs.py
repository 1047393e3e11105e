"""What `bootstrap` gives to `tasuki county`."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from app.services.command import Refused
from app.services.sync_view import Invitation


class CountyPrograms(Protocol):
    """`order` puts together what `invite` takes."""

    def order(self, code: str, role: str, address: str, port: int) -> Any: ...

    def found(self, folder: Path, passphrase: str, name: str, drill: bool, disaster: str) -> None:
        """A new county, or nothing. Raises OperationExists, BadInput, LogFull, OSError."""

    def join(
        self, folder: Path, passphrase: str, invitation: str, label: str, drill: bool
    ) -> Path | Refused:
        """A device of its own comes into a county; its folder."""

    def invite(
        self, folder: Path, passphrase: str, order: Any, ending: Event,
        on_open: Callable[[Invitation], None],
    ) -> str | Refused:  # fmt: skip
        """The letter of the device that came in; empty where nobody did."""
