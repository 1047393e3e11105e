"""What a command says when it cannot go on: what happened, what was kept, what to do.

Exit codes: 0 done, 1 not done, 2 the words of the call are off, 3 damage was found.
"""

from app.catalogue.messages import Messages
from app.services.backup_file import BackupExists
from app.services.operation_files import NoOperation, OperationExists, OperationInUse
from app.services.recovery_keys import NothingToRecover
from sync.core.errors import SyncError

EXPLAINED = (
    OperationInUse, OperationExists, NoOperation, NothingToRecover, BackupExists, SyncError,
)  # fmt: skip


class CommandError(Exception):
    """Text is catalogue key `cli.<code>`, or `code` itself where that is a whole key."""

    def __init__(self, code: str, status: int = 1, **params: object) -> None:
        super().__init__(code)
        self.code, self.status, self.params = code, status, params


def explained(error: Exception, messages: Messages) -> tuple[str, int] | None:
    """The sentence and the exit code of an error that people may meet; None for a bug."""
    if isinstance(error, CommandError):
        key = error.code if "." in error.code else f"cli.{error.code}"
        return messages.text(key, **error.params), error.status
    if isinstance(error, EXPLAINED):
        status = 3 if error.code == "damaged_file" else 1
        return messages.text(f"cli.{error.code}", detail=str(error)), status
    return None
