"""Lists of shared equipment out of a CSV or XLSX file: stock of a yard, travel times, weights.

The heading row is looked for among the first rows, by the words that people use; columns nobody
knows are left alone. Promises that no row vanishes: each is read, or named with what is wrong. The
files that the app writes itself are read back; what they mark as an estimate is left out.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.documents.readers.decode import decode
from app.documents.readers.row_keys import frozen_key
from app.documents.readers.table import FileRefused, Row
from app.documents.readers.wordlists import EQUIPMENT_OWNERSHIP, TOOLS

HEADING_ROWS = 12
_WORDS: dict[str, str] = {
    "thing": "品目 品名 備品 資機材 名称 thing item",
    "code": "コード code",
    "quantity": "貸せる数 数量 数 個数 貸出可能数 lendable quantity",
    "ownership": "所有区分 所有 区分 ownership",
    "note": "備考 メモ note",
    "from_code": "出発コード 出発地コード fromcode",
    "from": "出発 出発地 from",
    "to_code": "到着コード 到着地コード 社協コード 市町村コード tocode",
    "to": "到着 到着地 社協 市町村 to council",
    "minutes": "分 所要時間 所要分 移動時間(分) minutes",
    "source": "出典 もと 根拠 source",
    "weight": "重み 人口 想定人数 weight population",
}
_COLUMN = {frozen_key(word): name for name, words in _WORDS.items() for word in words.split()}
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "stock": (("thing", "code"), ("quantity",)),
    "travel": (("from_code", "from"), ("to_code", "to"), ("minutes",)),
    "weights": (("to_code", "to"), ("weight",)),
}
ESTIMATES = frozenset(frozen_key(word) for word in ("推計", "estimate"))


@dataclass(frozen=True)
class GoodsRow:
    """`values` by the names above, as text; `number` as Excel counts the rows."""

    number: int
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def amount(self) -> int | None:
        """The number of the row, None where it is none."""
        return whole_number(self.get("quantity") or self.get("minutes") or self.get("weight"))

    @property
    def equipment(self) -> str | None:
        """The code of the thing, None where nobody knows it."""
        code = self.get("code").strip()
        if code in TOOLS.exact.values():
            return code
        return TOOLS.one(self.get("thing")) if self.get("thing") else None

    @property
    def ownership(self) -> str | None:
        """The code; bought where nothing stands; None for a word nobody knows."""
        words = self.get("ownership").strip()
        if not words:
            return "bought"
        known = set(EQUIPMENT_OWNERSHIP.exact.values())
        return words if words in known else EQUIPMENT_OWNERSHIP.one(words)

    @property
    def estimated(self) -> bool:
        return frozen_key(self.get("source")) in ESTIMATES


def goods_rows(content: bytes, kind: str) -> tuple[GoodsRow, ...]:
    """Rows of the first sheet that has the columns of `kind` (stock, travel, weights). Raises
    FileRefused, also where no sheet has them."""
    for table in decode(content).tables:
        for place, row in enumerate(table.rows[:HEADING_ROWS]):
            columns = _columns(row)
            if all(any(name in columns for name in group) for group in NEEDED[kind]):
                return tuple(_read(columns, table.rows[place + 1 :]))
    raise FileRefused(f"goods_no_{kind}")


def whole_number(words: str) -> int | None:
    """「1,200」 「５０」 「50.0」 as a number; None for anything else and below zero."""
    plain = unicodedata.normalize("NFKC", words).replace(",", "").strip()
    plain = plain.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _columns(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = _COLUMN.get(frozen_key(cell))
        if name is not None:
            found.setdefault(name, place)
    return found


def _read(columns: dict[str, int], rows: Iterable[Row]) -> Iterable[GoodsRow]:
    for row in rows:
        values = {name: row.cell(place).strip() for name, place in columns.items()}
        if any(values.values()):
            yield GoodsRow(row.number, values)
