"""The words of a paper: texts and code labels of one language, and whose paper it is."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalogue.codes import CodeLists
from app.catalogue.messages import Messages
from app.documents.letterhead import Letterhead
from app.services.context import setting_value
from app.store.queries.codes import code_entries
from app.store.queries.papers import CentreRow, centre_row


@dataclass(frozen=True)
class Words:
    """`codes` holds the centre's own entries, too."""

    texts: Messages
    codes: CodeLists

    @staticmethod
    def load(db: sqlite3.Connection, language: str) -> "Words":
        return Words(Messages.load(language), CodeLists.load().with_rows(code_entries(db)))

    def text(self, key: str, **params: object) -> str:
        return self.texts.text(key, **params)

    def code(self, name: str, code: str | None) -> str:
        """The label of one code; empty where nobody asked."""
        return self.codes.label(name, code, self.texts.language)

    def all_of(self, name: str, codes: Iterable[str]) -> tuple[str, ...]:
        """The labels of several codes, in the order of the list."""
        return self.codes.labels(name, codes, self.texts.language)

    def joined(self, name: str, codes: Iterable[str]) -> str:
        return self.text("papers.separator").join(self.all_of(name, codes))


def letterhead(db: sqlite3.Connection, day: date, now_ms: int) -> Letterhead:
    """Centre, phone and disaster; a phone that was set for papers goes before the profile's."""
    centre = centre_row(db)
    phone = str(setting_value(db, "centre_phone", day) or "") or centre.phone
    return Letterhead(centre.name, phone, now_ms, centre.disaster, centre.drill)


def desk_hours(centre: CentreRow) -> str:
    """9:00～16:00, or what of it is known."""
    return f"{centre.opens}～{centre.closes}" if centre.opens or centre.closes else ""
