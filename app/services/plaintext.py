"""Looks for people in the files of an operation: at rest there must be none in clear.

Every name, phone number, address and e-mail that the working set knows (also what was written over)
is looked for in every file, as UTF-8, UTF-16 and Shift_JIS. What is found is told by file and kind,
never by its text. Needles of fewer than six bytes are left out: chance would find them in any
ciphertext.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
BYTES_MIN = 6
BYTES_MAX = 300
CHUNK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Leak:
    """`kind`: name, phone, address, email. `count`: how many different ones, not how often."""

    file: str
    kind: str
    encoding: str
    count: int


def leaks(
    files: Iterable[tuple[str, Path]],
    texts: Mapping[str, str],
    on_bytes: Callable[[int], None] = lambda _count: None,
) -> tuple[Leak, ...]:
    """Whatever of `texts` stands in the files. `on_bytes` hears how far it is. Raises OSError."""
    searches = [search for encoding in ENCODINGS if (search := _Search.of(encoding, texts))]
    found: list[Leak] = []
    for name, path in files:
        seen: dict[tuple[str, str], set[bytes]] = {}
        for chunk in _chunks(path):
            for search in searches:
                for needle in search.found_in(chunk):
                    seen.setdefault((search.kinds[needle], search.encoding), set()).add(needle)
            on_bytes(len(chunk))
        found += [
            Leak(name, kind, encoding, len(needles)) for (kind, encoding), needles in seen.items()
        ]
    return tuple(sorted(found, key=lambda leak: (leak.file, leak.kind, leak.encoding)))


@dataclass(frozen=True)
class _Search:
    """All needles in one encoding: a pattern finds where one may begin, `lengths` how long those
    are that begin so."""

    encoding: str
    begins: re.Pattern[bytes]
    lengths: Mapping[bytes, tuple[int, ...]]
    kinds: Mapping[bytes, str]

    @classmethod
    def of(cls, encoding: str, texts: Mapping[str, str]) -> "_Search | None":
        kinds: dict[bytes, str] = {}
        for text, kind in texts.items():
            needle = _encoded(text, encoding)[:BYTES_MAX]
            # ASCII is the same in UTF-8 and Shift_JIS: look for it once.
            if len(needle) >= BYTES_MIN and not (encoding == "cp932" and text.isascii()):
                kinds.setdefault(needle, kind)
        if not kinds:
            return None
        lengths: dict[bytes, set[int]] = {}
        seconds: dict[int, set[int]] = {}
        for needle in kinds:
            lengths.setdefault(needle[:BYTES_MIN], set()).add(len(needle))
            seconds.setdefault(needle[0], set()).add(needle[1])
        branches = (
            re.escape(bytes((first,))) + b"(?=[" + b"".join(map(_in_class, sorted(after))) + b"])"
            for first, after in sorted(seconds.items())
        )
        return cls(
            encoding,
            re.compile(b"|".join(branches), re.DOTALL),
            {start: tuple(found) for start, found in lengths.items()},
            kinds,
        )

    def found_in(self, data: bytes) -> Iterator[bytes]:
        for match in self.begins.finditer(data):
            place = match.start()
            for length in self.lengths.get(data[place : place + BYTES_MIN], ()):
                needle = data[place : place + length]
                if needle in self.kinds:
                    yield needle


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""  # 𠮷 is not in Shift_JIS, so it cannot stand in a file in it


def _in_class(byte: int) -> bytes:
    return b"\\x%02x" % byte


def _chunks(path: Path) -> Iterator[bytes]:
    """Pieces that overlap by the longest needle, so that none is cut in two."""
    with path.open("rb") as file:
        before = b""
        while data := file.read(CHUNK_BYTES):
            yield before + data
            before = data[-BYTES_MAX:]
