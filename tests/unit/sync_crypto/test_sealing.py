"""Sealed bodies open for who may, and for nobody after any change."""

import pytest
import zstandard

from sync.core.batch import Batch
from sync.core.encoding import decode_body
from sync.core.errors import BadSeal, DecodeError, LimitExceeded, NotReadable
from sync.core.limits import PACKED_BYTES_MAX, SEALED_BYTES_MAX
from sync.crypto.sealing import Dictionaries, Sealer, _leb128
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.engine.author import Author, Reader
from tests.support.chains import CENTRE, REGISTRY, SEALED, Desk
from tests.support.world import SeededRandom

KEY = SpaceKey.generate(SEALED, 3, SeededRandom(1))
PACKED = "神奈川県横浜市 訓練 太郎 090-0000-0011".encode()
SAMPLES = [f"神奈川県横浜市 訓練 {n} 090-0000-{n:04}".encode() for n in range(2_000)]


@pytest.fixture(scope="module")
def dictionaries():
    return Dictionaries({4: zstandard.train_dictionary(2_000, [*SAMPLES]).as_bytes()})


@pytest.fixture
def sealer(dictionaries):
    return Sealer(dictionaries)


@pytest.mark.parametrize("key", [KEY, KEY.for_writers()], ids=["for members", "to the epoch"])
@pytest.mark.parametrize("dictionary", [0, 4])
@pytest.mark.parametrize("packed", [b"", PACKED, PACKED * 500], ids=["empty", "short", "long"])
def test_a_member_opens_what_was_sealed(sealer, key, dictionary, packed):
    sealed = sealer.seal(key, SeededRandom(2), b"header", packed, dictionary)
    assert sealer.open(KEY, b"header", sealed, dictionary) == packed
    assert PACKED not in sealed


def test_a_dictionary_makes_short_bodies_shorter(sealer):
    with_it, without = (
        len(sealer.seal(KEY, SeededRandom(2), b"", PACKED, number)) for number in (4, 0)
    )
    assert with_it < without


def test_a_writer_cannot_open_even_its_own(sealer):
    writer = KEY.for_writers()
    sealed = sealer.seal(writer, SeededRandom(2), b"header", PACKED)
    with pytest.raises(NotReadable):
        sealer.open(writer, b"header", sealed)


@pytest.mark.parametrize("key", [KEY, KEY.for_writers()], ids=["for members", "to the epoch"])
def test_any_changed_byte_is_noticed(sealer, key):
    sealed = sealer.seal(key, SeededRandom(2), b"header", PACKED)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(BadSeal):
            sealer.open(KEY, b"header", bytes(changed))
    for end in range(len(sealed)):
        with pytest.raises(BadSeal):
            sealer.open(KEY, b"header", sealed[:end])


@pytest.mark.parametrize("key", [KEY, KEY.for_writers()], ids=["for members", "to the epoch"])
def test_a_body_belongs_to_its_header_its_key_and_its_epoch(sealer, key):
    sealed = sealer.seal(key, SeededRandom(2), b"header", PACKED)
    with pytest.raises(BadSeal):
        sealer.open(KEY, b"other", sealed)
    with pytest.raises(BadSeal):
        sealer.open(SpaceKey.generate(SEALED, 3, SeededRandom(9)), b"header", sealed)


def test_a_body_sealed_to_the_epoch_is_bound_to_it(sealer):
    sealed = sealer.seal(KEY.for_writers(), SeededRandom(2), b"header", PACKED)
    moved = SpaceKey(CENTRE, 3, KEY.secret, KEY.private, KEY.public)
    later = SpaceKey(SEALED, 4, KEY.secret, KEY.private, KEY.public)
    for key in (moved, later):
        with pytest.raises(BadSeal):
            sealer.open(key, b"header", sealed)


def test_the_same_body_is_never_sealed_to_the_same_bytes(sealer):
    random = SeededRandom(2)
    assert len({sealer.seal(KEY, random, b"", PACKED) for _ in range(20)}) == 20


def test_an_unknown_dictionary_is_not_readable_here(sealer):
    with pytest.raises(NotReadable):
        sealer.seal(KEY, SeededRandom(2), b"", PACKED, 9)
    sealed = sealer.seal(KEY, SeededRandom(2), b"", PACKED, 4)
    with pytest.raises(NotReadable):
        Sealer(Dictionaries()).open(KEY, b"", sealed, 4)


