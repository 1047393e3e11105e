"""The centre's own entries of the code lists, as the catalogue takes them."""

import sqlite3

from app.catalogue.codes import CodeEntry


def code_entries(db: sqlite3.Connection) -> tuple[CodeEntry, ...]:
    rows = db.execute(
        "SELECT list, code, label_ja, label_en, position, starts_on, ends_on, attributes "
        "FROM live_code_entry ORDER BY list, code, starts_on"
    )
    return tuple(CodeEntry(*row) for row in rows)
