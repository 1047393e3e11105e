"""Code lists: the shipped ones, and over them what a centre added or changed, by day.

Lists lie in `assets/codes/<list>.toml`, in the order in which they are shown. Promises a label for
every code that was ever written: an ended code keeps its label, an unknown one shows itself.
Refuses (CatalogueError) a shipped list that is broken; a centre's row that cannot be read only
loses the part that cannot.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from app.catalogue.assets import asset_path
from app.catalogue.messages import CatalogueError

Attribute: TypeAlias = str | int | bool

# Shipped entries stand this far apart, so that a centre can put its own between them.
_POSITION_STEP = 10
_OWN_KEYS = frozenset({"code", "ja", "en"})


@dataclass(frozen=True)
class Code:
    """One entry of a list. `attributes` are those of the list, such as risk_class or unit."""

    code: str
    ja: str
    en: str
    position: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The text in a language; English for languages that have none, Japanese as the last."""
        return self.ja if language == "ja" else self.en or self.ja


@dataclass(frozen=True)
class CodeEntry:
    """A row of the table `code_entry`. Days are ISO texts; both ends are inside.

    What is None keeps the shipped value. `attributes` is a JSON object.
    """

    list: str
    code: str
    label_ja: str | None = None
    label_en: str | None = None
    position: int | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    attributes: str | None = None


@dataclass(frozen=True)
class CodeLists:
    """All lists, with the centre's rows over the shipped entries."""

    shipped: Mapping[str, tuple[Code, ...]] = field(repr=False)
    rows: Mapping[tuple[str, str], tuple[CodeEntry, ...]] = field(default_factory=dict, repr=False)

    @staticmethod
    @cache
    def load() -> "CodeLists":
        """The shipped lists. Read once per process."""
        files = sorted(asset_path("codes").glob("*.toml"))
        return CodeLists(
            {path.stem: read_list(path.stem, path.read_text("utf-8")) for path in files}
        )

    def with_rows(self, rows: Iterable[CodeEntry]) -> "CodeLists":
        """The same lists with these rows of the centre instead of any earlier ones."""
        grouped: dict[tuple[str, str], list[CodeEntry]] = {}
        for row in rows:
            grouped.setdefault((row.list, row.code), []).append(row)
        ordered = {
            key: tuple(sorted(found, key=lambda row: row.starts_on or ""))
            for key, found in grouped.items()
        }
        return replace(self, rows=MappingProxyType(ordered))

    def names(self) -> tuple[str, ...]:
        """Names of all lists."""
        return tuple(sorted(self.shipped.keys() | {name for name, _ in self.rows}))

    def entries(self, name: str, on: str) -> tuple[Code, ...]:
        """What may be chosen from a list on a day (ISO), in order. KeyError for an unknown list."""
        if name not in self.names():
            raise KeyError(name)
        shipped = self.shipped.get(name, ())
        codes = [entry.code for entry in shipped]
        codes += [code for list_name, code in self.rows if list_name == name and code not in codes]
        found = [entry for code in codes if (entry := self._on(name, code, on)) is not None]
        return tuple(sorted(found, key=lambda entry: entry.position))

    def offers(self, name: str, code: str, on: str) -> bool:
        """Whether a code may be chosen on a day."""
        return self._on(name, code, on) is not None

    def get(self, name: str, code: str, on: str = "9999-12-31") -> Code | None:
        """An entry as it was on a day (by default with all changes), also after its end."""
        known = next((entry for entry in self.shipped.get(name, ()) if entry.code == code), None)
        rows = self.rows.get((name, code), ())
        begun = [row for row in rows if (row.starts_on or "") <= on]
        for row in begun or (rows if known is None else ()):
            known = _changed(known, row)
        return known

    def label(self, name: str, code: str | None, language: str) -> str:
        """The text of a code; an empty one for None, the code itself where nobody knows it."""
        if not code:
            return ""
        entry = self.get(name, code)
        return entry.label(language) if entry else code

    def labels(self, name: str, codes: Iterable[str], language: str) -> tuple[str, ...]:
        """The texts of several codes, in the order of the list."""
        known = [(self.get(name, code), code) for code in codes]
        known.sort(key=lambda pair: (pair[0].position if pair[0] else 10**9, pair[1]))
        return tuple(entry.label(language) if entry else code for entry, code in known)

    def attribute(self, name: str, code: str | None, attribute: str) -> Attribute | None:
        """One attribute of a code, or None."""
        entry = self.get(name, code) if code else None
        return entry.attributes.get(attribute) if entry else None

    def attribute_map(self, name: str, attribute: str) -> dict[str, Attribute]:
        """Code → attribute, for every code of the list that has it: what the rules ask for."""
        codes = [entry.code for entry in self.shipped.get(name, ())]
        codes += [code for list_name, code in self.rows if list_name == name]
        found = {code: self.attribute(name, code, attribute) for code in codes}
        return {code: value for code, value in found.items() if value is not None}

    def _on(self, name: str, code: str, on: str) -> Code | None:
        rows = self.rows.get((name, code), ())
        begun = [row for row in rows if (row.starts_on or "") <= on]
        if begun:
            ends_on = begun[-1].ends_on
            return self.get(name, code, on) if ends_on is None or on <= ends_on else None
        shipped = any(entry.code == code for entry in self.shipped.get(name, ()))
        return self.get(name, code, on) if shipped else None


def read_list(name: str, text: str) -> tuple[Code, ...]:
    """A shipped list from its TOML. CatalogueError names what is wrong in it."""
    try:
        tables = tomllib.loads(text).get("code", [])
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"codes/{name}.toml: {error}") from error
    found: dict[str, Code] = {}
    for index, table in enumerate(tables):
        if not all(isinstance(table.get(key), str) and table[key] for key in _OWN_KEYS):
            raise CatalogueError(f"codes/{name}.toml: entry {index + 1} lacks code, ja or en")
        if table["code"] in found:
            raise CatalogueError(f"codes/{name}.toml: {table['code']} stands twice")
        found[table["code"]] = Code(
            table["code"],
            table["ja"],
            table["en"],
            index * _POSITION_STEP,
            {key: value for key, value in table.items() if key not in _OWN_KEYS},
        )
    return tuple(found.values())


def _changed(known: Code | None, row: CodeEntry) -> Code:
    """The entry with one row of the centre over it."""
    base = known or Code(row.code, row.code, "", 10**6)
    return Code(
        row.code,
        row.label_ja or base.ja,
        row.label_en or ("" if row.label_ja else base.en),
        base.position if row.position is None else row.position,
        {**base.attributes, **_attributes(row.attributes)},
    )


def _attributes(text: str | None) -> dict[str, Attribute]:
    if not text:
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: value for key, value in read.items() if isinstance(value, str | int | bool)}
