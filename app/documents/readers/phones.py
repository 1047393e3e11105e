"""Telephone numbers out of spreadsheets, which like to take them for quantities.

Promises: a zero that Excel dropped comes back where the number can only be Japanese (+81, nine or
ten digits that need it); a number that Excel rounded is refused; what is fine stays as typed. Two
numbers in one cell are two numbers.
"""

import re
import unicodedata

from app.documents.readers.reading import EMPTY, Reading, Setting, unreadable

_ABSENT = re.compile(
    r"(?:なし|無し?|ありません|持っていない|-+|ー+|x+|×+|0+|同上|n/a)", re.IGNORECASE
)
_ROUNDED = re.compile(r"([0-9])\.([0-9]+)e\+?0?([0-9]{1,2})", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/、,;\n]+|または|又は|もしくは")
_LABEL = re.compile(r"^(?:携帯|自宅|勤務先|会社|本人|tel|電話)\s*[:.：]?\s*", re.IGNORECASE)
_DASHES = re.compile("[‐‑‒–—―−ー－─]")
_SHAPE = re.compile(r"[+(]?[0-9][0-9()\- .]*")
_DIGITS_MIN = 9  # of a number with its area code
_MOBILE = re.compile(r"0[5-9]0[0-9]{8}")


def read_phone(text: str, setting: Setting) -> Reading:
    """A number as typed, or repaired; the second one of a cell is in `others`."""
    del setting
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip().strip("'\"")
    if not plain or _ABSENT.fullmatch(plain):
        return EMPTY
    if rounded := _ROUNDED.fullmatch(plain):
        digits, exponent = rounded[1] + rounded[2], int(rounded[3])
        if len(digits) <= exponent:  # 9.01235E+09 has lost its last digits
            return unreadable("phone_rounded", text)
        plain = digits[: exponent + 1]
    numbers = [_repaired(part) for part in _parts(plain)]
    if not numbers or not all(numbers):
        return unreadable("phone_unreadable", text)
    code = "" if all(map(_plausible, numbers)) else "phone_odd"
    return Reading(numbers[0], code, {"text": text} if code else {}, others=tuple(numbers[1:]))


def _parts(plain: str) -> list[str]:
    """The numbers of a cell; a space divides two only where each side is long enough for one."""
    parts: list[str] = []
    for piece in _SEPARATORS.split(plain):
        words = [_LABEL.sub("", word) for word in _LABEL.sub("", piece.strip()).split()]
        whole = all(len(_digits(word)) >= _DIGITS_MIN for word in words)
        parts += words if whole else [" ".join(words)]
    return parts


def _repaired(part: str) -> str:
    """The number with its zero, or nothing where it is no number."""
    part = re.sub(r"\.0$", "", part)
    if not _SHAPE.fullmatch(part):
        return ""
    digits = _digits(part)
    if part.startswith("+81"):
        return _spelled("0" + digits[2:].removeprefix("0"))
    if part.startswith(("+", "0", "(0")):
        return part
    # Mobile numbers have ten digits behind the zero, fixed lines nine.
    if len(digits) == 10 and digits[:2] in ("50", "60", "70", "80", "90"):
        return _spelled("0" + digits) if part == digits else "0" + part
    if len(digits) == 9 and digits[0] != "0":
        return "0" + part
    return part


def _spelled(digits: str) -> str:
    """090-0000-0011 for a mobile number; how a fixed line is divided depends on its place."""
    return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}" if _MOBILE.fullmatch(digits) else digits


def _plausible(number: str) -> bool:
    digits = _digits(number)
    if number.startswith("+"):
        return 8 <= len(digits) <= 15
    return digits.startswith("0") and len(digits) in (10, 11)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
