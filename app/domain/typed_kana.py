"""The reading of a name, from the way it was typed.

Japanese is typed as kana and then converted, so the field shows わたなべ for a moment before it
shows 渡辺. Whoever follows the letters knows the reading and need not ask for it. Promises nothing:
a name that was pasted has the reading of the list of family names, or none.
"""

import re

import jaconv

from app.domain.surname_readings import READINGS_OF

_KANA = re.compile("[ぁ-ゖァ-ヺー\u3000 ]+")
# While letters are converted, the last one is still Latin: わたn.
_UNFINISHED = re.compile("[a-zA-Zａ-ｚＡ-Ｚ]{1,3}$")


def follow_reading(reading: str, typed: str) -> str:
    """The reading after one more change of the field; `reading` is what was known before."""
    plain = typed.strip()
    if not plain:
        return ""
    kana = _UNFINISHED.sub("", plain)
    if kana and _KANA.fullmatch(kana):
        return jaconv.hira2kata(kana)
    if reading:
        return reading
    known = READINGS_OF.get(plain)
    return jaconv.hira2kata(known[0]) if known else ""


def is_kana(text: str) -> bool:
    """Whether a text is kana and nothing else."""
    return bool(text.strip()) and _KANA.fullmatch(text.strip()) is not None
