"""From the text of a cell to a value of our tables: one reader for each sort of cell.

Promises that a reader never raises and never loses text: what it cannot read is named and handed
back. Codes of problems are catalogue keys `import.problem.<code>`.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

from app.documents.readers import wordlists
from app.documents.readers.amounts import read_centimetres, read_integer
from app.documents.readers.dates import read_birthday, read_date, read_days, read_instant
from app.documents.readers.phones import read_phone
from app.documents.readers.reading import EMPTY, Reading, Setting, unreadable
from app.documents.readers.words import NOTHING, WordList, word_key
from app.documents.readers.yes_no import read_experience, read_insurance, read_yes_no

Reader: TypeAlias = Callable[[str, Setting], Reading]

ADULT_AGE = 19  # at 18 a person may still be at high school; the careful band is the younger one
AGE_MAX = 120

_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|ERROR!)|#{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF_KATAKANA = re.compile("[｡-ﾟ]+")
_POLITE = re.compile(r"\s*(?:様|さま|殿)$")
_PHONE_INSIDE = re.compile(r"(?:\+81[- ]?|0)[0-9]{1,4}[-(]?[0-9]{1,4}[-)]?[0-9]{3,4}")
_RELATION_WORDS = (
    "父 母 父親 母親 夫 妻 配偶者 息子 娘 長男 次男 長女 次女 子 兄 弟 姉 妹 祖父 祖母 友人 知人 "
    "同僚 上司 家族 親 保護者 親族 本人の父 本人の母"
)
_RELATIONS = frozenset(_RELATION_WORDS.split())
_BRACKETS = re.compile(r"[(（:：/、,\s)）]+")
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_POSTAL = re.compile(r"[0-9]{7}")
_AGE = re.compile(r"(?:満)?([0-9]{1,3})(?:歳|才|さい)?")


def cleaned(text: str) -> Reading:
    """The text of any cell: NFC, line feeds, no control characters, no spreadsheet error."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _CONTROL.sub("", plain).strip()
    if _SPREADSHEET_ERROR.fullmatch(plain):
        return Reading(None, "formula_error", {"text": plain})
    if "�" in plain:
        return Reading(plain, "broken_characters", {"text": plain})
    return Reading(plain or None)


def read_text(text: str, setting: Setting) -> Reading:
    del setting
    return Reading(text or None)


def read_name(text: str, setting: Setting) -> Reading:
    """A name as typed, without 様. Warnings `name_odd` (no letters), `name_lost_letter` (a `?`)."""
    del setting
    name = _POLITE.sub("", _one_line(text))
    if not name:
        return EMPTY
    if "?" in name or "？" in name or "〓" in name:
        # Where Shift_JIS has no 𠮷 or 﨑, exports write a question mark.
        return Reading(name, "name_lost_letter", {"text": name})
    if not any(map(str.isalpha, name)):
        return Reading(name, "name_odd", {"text": name})
    return Reading(name)


def read_kana(text: str, setting: Setting) -> Reading:
    """A reading as typed, half-width kana made whole."""
    del setting
    kana = _POLITE.sub("", _one_line(text))
    kana = _HALF_KATAKANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), kana)
    return Reading(kana or None)


def read_email(text: str, setting: Setting) -> Reading:
    del setting
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _EMAIL.search(plain)
    if not plain or word_key(plain) in NOTHING:
        return EMPTY
    if found is None:
        return unreadable("email_unreadable", text)
    return Reading(found[0], rest="" if found[0] == plain else text)


def read_postal(text: str, setting: Setting) -> Reading:
    """Seven digits; zeros that Excel took from the front come back."""
    del setting
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
    if not text.strip():
        return EMPTY
    if 5 <= len(digits) < 7:
        digits = digits.zfill(7)
    return Reading(digits) if _POSTAL.fullmatch(digits) else unreadable("postal_unreadable", text)


def read_age(text: str, setting: Setting) -> Reading:
    """An age or a word for one, as the code of an age band."""
    del setting
    plain = "".join(unicodedata.normalize("NFKC", text).split()).removesuffix(".0")
    if not plain:
        return EMPTY
    found = _AGE.fullmatch(plain)
    if found is None:
        band = wordlists.AGE_BANDS.one(plain)
        return Reading(band) if band else unreadable("age_unreadable", text)
    age = int(found[1])
    if age > AGE_MAX:
        return unreadable("age_unreadable", text)
    return Reading(_band_of(age))


