"""Sealed bodies: AES-256-GCM over zstd with a preset dictionary, bound to their header.

    sealed for members   0x01 ‖ nonce 12 ‖ AES-GCM(space secret)
    sealed to the epoch  0x02 ‖ ephemeral X25519 public 32 ‖ nonce 12 ‖ AES-GCM(HKDF-SHA256(shared))
    plain text inside    length (LEB128) ‖ zstd frame without magic, size, dictionary id, checksum

Opening refuses what was changed (BadSeal), what grows beyond the limit (LimitExceeded), what needs
a key or a dictionary that is not here (NotReadable). One `Sealer` may serve several threads.
"""

import threading
from collections.abc import Mapping
from pathlib import Path

import zstandard as zstd
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.errors import BadSeal, DecodeError, LimitExceeded, NotReadable
from sync.core.limits import PACKED_BYTES_MAX, SEALED_BYTES_MAX
from sync.core.ports import Random
from sync.crypto.space_keys import KEY_BYTES, SpaceKey

FOR_MEMBERS = 1
TO_EPOCH = 2
NONCE_BYTES = 12
TAG_BYTES = 16
NO_DICTIONARY = 0
ZSTD_LEVEL = 9
SMALL_BYTES = 1_024
_CIPHERS_MAX = 1_000
_MEMBER_START = bytes((FOR_MEMBERS,))
_PLAIN_FRAME = b"\0"  # zstd frame descriptor: no size, no checksum, no dictionary id


class Dictionaries:
    """Preset compression dictionaries by number. They are kept for ever: a log may need any."""

    def __init__(self, contents: Mapping[int, bytes] | None = None) -> None:
        self._dictionaries = {
            number: zstd.ZstdCompressionDict(content, dict_type=zstd.DICT_TYPE_FULLDICT)
            for number, content in (contents or {}).items()
        }

    @classmethod
    def load(cls, folder: Path) -> "Dictionaries":
        """All `<number>.zdict` files of a folder."""
        return cls({int(path.stem): path.read_bytes() for path in folder.glob("*.zdict")})

    @property
    def newest(self) -> int:
        """The number that new batches take; 0 (none) where no dictionary is shipped."""
        return max(self._dictionaries, default=NO_DICTIONARY)

    def get(self, number: int) -> zstd.ZstdCompressionDict | None:
        """None for 0. Raises NotReadable for a number that this version does not have."""
        if number == NO_DICTIONARY:
            return None
        try:
            return self._dictionaries[number]
        except KeyError:
            raise NotReadable(f"compression dictionary {number} is not here") from None


class _Contexts(threading.local):
    """zstd contexts are costly to make and belong to one thread."""

    def __init__(self) -> None:
        self.compressors: dict[tuple[int, bool], zstd.ZstdCompressor] = {}
        self.decompressors: dict[int, zstd.ZstdDecompressor] = {}


