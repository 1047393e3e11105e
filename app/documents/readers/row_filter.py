"""Rows that are no data: totals, headers repeated on every page, examples, remarks."""

import re

from app.documents.readers.columns import Mapping
from app.documents.readers.headers import folded
from app.documents.readers.table import Row

_TOTAL = re.compile(r"(?:総?合?計|小計|総計|合計|総数|平均|total|件数)(?:[:(0-9].*|人数|件|名)?")
_EXAMPLE = re.compile(
    r"^[(【<]?(?:記入)?(?:例|見本|サンプル|sample)(?:[)】>:0-9].*)?$|^[(【](?:記入)?例"
)
_REMARK = re.compile(r"^(?:※|注[):0-9]|\*|備考[:)]|以上)")
HEADER_SHARE = 0.6


def skip_reason(row: Row, mapping: Mapping) -> str:
    """Why a row is left out (total, header, example, remark), or nothing."""
    texts = [folded(cell).strip() for cell in row.cells if cell.strip()]
    if not texts:
        return "blank"
    if _EXAMPLE.match(texts[0]) or any(_EXAMPLE.match(text) for text in _names(row, mapping)):
        return "example"
    if any(_TOTAL.fullmatch("".join(text.split())) for text in texts[:2]):
        return "total"
    if len(texts) == 1 and _REMARK.match(texts[0]):
        return "remark"
    headers = {folded(column.header).strip() for column in mapping.columns if column.header}
    if headers and sum(text in headers for text in texts) >= max(2, len(texts) * HEADER_SHARE):
        return "header"
    return ""


def _names(row: Row, mapping: Mapping) -> list[str]:
    columns = (*mapping.columns_of("name"), *mapping.columns_of("family_name"))
    return [folded(row.cell(column.index)).strip() for column in columns]