def read_contact(text: str, setting: Setting) -> Reading:
    """One cell for a whole emergency contact: value is the name, others are (relation, phone)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    dashed = re.sub(r"(?<=[0-9])[‐‑‒–—―−ー](?=[0-9])", "-", plain)
    found = _PHONE_INSIDE.search(dashed)
    phone = str(read_phone(found[0], setting).value or "") if found else ""
    words = _BRACKETS.split(dashed.replace(found[0], " ") if found else dashed)
    relation = next((word for word in words if word in _RELATIONS), "")
    name = " ".join(word for word in words if word and word != relation)
    return Reading(name or None, others=(relation, phone))


def read_vehicle(text: str, setting: Setting) -> Reading:
    """The kind of the vehicle a person comes with; nothing for those who come without one."""
    del setting
    key = word_key(text)
    if not key or key in NOTHING:
        return EMPTY
    kind = wordlists.VEHICLES.one(text)
    if kind in (None, "other") and wordlists.NO_VEHICLE.one(text):
        return EMPTY
    return Reading(kind, rest=text) if kind else unreadable("word_unknown", text)


def _band_of(age: int) -> str:
    if age <= 12:
        return "elementary"
    if age <= 15:
        return "junior_high"
    if age < ADULT_AGE:
        return "high_school"
    return "18_29" if age < 30 else f"{min(age // 10 * 10, 70)}s"


def _one_line(text: str) -> str:
    return re.sub(r"[\n\t]+", " ", text).strip()


def _one_of(words: WordList) -> Reader:
    def read(text: str, setting: Setting) -> Reading:
        del setting
        if not text.strip():
            return EMPTY
        code = words.one(text)
        return Reading(code) if code else unreadable("word_unknown", text)

    return read


def _some_of(words: WordList) -> Reader:
    """Codes as a sorted set; empty, not None, where the answer was なし."""

    def read(text: str, setting: Setting) -> Reading:
        del setting
        if not text.strip():
            return EMPTY
        codes, unknown = words.many(text)
        if unknown:
            rest = "、".join(unknown)
            return Reading(codes or None, "word_unknown", {"text": rest}, rest=rest)
        return Reading(codes)

    return read


READERS: dict[str, Reader] = {
    "text": read_text,
    "name": read_name,
    "kana": read_kana,
    "sex": _one_of(wordlists.SEX),
    "date": read_date,
    "birthday": read_birthday,
    "dates": read_days,
    "instant": read_instant,
    "age": read_age,
    "phone": read_phone,
    "email": read_email,
    "postal": read_postal,
    "contact": read_contact,
    "yesno": read_yes_no,
    "experience": read_experience,
    "insurance": read_insurance,
    "integer": read_integer,
    "centimetres": read_centimetres,
    "vehicle": read_vehicle,
    "skills": _some_of(wordlists.SKILLS),
    "licences": _some_of(wordlists.LICENCES),
    "languages": _some_of(wordlists.LANGUAGES),
    "activity_class": _one_of(wordlists.ACTIVITY_CLASS),
    "participation": _one_of(wordlists.PARTICIPATION),
    "condition": _one_of(wordlists.HEALTH),
    "channel": _one_of(wordlists.CHANNELS),
    "requester_kind": _one_of(wordlists.REQUESTER_KINDS),
    "urgency": _one_of(wordlists.URGENCY),
    "survey_wanted": _one_of(wordlists.SURVEY_WANTED),
    "work_kinds": _some_of(wordlists.WORK_KINDS),
    "damages": _some_of(wordlists.DAMAGES),
    "inspection": _one_of(wordlists.INSPECTION),
    "ownership": _one_of(wordlists.HOME_OWNERSHIP),
    "status": _one_of(wordlists.NEED_STATUS),
    "tools": _some_of(wordlists.TOOLS),
    "equipment_type": _one_of(wordlists.EQUIPMENT_TYPES),
    "equipment_ownership": _one_of(wordlists.EQUIPMENT_OWNERSHIP),
}
