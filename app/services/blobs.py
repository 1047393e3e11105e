"""Sealed files beside the log: photos, each under a key of its own, named by its content.

    0x01 ‖ nonce 12 ‖ AES-256-GCM(photo)        photos/<SHA-256 of all that, hexadecimal>

The key stands in the row that shows the photo (space `sealed`): whoever may not read the row cannot
open the file. What `put` returned is on the disk. A file that was changed is refused, never shown.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.core.errors import BadInput, DamagedFile, LogFull, LogUnwritable
from sync.core.ports import Random
from sync.crypto.disk import Disk

BLOB_FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
HASH_LETTERS = 64
# A photo is shrunk before it is sealed; a scanned sheet of A3 stays below this too.
BLOB_BYTES_MAX = 8 * 1024 * 1024
ENOSPC = 28


@dataclass(frozen=True)
class SealedBlob:
    """`hash` and `key` are hexadecimal, as they stand in the row; `size` is that of the file."""

    hash: str
    size: int
    key: str = field(repr=False)


class BlobMissing(Exception):
    """The file of this photo is not on this device (yet)."""

    code = "blob_missing"


class BlobStore:
    """The folder `photos` of one operation. Safe for threads: files are whole or not there."""

    def __init__(self, folder: Path, disk: Disk, random: Random) -> None:
        self._folder = folder
        self._disk = disk
        self._random = random

    def put(self, data: bytes) -> SealedBlob:
        """Seal and store; durable when it returns.

        Raises BadInput (empty or larger than `BLOB_BYTES_MAX`), LogFull, LogUnwritable.
        """
        if not 0 < len(data) <= BLOB_BYTES_MAX:
            raise BadInput(f"a sealed file of {len(data)} bytes")
        key, nonce = self._random.bytes(KEY_BYTES), self._random.bytes(NONCE_BYTES)
        sealed = BLOB_FORMAT + nonce + AESGCM(key).encrypt(nonce, data, BLOB_FORMAT)
        name = sha256(sealed).hexdigest()
        try:
            self._disk.make_folder(self._folder)
            self._disk.write_atomically(self._folder / name, sealed)
        except OSError as error:
            if error.errno == ENOSPC:
                raise LogFull("no space for a photo") from error
            raise LogUnwritable(f"photo: {error.strerror}") from error
        return SealedBlob(name, len(sealed), key.hex())

    def get(self, hash: str, key: str) -> bytes:
        """What was put. Raises BlobMissing, DamagedFile (also for a key that does not fit)."""
        if len(hash) != HASH_LETTERS or not set(hash) <= set("0123456789abcdef"):
            raise BlobMissing("not the name of a photo")  # never a path from a row
        try:
            sealed = self._disk.read(self._folder / hash)
        except OSError as error:
            raise DamagedFile(f"photo {hash[:8]}: {error.strerror}") from error
        if sealed is None:
            raise BlobMissing(hash[:8])
        start = len(BLOB_FORMAT)
        nonce, body = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            if sealed[:start] != BLOB_FORMAT or sha256(sealed).hexdigest() != hash:
                raise ValueError("changed")
            return AESGCM(bytes.fromhex(key)).decrypt(nonce, body, BLOB_FORMAT)
        except (InvalidTag, ValueError) as error:
            raise DamagedFile(f"photo {hash[:8]}") from error
