"""What the cells of a column look like, where its header says nothing or something else.

Promises to answer only for contents that are unmistakable (an e-mail address, a telephone number);
everything else stays unknown and is left to the person.
"""

import re
import unicodedata
from collections.abc import Sequence

from app.documents.readers.headers import Kind

# A guess needs nearly all cells; a contradiction needs nearly none.
SURE = 0.8
HOPELESS = 0.2
SAMPLES_MIN = 3

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTAL = re.compile(r"〒?\s*[0-9]{3}-?[0-9]{4}")
_PHONE = re.compile(r"(?:\+81|0)[0-9()\- .]{8,15}|[789]0[0-9]{8}")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・\s]{2,40}")
_SEX = re.compile(r"男性?|女性?|その他|回答しない|無回答")
_NAME = re.compile(r"[㐀-䶿一-鿿豈-﫿々𠀀-𯿿][㐀-䶿一-鿿豈-﫿々𠀀-𯿿ぁ-ヺー\s]{1,11}")
_DATE = re.compile(
    r"(?:[0-9]{4}|[RHST][0-9]{1,2}|(?:令和|平成|昭和|大正)(?:[0-9]{1,2}|元)年?)[年/.\-][0-9]{1,2}.*"
    r"|[0-9]{8}|[0-9]{5}|[0-9]{1,2}[月/][0-9]{1,2}.*"
)
_NUMBER = re.compile(r"約?[0-9][0-9,]*(?:\.[0-9]+)?\s*\D{0,4}")

_SHAPES: dict[str, re.Pattern[str]] = {
    "email": _EMAIL,
    "postal": _POSTAL,
    "phone": _PHONE,
    "kana": _KANA,
    "sex": _SEX,
}
# Shapes that a header's claim is held against; loose ones: a few bad cells are the plan's job.
_CLAIMS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r".*[@].*"),
    "postal": re.compile(r"〒?\s*[0-9\-‐ー−]{5,9}"),
    "phone": re.compile(r".*[0-9].*[0-9].*[0-9].*[0-9].*"),
    "integer": _NUMBER,
}
_GUESSED_SLOTS = {
    "email": "email",
    "postal": "postal_code",
    "phone": "phone",
    "kana": "kana",
    "sex": "sex",
}


def guess(kind: Kind, samples: Sequence[str], *, headerless: bool) -> str | None:
    """The slot that a column's cells speak for, or None. Names only where no header row exists."""
    if kind is Kind.EQUIPMENT or len(samples) < SAMPLES_MIN:
        return None
    for shape, pattern in _SHAPES.items():
        if _share(pattern, samples) >= SURE:
            slot = _GUESSED_SLOTS[shape]
            return None if slot == "sex" and kind is not Kind.VOLUNTEERS else _existing(kind, slot)
    if headerless and _share(_NAME, samples) >= SURE:
        return "name"
    return None


def contradicts(reader: str, samples: Sequence[str]) -> bool:
    """Whether hardly any cell can be what the header says (連絡先 over a column of e-mails)."""
    pattern = _CLAIMS.get(reader)
    if pattern is None or len(samples) < SAMPLES_MIN:
        return False
    return _share(pattern, samples) < HOPELESS or (
        reader == "phone" and _share(_EMAIL, samples) >= SURE
    )


def _existing(kind: Kind, slot: str) -> str | None:
    return None if slot == "email" and kind is Kind.NEEDS else slot


def _share(pattern: re.Pattern[str], samples: Sequence[str]) -> float:
    texts = [unicodedata.normalize("NFKC", text).strip() for text in samples]
    return sum(pattern.fullmatch(text) is not None for text in texts) / len(texts)
