"""Every text in the working set that says who a person is or where they live, for `verify`."""

import re
import sqlite3

from app.domain.names import normalise_phone
from app.domain.tables import REGISTRY
from sync.core.merge import field_key
from sync.core.registry import FieldType

# Things and places have names too, and a centre's own address is on its website.
NOT_PEOPLE = {"centre_profile", "satellite", "place", "equipment", "vehicle", "import_run"}
KINDS = (
    ("phone", re.compile(r"(^|_)(phone|mobile)")),
    ("email", re.compile(r"^email$")),
    ("address", re.compile(r"^(address|building)$")),
    ("name", re.compile(r"(^|_)(name|kana)$")),
)


def personal_texts(db: sqlite3.Connection) -> dict[str, str]:
    """Every text that describes a person -> its kind."""
    found: dict[str, str] = {}
    for table in REGISTRY.tables:
        if table.name in NOT_PEOPLE:
            continue
        for field in table.fields:
            kind = kind_of_text(field.name) if field.type is FieldType.TEXT else None
            if kind is None:
                continue
            for (text,) in db.execute(
                f'SELECT "{field.name}" FROM "{table.name}" WHERE "{field.name}" IS NOT NULL '
                "UNION SELECT value FROM _write WHERE place = ? AND value IS NOT NULL",
                (field_key(table, field),),
            ):
                found.setdefault(str(text).strip(), kind)
                if kind == "phone":
                    found.setdefault(normalise_phone(str(text)), kind)
    return found


def kind_of_text(field: str) -> str | None:
    """phone, email, address or name; None for a field that says nothing of the kind."""
    return next((kind for kind, pattern in KINDS if pattern.search(field)), None)
