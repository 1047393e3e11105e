"""What the command `tasuki county` does: a county is founded, a council is invited into it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from app.services.command import Actor, Refused
from app.services.county_inviting import CountyInvitation, invite_council
from app.services.invitations import wanted_of
from app.services.joining import Joiner
from app.services.operation import Operation
from app.services.sync_view import Invitation


class Counties:
    """`make(folder, passphrase, name, drill, disaster)` founds one, `open_one` opens it;
    `joiner(folder, what the device may come into)` lets one in."""

    def __init__(
        self, make: Callable[[Path, str, str, bool, str], Operation],
        open_one: Callable[[Path, str], Operation], actor: Actor,
        joiner: Callable[[Path, str], Joiner],
    ) -> None:  # fmt: skip
        self._make = make
        self._open = open_one
        self._actor = actor
        self._joiner = joiner

    def found(self, folder: Path, passphrase: str, name: str, drill: bool, disaster: str) -> None:
        """Raises as `bootstrap.new_county`."""
        self._make(folder, passphrase, name, drill, disaster).close()

    def join(
        self, folder: Path, passphrase: str, invitation: str, label: str, drill: bool
    ) -> Path | Refused:
        """A device of its own comes into a county, or into nothing."""
        return self._joiner(folder, wanted_of(drill)).join(
            invitation, label, passphrase, lambda _step: None
        )

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
