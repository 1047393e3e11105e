"""What a desk wrote about a need, made fit for the tables: which table, which type, blank or not.

Promises that blank text is None ("not asked"), that "no" stays False, that text keeps its letters
as typed, and that the town without house number follows from the address where nobody wrote it.
Refuses, with the field's name, what a table cannot hold: a number out of range, a day that is none,
a text longer than ten pages, a field that is not the desk's to change.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.documents.readers.towns import town_of
from app.domain.tables import REGISTRY
from app.services.command import Refused
from sync.core.operations import Value
from sync.core.registry import FieldType

_TYPES = {
    table: {item.name: item.type for item in REGISTRY.by_name[table].fields}
    for table in ("need", "need_private", "survey_private")
}
TYPE_OF: dict[str, FieldType] = {
    name: kind for kinds in _TYPES.values() for name, kind in kinds.items()
}
# (least, most): beyond them it is a slip of the finger.
_RANGES = {
    "people": (0, 500),
    "days": (1, 365),
    "flood_cm": (0, 2_000),
    "mud_cm": (0, 1_000),
    "priority": (0, 9),
}
_POSTAL_DIGITS = 7
# Far below what a stored text may have (`sync.core.limits`), above any paper form.
TEXT_LETTERS_MAX = 10_000


@dataclass(frozen=True)
class NeedValues:
    """The same values by table; a None takes back what stood there."""

    need: dict[str, Value]
    private: dict[str, Value]
    visit: dict[str, Value]

    @property
    def all(self) -> dict[str, Value]:
        return {**self.need, **self.private, **self.visit}


def need_values(values: Mapping[str, Value], allowed: Collection[str]) -> NeedValues | Refused:
    """The values cleaned and sorted to their tables, or the first one that cannot be kept."""
    clean: dict[str, Value] = {}
    for name, value in values.items():
        if name not in allowed or name not in TYPE_OF:
            return Refused("need_field_unknown", {"name": name}, field=name)
        found = _clean(name, value)
        if isinstance(found, Refused):
            return found
        clean[name] = found
    begins, ends = clean.get("wanted_from"), clean.get("wanted_until")
    if isinstance(begins, str) and isinstance(ends, str) and ends < begins:
        return Refused("wanted_days_order", field="wanted_until")
    return NeedValues(*({k: v for k, v in clean.items() if k in _TYPES[t]} for t in _TYPES))


def town_from(address: Value, postal_code: Value) -> str | None:
    """The town of an address as typed; None where it cannot be cut off with certainty."""
    if not isinstance(address, str):
        return None
    return town_of(address, postal_code if isinstance(postal_code, str) else "")


def _clean(name: str, value: Value) -> Value | Refused:
    if value is None:
        return None
    kind = TYPE_OF[name]
    if kind is FieldType.SET:
        return tuple(sorted({str(item) for item in value})) if isinstance(value, tuple) else ()
    if kind is FieldType.BOOLEAN:
        return bool(value)
    if kind is FieldType.INTEGER:
        return _number(name, value)
    words = unicodedata.normalize("NFC", str(value)).strip()
    if not words:
        return None
    if len(words) > TEXT_LETTERS_MAX:
        return Refused("text_too_long", {"limit": TEXT_LETTERS_MAX}, field=name)
    if kind is FieldType.DATE and not _is_day(words):
        return Refused("day_unreadable", field=name)
    return _postal(words) if name == "postal_code" else words


def _number(name: str, value: Value) -> Value | Refused:
    least, most = _RANGES.get(name, (-(10**9), 10**9))
    if not isinstance(value, int) or not least <= value <= most:
        return Refused("number_out_of_range", {"least": least, "most": most}, field=name)
    return value


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _postal(words: str) -> str:
    """Seven digits where it is a postal code; else as typed, since whoever rings off is gone."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", words) if c.isdecimal())
    return digits if len(digits) == _POSTAL_DIGITS else words
