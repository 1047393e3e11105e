"""What the command `tasuki county` does: a county is founded, a council is invited into it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from app.services.command import Actor, Refused
from app.services.county_inviting import CountyInvitation, invite_council
from app.services.operation import Operation
from app.services.sync_view import Invitation


class Counties:
    """`make(folder, passphrase, name, drill, disaster)` founds one, `open_one` opens it."""

    def __init__(
        self, make: Callable[[Path, str, str, bool, str], Operation],
        open_one: Callable[[Path, str], Operation], actor: Actor,
    ) -> None:  # fmt: skip
        self._make = make
        self._open = open_one
        self._actor = actor

    def found(self, folder: Path, passphrase: str, name: str, drill: bool, disaster: str) -> None:
        """Raises as `bootstrap.new_county`."""
        self._make(folder, passphrase, name, drill, disaster).close()

    def order(self, code: str, role: str, address: str, port: int) -> CountyInvitation:
        return CountyInvitation(code, role, address, port)

    def invite(
        self, folder: Path, passphrase: str, order: CountyInvitation, ending: Event,
        on_open: Callable[[Invitation], None],
    ) -> str | Refused:  # fmt: skip
        """As `invite_council`, in the county of this folder. Raises what opening raises."""
        operation = self._open(folder, passphrase)
        try:
            return invite_council(operation, order, self._actor, ending, on_open)
        finally:
            operation.close()
