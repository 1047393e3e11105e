"""The vault: one sealed file with the keys of this device, opened by a passphrase.

    "TASUKI-VAULT" ‖ format 2 ‖ log2 n, r, p ‖ salt 16 ‖ nonce 12
    ‖ AES-256-GCM(scrypt(passphrase)) ‖ SHA-256

The hash over everything before it tells a damaged file from a wrong passphrase. Every save writes a
new file beside the old one, forces it to the disk and renames it; a copy follows (`<name>.copy`),
so that one bad sector does not cost the data of a centre. Every format keeps magic, number and hash
in their places, so that a newer one is told from a damaged one and left alone.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.core.errors import (
    BadInput,
    DamagedFile,
    DecodeError,
    LogFull,
    NewerFormat,
    WrongPassphrase,
)
from sync.core.limits import VAULT_BYTES_MAX
from sync.core.packing import pack, require_plain, unpack
from sync.core.ports import Random
from sync.core.space import parse_space
from sync.crypto.device import DeviceKey
from sync.crypto.disk import Disk
from sync.crypto.space_keys import KEY_BYTES, SpaceKey

MAGIC = b"TASUKI-VAULT"
VAULT_FORMAT = 1
_START = Struct(f">{len(MAGIC)}sHBBB16s12s")
_HASH_BYTES = 32
COST_LOG2_MAX = 20  # 1 GiB of memory: a file that asks for more is not ours


@dataclass(frozen=True)
class ScryptCost:
    """n = 2**log2_n. The default takes some 0.1 s and 32 MiB; tests take less."""

    log2_n: int = 15
    r: int = 8
    p: int = 1


DEFAULT_COST = ScryptCost()


@dataclass(frozen=True)
class VaultContents:
    """`extras` are plain JSON-able settings (no floats) that need to be secret."""

    device: DeviceKey
    space_keys: tuple[SpaceKey, ...]
    checkpoint_key: bytes = field(repr=False)
    extras: dict[str, Any] = field(default_factory=dict)


class Vault:
    """An open vault. `contents` is what was last saved or read."""

    def __init__(
        self, path: Path, contents: VaultContents, key: "_FileKey", disk: Disk, random: Random
    ) -> None:
        self.path = path
        self.contents = contents
        self._key = key
        self._disk = disk
        self._random = random

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        contents: VaultContents,
        *,
        disk: Disk,
        random: Random,
        cost: ScryptCost = DEFAULT_COST,
    ) -> "Vault":
        """A new vault, durable. Raises BadInput where one exists or the passphrase is empty,
        LogFull when the disk is full, OSError."""
        if disk.read(path) is not None or disk.read(_copy_of(path)) is not None:
            raise BadInput(f"there is a vault already: {path.name}")
        vault = cls(path, contents, _new_key(passphrase, cost, random), disk, random)
        vault.save(contents)
        return vault

    @classmethod
    def open(cls, path: Path, passphrase: str, *, disk: Disk, random: Random) -> "Vault":
        """Raises WrongPassphrase, DamagedFile (also where there is no file), NewerFormat."""
        damage: DamagedFile | None = None
        for place in (path, _copy_of(path)):
            try:
                data = disk.read(place)
                if data is None:
                    raise DamagedFile(f"no file {place.name}")
                contents, key = _read(data, passphrase)
            except DamagedFile as error:
                damage = damage or error
                continue
            vault = cls(path, contents, key, disk, random)
            vault._heal(data)
            return vault
        raise damage or DamagedFile(path.name)

    def save(self, contents: VaultContents) -> None:
        """Replace what is in the vault; durable when it returns. Raises LogFull, OSError: the
        vault on the disk is then the one before."""
        self._write(contents, self._key)

    def change_passphrase(self, passphrase: str, cost: ScryptCost = DEFAULT_COST) -> None:
        """From now on only the new passphrase opens it. Raises as `save`, and BadInput."""
        self._write(self.contents, _new_key(passphrase, cost, self._random))

    def _write(self, contents: VaultContents, key: "_FileKey") -> None:
        data = _seal(contents, key, self._random)
        self._put(self.path, data)
        self.contents, self._key = contents, key
        # Only now: until the new one is durable, the copy holds the generation before.
        self._put(_copy_of(self.path), data)

    def _put(self, path: Path, data: bytes) -> None:
        try:
            self._disk.write_atomically(path, data)
        except OSError as error:
            if error.errno == 28:  # ENOSPC
                raise LogFull("no space for the vault") from error
            raise

    def _heal(self, data: bytes) -> None:
        """Make both files equal again after damage or a crash between the two writes."""
        for place in (self.path, _copy_of(self.path)):
            try:
                if self._disk.read(place) != data:
                    self._disk.write_atomically(place, data)
            except OSError:
                return  # opening must work on a full or read-only disk; the next save tries again


@dataclass(frozen=True)
class _FileKey:
    key: bytes = field(repr=False)
    salt: bytes
    cost: ScryptCost


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + ".copy")


def _new_key(passphrase: str, cost: ScryptCost, random: Random) -> _FileKey:
    if not passphrase:
        raise BadInput("an empty passphrase protects nothing")
    return _derive(passphrase, random.bytes(16), cost)


def _derive(passphrase: str, salt: bytes, cost: ScryptCost) -> _FileKey:
    return _FileKey(key_of_passphrase(passphrase, salt, cost), salt, cost)


def key_of_passphrase(passphrase: str, salt: bytes, cost: ScryptCost) -> bytes:
    """32 bytes; slow on purpose."""
    derive = Scrypt(salt=salt, length=KEY_BYTES, n=2**cost.log2_n, r=cost.r, p=cost.p)
    # A passphrase typed in full width or in parts (か + ゛) is the same passphrase.
    return derive.derive(normalize("NFKC", passphrase).encode())


def _seal(contents: VaultContents, key: _FileKey, random: Random) -> bytes:
    keys = [
        [item.space.space_id, item.epoch, item.secret, item.private, item.public]
        for item in contents.space_keys
    ]
    extras = _sorted(contents.extras)
    require_plain(extras)
    plain = pack([contents.device.private_bytes, keys, contents.checkpoint_key, extras])
    nonce = random.bytes(12)
    cost = key.cost
    start = _START.pack(MAGIC, VAULT_FORMAT, cost.log2_n, cost.r, cost.p, key.salt, nonce)
    data = start + AESGCM(key.key).encrypt(nonce, plain, start)
    return data + sha256(data).digest()


def _sorted(value: Any) -> Any:
    """Maps in key order, as the packing wants them."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value


