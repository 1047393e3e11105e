"""Values of a form as a table takes them.

Promises clean text (NFC, no spaces around, no control characters but line ends; 髙 and 𠮷 as
typed) and None for what was left blank. Refuses, with a code and the field: text that is too long,
a day that is none, a number below zero, a code that its list has never had. A field that the table
does not have, or a value of the wrong kind, is a mistake of the programmer (KeyError, TypeError).
"""

import sqlite3
import unicodedata
from collections.abc import Mapping
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.code_fields import CODE_LIST_OF
from app.domain.tables import REGISTRY
from app.services.command import Refused
from app.store.queries.codes import code_entries
from sync.core.operations import Value
from sync.core.registry import Field, FieldType

# The longest field of a paper form holds a page; the longest name on record has 60 letters.
TEXT_LETTERS_MAX = 4000
LINE_LETTERS_MAX = 200
_LONG = frozenset({
    "note", "illness", "medicine", "experience_note", "tools_brought", "reason",
    "state", "open_items", "contacts", "done", "lessons", "wishes",  # of a handover and at its end
})  # fmt: skip
_PYTHON_TYPES: dict[FieldType, type | tuple[type, ...]] = {
    FieldType.TEXT: str,
    FieldType.DATE: str,
    FieldType.INTEGER: int,
    FieldType.INSTANT: int,
    FieldType.BOOLEAN: bool,
    FieldType.ID: bytes,
    FieldType.SET: tuple,
}


def clean_text(text: str | None) -> str | None:
    """One text of a form; None where nothing was written."""
    plain = unicodedata.normalize("NFC", text or "")
    kept = "".join(c for c in plain if c in "\n\u200d" or unicodedata.category(c) != "Cc")
    return kept.strip() or None


def form_values(
    db: sqlite3.Connection, table: str, values: Mapping[str, Value]
) -> dict[str, Value] | Refused:
    """The values ready for `Draft.new` or `Draft.set`, or why one of them is refused."""
    definition = REGISTRY.by_name[table]
    ready: dict[str, Value] = {}
    for name, value in values.items():
        item = definition.by_name[name]
        cleaned = _cleaned(name, value) if isinstance(value, str) else value
        problem = _problem(db, table, item, cleaned)
        if problem is not None:
            return problem
        ready[name] = cleaned
    return ready


def _cleaned(name: str, text: str) -> str | None:
    """A name that was pasted over two lines is one line on every list and paper."""
    clean = clean_text(text)
    return clean if clean is None or name in _LONG else " ".join(clean.split("\n"))


def _problem(db: sqlite3.Connection, table: str, item: Field, value: Value) -> Refused | None:
    if value is None:
        return None
    wanted = _PYTHON_TYPES[item.type]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
        raise TypeError(f"{table}.{item.name}: {type(value).__name__}")
    if item.type is FieldType.DATE and not _is_day(str(value)):
        return Refused("no_day", field=item.name)
    if item.type is FieldType.INTEGER and isinstance(value, int) and value < 0:
        return Refused("number_negative", field=item.name)
    codes = CODE_LIST_OF.get(f"{table}.{item.name}")
    if codes is not None:
        chosen = value if isinstance(value, tuple) else (value,)
        wrong = next((one for one in chosen if not _known(db, codes, str(one))), None)
        if wrong is None:
            return None
        return Refused("no_such_code", {"code": str(wrong)}, field=item.name)
    if isinstance(value, str) and len(value) > _letters_max(item.name):
        return Refused("text_too_long", {"limit": _letters_max(item.name)}, field=item.name)
    return None


def _letters_max(name: str) -> int:
    return TEXT_LETTERS_MAX if name in _LONG else LINE_LETTERS_MAX


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _known(db: sqlite3.Connection, codes: str, code: str) -> bool:
    """Shipped lists first: only a code that they lack costs a read."""
    shipped = CodeLists.load()
    if shipped.get(codes, code) is not None:
        return True
    return shipped.with_rows(code_entries(db)).get(codes, code) is not None
