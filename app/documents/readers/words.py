"""Words of forms and the codes they stand for.

Each list is lines "code words". A cell is compared without spaces, signs, width, case and kind of
kana; several words in one cell are divided by 、 , / ; or a new line. What no list knows is handed
back as text. Every code here is one of the shipped code lists, and a test says so.
"""

import re
from dataclasses import dataclass

from app.documents.readers.headers import folded

_SIGNS = re.compile(r"[\s()\[\]「」『』【】〔〕<>:._'\"!?、,。‐\-~〜☑✓✔□■●◯]+")
_DIVIDERS = re.compile(r"[、,，;；/／|｜\n\r]+")
_FINE_DIVIDERS = re.compile(r"[・･&＆+＋\s]+")
_COUNT = re.compile(r"[x×*]?\s*約?[0-9０-９]+(?:\.[0-9]+)?\s*\D{0,2}$")
NOTHING = frozenset(
    map(
        folded,
        ("なし", "無し", "無", "特になし", "特に無し", "ない", "ありません", "特にありません"),
    )
)
_WHOLE_CELL_WORDS_MIN = 2


def word_key(text: str) -> str:
    """A cell made comparable to the words of a list."""
    return _SIGNS.sub("", folded(text))


@dataclass(frozen=True)
class WordList:
    """`exact` from word to code, and the same as pairs, longest word first, for parts of cells."""

    name: str
    exact: dict[str, str]
    parts: tuple[tuple[str, str], ...]

    def one(self, text: str) -> str | None:
        """The code of a cell that names one thing, or None."""
        key = word_key(text)
        if key in self.exact:
            return self.exact[key]
        return next((code for word, code in self.parts if word in key), None)

    def many(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes of a cell that may name several things, and the pieces no word fits."""
        codes: set[str] = set()
        unknown: list[str] = []
        for piece in filter(None, map(str.strip, _DIVIDERS.split(text))):
            if word_key(piece) in NOTHING:
                continue
            found = self._of_piece(piece)
            codes.update(found)
            if not found:
                unknown.append(piece)
        return tuple(sorted(codes)), tuple(unknown)

    def _of_piece(self, piece: str) -> set[str]:
        whole = word_key(_COUNT.sub("", piece.strip()))
        if whole in self.exact:
            return {self.exact[whole]}
        smaller = [self.one(_COUNT.sub("", word)) for word in _FINE_DIVIDERS.split(piece) if word]
        if len(smaller) > 1 and all(smaller):
            return {code for code in smaller if code}
        found = self.one(whole)
        return {found} if found else set()


def words(name: str, lines: str) -> WordList:
    """A list from lines "code words"; a word with `=` counts only as the whole cell."""
    exact: dict[str, str] = {}
    parts: dict[str, str] = {}
    for line in filter(None, lines.replace("\n+", " ").splitlines()):
        code, *spelled = line.split()
        for word in spelled:
            key = word_key(word.removeprefix("="))
            exact.setdefault(key, code)
            if not word.startswith("=") and len(key) >= _WHOLE_CELL_WORDS_MIN:
                parts.setdefault(key, code)
    longest = sorted(parts.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    return WordList(name, exact, tuple(longest))
