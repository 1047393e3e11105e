"""What a QR code of Tasuki says: `tasuki:n:<id>` a need, `tasuki:p:…` a person, `tasuki:e:…`
equipment, `tasuki:l:…` a loan between councils.

Promises that nothing about a person is inside: an id of 32 hexadecimal digits, a spoken number
(C-0137) or a shelf code. `parse` reads what scanners make of it: other case, full-width letters, a
line end, and the signs that a scanner set to another country's keyboard types. Refuses
(ValueError) to write anything that is not an id, a number or a code; what `parse` does not know is
None.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NEED = "n"
    PERSON = "p"
    EQUIPMENT = "e"
    LOAN = "l"  # of one council to another


@dataclass(frozen=True)
class Payload:
    """`value` is an id (32 hexadecimal digits), a number in capitals, or an equipment code."""

    kind: Kind
    value: str

    @property
    def text(self) -> str:
        """What the QR code holds: lower case, ASCII."""
        return f"tasuki:{self.kind}:{self.value.lower()}"

    @property
    def entity(self) -> bytes | None:
        """The id, where the value is one."""
        return bytes.fromhex(self.value) if _ID.fullmatch(self.value) else None


_ID = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[A-Z]{1,3}-[0-9]{1,8}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_BEGUN = re.compile(r"tasuki[:+']")
# On a Japanese keyboard a scanner set to an American one types + for : and = for _; the other way
# round it types ' for :.
_SCANNED = re.compile(r"tasuki[:+']([npel])[:+']([0-9a-z_=-]{1,64})")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−ーｰ", "-"))


def need(need_id: bytes) -> str:
    """Payload text of a need's id (16 bytes)."""
    return _checked(Payload(Kind.NEED, _id_digits(need_id)), _ID)


def loan(loan_id: bytes) -> str:
    """Payload text of a loan between councils, by its id (16 bytes)."""
    return _checked(Payload(Kind.LOAN, _id_digits(loan_id)), _ID)


def person(id_or_number: bytes | str) -> str:
    """Payload text of a person: the id (16 bytes), or the number that people say (C-0137)."""
    if isinstance(id_or_number, bytes):
        return _checked(Payload(Kind.PERSON, _id_digits(id_or_number)), _ID)
    return _checked(Payload(Kind.PERSON, id_or_number.upper()), _NUMBER)


def equipment(code: str) -> str:
    """Payload text of an equipment code (shovel_square)."""
    return _checked(Payload(Kind.EQUIPMENT, code), _CODE)


def parse(scanned: str) -> Payload | None:
    """What a scanner read or typed, or None where it is no code of ours."""
    found = _SCANNED.fullmatch(_plain(scanned))
    if found is None:
        return None
    kind, value = Kind(found[1]), found[2].replace("=", "_")
    if kind is Kind.EQUIPMENT:
        return Payload(kind, value) if _CODE.fullmatch(value) else None
    if _ID.fullmatch(value):
        return Payload(kind, value)
    number = value.upper()
    return Payload(kind, number) if _NUMBER.fullmatch(number) else None


def begins_code(typed: str) -> bool:
    """Whether these first letters can only become a code of ours: a scanner is still typing."""
    return _BEGUN.match(_plain(typed)) is not None


def _plain(scanned: str) -> str:
    plain = unicodedata.normalize("NFKC", scanned).translate(_HYPHENS)
    return "".join(plain.split()).lower()


def _id_digits(identifier: bytes) -> str:
    if len(identifier) != 16:
        raise ValueError(f"an id has 16 bytes, not {len(identifier)}")
    return identifier.hex()


def _checked(payload: Payload, form: re.Pattern[str]) -> str:
    if not form.fullmatch(payload.value):
        raise ValueError(f"not an id, a number or a code: {payload.value!r}")
    return payload.text
