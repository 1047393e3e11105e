"""What the words above a column mean: from header text to slot.

A slot is a place in our forms that a column can fill; one slot may take several columns (two name
columns, a note from three questions). Slots are lines of text, "name reader words": a word alone
matches wherever it stands in a header, `=word` only as the whole header, `a+b` where both stand,
`!word` forbids. Longer and later matches win, since Japanese headers name the thing last.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file lists."""

    VOLUNTEERS = "volunteers"
    NEEDS = "needs"
    EQUIPMENT = "equipment"


@dataclass(frozen=True)
class Slot:
    """Where a column's cells go. Label: catalogue key `import.slot.<name>`.

    `reader` names a function of `values.py`; `many` takes any number of columns; `required` slots
    are asked for when no column fills them.
    """

    name: str
    reader: str
    exact: frozenset[str]
    parts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    many: bool = False
    required: bool = False


EXACT = 100.0
AT_END = 60.0
INSIDE = 40.0
COVERAGE = 30.0
PARENTHESES = 25.0  # what stands in them may say another thing: 氏名(ふりがな)
ENOUGH = 41.0  # a word of two letters within a question of sixty is not a match

_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_DECORATION = re.compile(
    r"【[^】]*】|\[(?:必須|任意)\]|\((?:必須|任意|複数可|複数選択可|複数回答可)\)|[*＊★☆]"
)
_NUMBERING = re.compile(r"^(?:q|問|設問|質問)?[0-9]{1,3}[.．:)、]|^[①-⑳]")
_REMARK = re.compile(r"※.*$", re.DOTALL)
_REQUEST = re.compile(
    r"(?:について)?(?:を|は)?(?:ご)?(?:記入|入力|選択|選び|選んで|教えて|お教え|回答|お聞かせ|お答え)"
    r"(?:して|て)?(?:ください|下さい|願います).*$|を?(?:お)?願いします.*$"
)
_TAIL = re.compile(r"[。.?:・、,]+$")
_OPTION = re.compile(r"^(.*?)\s*\[([^\[\]]+)\]$", re.DOTALL)
_PARENTHESES = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Header:
    """A header made comparable. `option` is the choice of a grid column: 質問 [選択肢]."""

    full: str
    plain: str
    option: str = ""


def folded(text: str) -> str:
    """One width, one case, kana as hiragana: ﾌﾘｶﾞﾅ, フリガナ and ふりがな are one word."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA)


def header_of(text: str) -> Header:
    """Spaces, numbering, 必須 marks and polite requests fall away; see `folded` for the letters."""
    wide = unicodedata.normalize("NFKC", text).strip()
    option = ""
    found = _OPTION.match(wide)
    if found and found[2] not in ("必須", "任意"):
        wide, option = found[1], found[2].strip()
    key = "".join(_DECORATION.sub("", _REMARK.sub("", folded(wide))).split())
    key = _TAIL.sub("", _REQUEST.sub("", _NUMBERING.sub("", key)))
    return Header(_PARENTHESES.sub(r"\1", key), _PARENTHESES.sub("", key), option)


def score(header: Header, slot: Slot) -> float:
    """How well a header names a slot: 0 to 100, `ENOUGH` and more is a match."""
    best = _key_score(header.full, slot)
    if header.plain != header.full:
        best = max(best, _key_score(header.plain, slot) - PARENTHESES)
    return best


def _key_score(key: str, slot: Slot) -> float:
    if not key or any(word in key for word in slot.forbidden):
        return 0.0
    if key in slot.exact:
        return EXACT
    best = 0.0
    for parts in slot.parts:
        if all(part in key for part in parts):
            coverage = COVERAGE * sum(map(len, parts)) / len(key)
            # Several words that are all there say more than one.
            place = AT_END if key.endswith(parts[-1]) else INSIDE
            best = max(best, place + coverage + 5 * (len(parts) - 1))
    return best


def slots(lines: str) -> tuple[Slot, ...]:
    """Slots from lines "name reader words"; `name*` takes many columns, `name!` is required.

    A line that begins with `+` has more words for the slot above it.
    """
    found = []
    for line in filter(None, lines.replace("\n+", " ").splitlines()):
        name, reader, *words = line.split()
        found.append(
            Slot(
                name.rstrip("*!"),
                reader,
                frozenset(folded(w.removeprefix("=")) for w in words if w[0] != "!"),
                tuple(tuple(folded(w).split("+")) for w in words if w[0] not in "=!"),
                tuple(folded(w[1:]) for w in words if w[0] == "!"),
                many="*" in name,
                required="!" in name,
            )
        )
    return tuple(found)
