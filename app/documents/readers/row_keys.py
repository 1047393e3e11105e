"""Which row is which: keys that are equal on every laptop and at every import.

The ids of imported records are UUIDv5 of (source, key), so keys must never depend on the app's
version: they use their own plain folding, not the search keys, which may learn new spellings. A
form's record number or time stamp counts only together with the name: two apps both have a record
1, and the wrong person's record must never be overwritten.
"""

import hashlib
import unicodedata

HASH_DIGITS = 32


def frozen_key(text: str) -> str:
    """NFKC, one case, no spaces. Must stay as it is for ever."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def numbered_key(number: str, name: str) -> str:
    """Key of a row with the record number of its form."""
    return f"no:{frozen_key(number)}:{frozen_key(name)}"


def stamped_key(at_ms: int, name: str) -> str:
    """Key of a row with the time stamp of its form."""
    return f"at:{at_ms}:{frozen_key(name)}"


def hashed_key(*identifying: str) -> str:
    """Key of a row of a plain list, from the fields that tell it apart."""
    joined = "\x1f".join(map(frozen_key, identifying))
    return f"h:{hashlib.sha256(joined.encode()).hexdigest()[:HASH_DIGITS]}"


def row_key(number: str, at_ms: object, name: str, *identifying: str) -> str:
    """The best key a row can have: number, then stamp, then contents."""
    if number and name:
        return numbered_key(number, name)
    if isinstance(at_ms, int) and name:
        return stamped_key(at_ms, name)
    return hashed_key(number, name, *identifying)


def digits_of(text: str) -> str:
    """The digits of a phone number, for comparing rows of one file."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
