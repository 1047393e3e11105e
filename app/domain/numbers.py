"""Numbers that people say aloud: `C-0137`, desk letter and counter.

Unique without asking anybody, because every desk has its own letter. Read however they are typed or
scanned (`c137`, `Ｃ－０１３７`); always written the same way.
"""

import re
import unicodedata
from collections.abc import Iterable

DIGITS_MIN = 4
_NUMBER = re.compile(r"([A-Z]{1,3})[\s\-‐‑–—−ーｰ]*0*(\d{1,7})")


def number_text(letter: str, counter: int) -> str:
    """`C-0137`. ValueError for a letter or a counter that no number can have."""
    if not re.fullmatch("[A-Z]{1,3}", letter) or counter < 1:
        raise ValueError(f"no number: {letter!r} {counter}")
    return f"{letter}-{counter:0{DIGITS_MIN}d}"


def parse_number(text: str) -> tuple[str, int] | None:
    """Letter and counter of a typed or scanned number, or None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _NUMBER.fullmatch(plain)
    if found is None or int(found[2]) == 0:
        return None
    return found[1], int(found[2])


def normal_number(text: str) -> str | None:
    """The number as it is stored, or None where the text is no number."""
    parsed = parse_number(text)
    return number_text(*parsed) if parsed else None


def next_number(letter: str, existing: Iterable[str | None]) -> str:
    """The number after the highest of this letter; gaps are never filled again."""
    highest = 0
    for text in existing:
        parsed = parse_number(text) if text else None
        if parsed is not None and parsed[0] == letter:
            highest = max(highest, parsed[1])
    return number_text(letter, highest + 1)
