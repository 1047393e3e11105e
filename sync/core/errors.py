"""Everything that can go wrong in `sync`, as one tree.

Each class has a `code` that never changes (catalogues and tests use it) and a docstring that a
person at a desk could read. The message of an instance is for the log of the device: it names
places and numbers, never a person's data.
"""

from typing import ClassVar


class SyncError(Exception):
    """Something about the stored or exchanged data is not right."""

    code: ClassVar[str] = "sync"


class BadInput(SyncError):
    """The app tried to store something that the data format does not allow. Nothing was stored."""

    code = "bad_input"


class DecodeError(SyncError):
    """Some bytes are not what they claim to be. They were set aside; nothing else was touched."""

    code = "decode"


class LimitExceeded(DecodeError, BadInput):
    """A piece of data is larger than this format allows. It was not taken in."""

    code = "limit"


class BadSignature(SyncError):
    """This entry was not signed by the device it names. It was not taken in."""

    code = "bad_signature"


class BadSeal(SyncError):
    """This entry cannot be opened: it was changed after sealing, or has another key."""

    code = "bad_seal"


class BrokenChain(SyncError):
    """Entries of a device are missing or out of order. The ones before are safe."""

    code = "broken_chain"


class Fork(SyncError):
    """Two different entries carry the same number of the same device: it was probably copied."""

    code = "fork"


class NewerFormat(SyncError):
    """This was written by a newer version of the app. Nothing was changed; please update."""

    code = "newer_format"


class WrongPassphrase(SyncError):
    """The passphrase is not the right one. Nothing was changed."""

    code = "wrong_passphrase"


class DamagedFile(SyncError):
    """A file is damaged. It was left as it is; what is readable can be saved into a new one."""

    code = "damaged_file"


class LogFull(SyncError):
    """The disk is full. The last action was not stored; everything before it is safe."""

    code = "log_full"


class LogBusy(SyncError):
    """Another program is writing to the log of this operation. The last action was not stored."""

    code = "log_busy"


class LogUnwritable(SyncError):
    """The disk refuses to store. The last action was not stored; everything before it is safe."""

    code = "log_unwritable"


class NotReadable(SyncError):
    """This device has no key for that entry. It is kept and passed on, but not shown."""

    code = "not_readable"
