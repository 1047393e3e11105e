"""What the commands about recovery do: `tasuki recovery-key` and `tasuki recover`."""

from collections.abc import Callable
from pathlib import Path

from app.services.command import Actor, Refused
from app.services.operation import Operation
from app.services.operation_files import World
from app.services.recovering import Recovered, RecoveryOrder, recovered
from app.services.recovery_keys import (
    TakenKey,
    TakeRecoveryKey,
    new_key_file,
    open_key_file,
    read_key_text,
    taken_keys,
)
from app.services.recovery_notes import keep_notes
from sync.crypto.recovery import RecoveryKey, same_fingerprint
from sync.crypto.sealing import Dictionaries


class Recoveries:
    """`actor`: whoever has the passphrase of the operation."""

    def __init__(self, world: World, dictionaries: Dictionaries, actor: Actor) -> None:
        self._world = world
        self._dictionaries = dictionaries
        self._actor = actor

    def new(self, path: Path, passphrase: str, name: str) -> RecoveryKey:
        """Raises as `new_key_file`."""
        return new_key_file(path, passphrase, name, self._world)

    def show(self, path: Path, passphrase: str) -> RecoveryKey:
        """The public half of a key file. Raises as `open_key_file`."""
        return open_key_file(path, passphrase, self._world)[1]

    def take(self, operation: Operation, text: str, fingerprint: str) -> RecoveryKey | Refused:
        """`fingerprint` is what was read out on the telephone: without it nothing is taken."""
        key = read_key_text(text)
        if isinstance(key, Refused):
            return key
        if not same_fingerprint(fingerprint, key.fingerprint):
            return Refused("recovery_fingerprint", {"fingerprint": key.fingerprint}, "fingerprint")
        command = TakeRecoveryKey(key.public_key, key.sealing_key, key.name)
        outcome = operation.submit(command, self._actor)
        if isinstance(outcome, Refused):
            return outcome
        keep_notes(operation)
        return key

    def taken(self, operation: Operation) -> tuple[TakenKey, ...]:
        return operation.read(taken_keys)

    def recover(self, order: RecoveryOrder, on_step: Callable[[str], None]) -> Recovered | Refused:
        """Raises as `recovered`."""
        return recovered(order, self._world, self._dictionaries, on_step)
