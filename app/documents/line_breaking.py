"""Where a line of Japanese may end, and which size lets a text fit its box.

Promises that every character of a text appears in the lines, in order (spaces at a line's end are
the only thing that goes); that 。」ょー do not begin a line and 「（ do not end one; and that
words and numbers stay whole where the line is wide enough. Refuses nothing: a word wider than the
line is broken, and a text too long for its box gets smaller. Widths are in any one unit, sizes in
points.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

Measure = Callable[[str], float]
"""Width of a text on one line: the sum of its letters' widths."""

NEVER_FIRST = frozenset("、。，．・：；？！ー〜～…‥々〻ヽヾゝゞ゛゜,.:;?!%％℃°′″")
CLOSING, OPENING = {"Pe", "Pf"}, {"Ps", "Pi"}
JOINING = {"Mn", "Me", "Mc", "Cf"}  # variation selectors, marks: part of the letter before them
IN_WORDS = frozenset("-‐‑–−－./:,'’@_+&#")
SIZE_STEP = 0.5
SIZE_LEAST = 2.0


@dataclass(frozen=True)
class Fitted:
    """Lines that fit, and the size in points at which they do."""

    lines: tuple[str, ...]
    size: float


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """The lines of `text`, each at most `width` wide; an empty text has one empty line."""
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines.extend(_paragraph(paragraph, width, measure))
    return tuple(lines)


def fit(
    text: str,
    width: float,
    height: float,
    sizes: tuple[float, float],
    measure_at: Callable[[float], Measure],
    line_height: Callable[[float], float],
) -> Fitted:
    """The largest size, from `sizes[0]` down, at which the wrapped text fits the box.

    Down to the floor `sizes[1]` one line is preferred to two; a text that no legible size can hold
    gets smaller still, because a name that is hard to read is better than half a name.
    """
    single = one_line(text, width, sizes, measure_at)
    if single is not None and line_height(single) * (text.count("\n") + 1) <= height:
        return Fitted(wrap(text, width, measure_at(single)), single)
    for size in _sizes(sizes[0], SIZE_LEAST):
        measure = measure_at(size)
        lines = wrap(text, width, measure)
        if line_height(size) * len(lines) <= height:
            return Fitted(_balanced(text, lines, width, measure), size)
    return Fitted(wrap(text, width, measure_at(SIZE_LEAST)), SIZE_LEAST)


def _balanced(text: str, lines: tuple[str, ...], width: float, measure: Measure) -> tuple[str, ...]:
    """As many lines, but of like length: a name does not leave one letter for its last line."""
    for share in range(5, 10):
        narrower = wrap(text, width * share / 10, measure)
        if len(narrower) == len(lines):
            return narrower
    return lines


def one_line(
    text: str, width: float, sizes: tuple[float, float], measure_at: Callable[[float], Measure]
) -> float | None:
    """The largest size between both at which no line of the text wraps, or None."""
    for size in _sizes(*sizes):
        if len(wrap(text, width, measure_at(size))) == text.count("\n") + 1:
            return size
    return None


def _sizes(largest: float, least: float) -> Iterator[float]:
    size = largest
    while size > least:
        yield size
        size -= SIZE_STEP
    yield least


def _paragraph(text: str, width: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(text):
        needed = measure(piece.rstrip())
        if line and used + needed > width:
            yield line.rstrip()
            line, used = "", 0.0
        if needed > width:
            *full, line = _broken(piece, width, measure)
            yield from full
            used = measure(line)
        else:
            line += piece
            used += measure(piece)
    yield line.rstrip()


def _broken(word: str, width: float, measure: Measure) -> Iterator[str]:
    """A piece wider than the line, cut wherever it must be; one letter at least on each line."""
    line, used = "", 0.0
    for letter in _letters(word):
        needed = measure(letter)
        if line and used + needed > width:
            yield line
            line, used = "", 0.0
        line += letter
        used += needed
    yield line


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...]:
    """What must stay together: a word, a number, a letter with the marks that hang on it."""
    pieces: list[str] = []
    for letter in _letters(text):
        if pieces and not _may_end_between(pieces[-1], letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return tuple(pieces)


def _letters(text: str) -> Iterator[str]:
    """Characters, each with the selectors and marks that belong to it."""
    letter = ""
    for character in text:
        if letter and unicodedata.category(character) not in JOINING:
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _may_end_between(before: str, after: str) -> bool:
    if after.isspace():
        return False
    if before[-1].isspace():
        return True
    first, last = after[0], _base(before)
    if _never_first(first) or unicodedata.category(last) in OPENING:
        return False
    return not (_in_word(last) and _in_word(first))


def _base(piece: str) -> str:
    """The last character that is no mark."""
    return next((c for c in reversed(piece) if unicodedata.category(c) not in JOINING), piece[-1])


@cache
def _never_first(character: str) -> bool:
    if character in NEVER_FIRST or unicodedata.category(character) in CLOSING:
        return True
    return unicodedata.name(character, "").startswith(
        ("HIRAGANA LETTER SMALL", "KATAKANA LETTER SMALL", "HALFWIDTH KATAKANA LETTER SMALL")
    )


@cache
def _in_word(character: str) -> bool:
    if character in IN_WORDS:
        return True
    category = unicodedata.category(character)
    if category == "Nd":
        return True
    wide = unicodedata.east_asian_width(character) in "WF"
    return category[0] in "L" and not wide