def _read(data: bytes, passphrase: str) -> tuple[VaultContents, _FileKey]:
    if len(data) > VAULT_BYTES_MAX or len(data) < _START.size + _HASH_BYTES:
        raise DamagedFile("the vault has an impossible length")
    if data[: len(MAGIC)] != MAGIC:
        raise DamagedFile("this is no vault")
    content, digest = data[:-_HASH_BYTES], data[-_HASH_BYTES:]
    if sha256(content).digest() != digest:
        raise DamagedFile("the vault is damaged")
    _magic, version, log2_n, r, p, salt, nonce = _START.unpack_from(data)
    if version > VAULT_FORMAT:
        raise NewerFormat(f"vault format {version}")
    if not (1 <= log2_n <= COST_LOG2_MAX and 1 <= r <= 32 and 1 <= p <= 16):
        raise DamagedFile("the vault asks for impossible work")
    key = _derive(passphrase, salt, ScryptCost(log2_n, r, p))
    try:
        start, sealed = content[: _START.size], content[_START.size :]
        plain = AESGCM(key.key).decrypt(nonce, sealed, start)
    except InvalidTag:
        raise WrongPassphrase("the passphrase does not open the vault") from None
    return _contents(plain), key


def _contents(plain: bytes) -> VaultContents:
    try:
        value: Any = unpack(plain, VAULT_BYTES_MAX)
        device, keys, checkpoint_key, extras = value
        return VaultContents(
            DeviceKey(device),
            tuple(SpaceKey(parse_space(space), *rest) for space, *rest in keys),
            checkpoint_key,
            extras,
        )
    except (DecodeError, BadInput, ValueError, TypeError) as error:
        raise DamagedFile(f"the vault holds something else: {type(error).__name__}") from None