def test_a_body_with_the_wrong_dictionary_is_refused(sealer):
    sealed = sealer.seal(KEY, SeededRandom(2), b"", PACKED, 4)
    with pytest.raises(DecodeError):
        sealer.open(KEY, b"", sealed, 0)


def sealed_plain(plain: bytes) -> bytes:
    """As somebody seals who has the key and means harm."""
    cipher = Sealer(Dictionaries())._cipher(KEY.secret or b"")
    return b"\x01" + bytes(12) + cipher.encrypt(bytes(12), plain, b"")


def frame(content: bytes) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(content)


@pytest.mark.parametrize(
    ("plain", "error"),
    [
        (b"", DecodeError),
        (b"\xff\xff\xff\xff\xff", DecodeError),
        (_leb128(PACKED_BYTES_MAX + 1) + frame(b"x"), LimitExceeded),
        (_leb128(100) + frame(bytes(50_000_000)), DecodeError),
        (_leb128(5) + frame(b"1234"), DecodeError),
        (_leb128(3) + frame(b"1234"), DecodeError),
        (_leb128(4) + frame(b"1234") + b"!", DecodeError),
        (_leb128(4) + b"no frame", DecodeError),
        (_leb128(0) + frame(b"1"), DecodeError),
    ],
)
def test_bombs_and_lies_inside_a_seal_are_refused(sealer, plain, error):
    with pytest.raises(error):
        sealer.open(KEY, b"", sealed_plain(plain))


def test_a_frame_that_states_a_size_is_refused_before_memory_is_taken(sealer):
    exabyte = b"\xe0" + (2**60).to_bytes(8, "little") + b"\x01\x00\x00"
    with pytest.raises(DecodeError):
        sealer.open(KEY, b"", sealed_plain(_leb128(10) + exabyte))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=True
    )
    big = zstandard.ZstdCompressor(compression_params=parameters).compress(bytes(50_000_000))
    with pytest.raises(DecodeError):
        sealer.open(KEY, b"", sealed_plain(_leb128(10) + big))


def test_what_is_too_large_is_neither_sealed_nor_opened(sealer):
    with pytest.raises(LimitExceeded):
        sealer.seal(KEY, SeededRandom(2), b"", bytes(PACKED_BYTES_MAX + 1))
    with pytest.raises(LimitExceeded):
        sealer.seal(KEY, SeededRandom(2), b"", SeededRandom(3).bytes(SEALED_BYTES_MAX))
    with pytest.raises(LimitExceeded):
        sealer.open(KEY, b"", bytes(SEALED_BYTES_MAX + 1))


def test_dictionaries_come_from_files_by_number(tmp_path):
    content = zstandard.train_dictionary(2_000, [*SAMPLES]).as_bytes()
    (tmp_path / "7.zdict").write_bytes(content)
    loaded = Dictionaries.load(tmp_path)
    assert loaded.newest == 7
    assert Dictionaries().newest == 0
    sealer = Sealer(loaded)
    assert sealer.open(KEY, b"", sealer.seal(KEY, SeededRandom(1), b"", PACKED, 7), 7) == PACKED


def test_an_author_seals_what_a_reader_opens():
    desk = Desk()
    entry = desk.entry(about=5)
    packed = desk.reader.packed(Batch(entry.header, entry.body))
    assert packed is not None
    assert decode_body(REGISTRY, packed).act == "register"
    assert desk.reader.packed(Batch(entry.header, None)) is None
    stolen = Batch(entry.header._replace(hlc=entry.header.hlc + 1), entry.body)
    with pytest.raises(BadSeal):
        desk.reader.packed(stolen)


def test_a_desk_writes_where_it_cannot_read(dictionaries):
    """A volunteer's health note at reception."""
    member = Desk(seed=1)
    key = member.keyring.find(SEALED, 1)
    reception, random = Keyring([key.for_writers()]), SeededRandom(8)
    sealer = Sealer(dictionaries)
    author = Author(member.key, reception, sealer, random, 1, 1)
    entry = author.entry(None, SEALED, 5, PACKED)
    batch = Batch(entry.header, entry.body)
    with pytest.raises(NotReadable):
        Reader(reception, sealer).packed(batch)
    assert Reader(Keyring([key]), sealer).packed(batch) == PACKED
    with pytest.raises(NotReadable):
        author.entry(None, CENTRE, 5, PACKED)