class Sealer:
    """Seals packed bodies and opens them."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        self.dictionaries = dictionaries
        self._contexts = _Contexts()
        self._ciphers: dict[bytes, AESGCM] = {}

    def seal(
        self, key: SpaceKey, random: Random, aad: bytes, packed: bytes, dictionary: int = 0
    ) -> bytes:
        """The sealed body; to the epoch's public key where `key` cannot read.

        `aad` = `aad_bytes(header)`. Raises LimitExceeded, NotReadable (unknown dictionary).
        """
        if len(packed) > PACKED_BYTES_MAX:
            raise LimitExceeded(f"{len(packed)} bytes in one batch")
        compressor = self._compressor(dictionary, small=len(packed) <= SMALL_BYTES)
        plain = _leb128(len(packed)) + compressor.compress(packed)
        nonce = random.bytes(NONCE_BYTES)
        if key.secret is not None:
            start, cipher = _MEMBER_START, self._cipher(key.secret)
        else:
            ephemeral = X25519PrivateKey.from_private_bytes(random.bytes(KEY_BYTES))
            public = ephemeral.public_key().public_bytes_raw()
            shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(key.public))
            start, cipher = bytes((TO_EPOCH,)) + public, _once(key, public, shared)
        sealed = start + nonce + cipher.encrypt(nonce, plain, aad)
        if len(sealed) > SEALED_BYTES_MAX:
            raise LimitExceeded(f"{len(sealed)} sealed bytes in one batch")
        return sealed

    def open(self, key: SpaceKey, aad: bytes, sealed: bytes, dictionary: int = 0) -> bytes:
        """The packed body. Raises BadSeal, NotReadable, LimitExceeded, DecodeError."""
        if key.secret is None:
            raise NotReadable(f"this device writes into {key.space.kind} but does not read it")
        if len(sealed) > SEALED_BYTES_MAX:
            raise LimitExceeded(f"{len(sealed)} sealed bytes")
        try:
            if sealed[:1] == _MEMBER_START:
                plain = self._cipher(key.secret).decrypt(sealed[1:13], sealed[13:], aad)
            else:
                plain = _open_to_epoch(key, aad, sealed)
        except (InvalidTag, ValueError):
            raise BadSeal(f"{key.space.kind} epoch {key.epoch}: cannot be opened") from None
        return self._decompress(plain, dictionary)

    def _decompress(self, plain: bytes, dictionary: int) -> bytes:
        length, start = _read_leb128(plain)
        if length > PACKED_BYTES_MAX:
            raise LimitExceeded(f"{length} bytes when opened")
        if plain[start : start + 1] != _PLAIN_FRAME:
            # A frame that states its own size would be believed, and memory taken for it.
            raise DecodeError("a body is not compressed as ours are")
        decompressor = self._contexts.decompressors.get(dictionary)
        if decompressor is None:
            preset = self.dictionaries.get(dictionary)
            decompressor = zstd.ZstdDecompressor(preset, format=zstd.FORMAT_ZSTD1_MAGICLESS)
            self._contexts.decompressors[dictionary] = decompressor
        try:
            packed = decompressor.decompress(
                plain[start:], max_output_size=max(length, 1), allow_extra_data=False
            )
        except zstd.ZstdError:
            raise DecodeError("a body does not decompress") from None
        if len(packed) != length:
            raise DecodeError("a body is not as long as it says")
        return packed

    def _compressor(self, dictionary: int, *, small: bool) -> zstd.ZstdCompressor:
        """The frames are alike; most bodies are small, and search best when told so."""
        compressor = self._contexts.compressors.get((dictionary, small))
        if compressor is None:
            preset = self.dictionaries.get(dictionary)
            parameters = zstd.ZstdCompressionParameters.from_level(
                ZSTD_LEVEL,
                source_size=SMALL_BYTES if small else 0,
                dict_size=len(preset) if preset is not None else 0,
                format=zstd.FORMAT_ZSTD1_MAGICLESS,
                write_content_size=False,
                write_dict_id=False,
                write_checksum=False,
            )
            compressor = zstd.ZstdCompressor(dict_data=preset, compression_params=parameters)
            self._contexts.compressors[dictionary, small] = compressor
        return compressor

    def _cipher(self, secret: bytes) -> AESGCM:
        cipher = self._ciphers.get(secret)
        if cipher is None:
            if len(self._ciphers) >= _CIPHERS_MAX:
                self._ciphers.clear()
            cipher = self._ciphers[secret] = AESGCM(secret)
        return cipher


def _open_to_epoch(key: SpaceKey, aad: bytes, sealed: bytes) -> bytes:
    if sealed[:1] != bytes((TO_EPOCH,)) or key.private is None:
        raise ValueError("no known way of sealing")
    public, rest = sealed[1 : 1 + KEY_BYTES], sealed[1 + KEY_BYTES :]
    private = X25519PrivateKey.from_private_bytes(key.private)
    shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    cipher = _once(key, public, shared)
    return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], aad)


def _once(key: SpaceKey, ephemeral_public: bytes, shared: bytes) -> AESGCM:
    """The cipher of one body sealed to the epoch: bound to both public keys, space and epoch."""
    place = key.space.space_id + key.epoch.to_bytes(4, "big")
    derive = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=ephemeral_public + key.public,
        info=b"tasuki sealed to epoch v1" + place,
    )  # fmt: skip
    return AESGCM(derive.derive(shared))


def _leb128(number: int) -> bytes:
    digits = bytearray()
    while number >= 0x80:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


def _read_leb128(data: bytes) -> tuple[int, int]:
    """(number, where it ends). At most 4 bytes: far more than any limit."""
    number = 0
    for place, digit in enumerate(data[:4]):
        number |= (digit & 0x7F) << (7 * place)
        if digit < 0x80:
            return number, place + 1
    raise DecodeError("a body does not say how long it is")
