"""Whole numbers and depths as people write them: 約20本, 4〜5名, 1m20, 30センチ.

Promises a number only where the cell names one; of a range the larger end, with a warning, since a
team that is one too large is the smaller mistake. "膝くらい" stays text.
"""

import re
import unicodedata

from app.documents.readers.reading import EMPTY, Reading, Setting, unreadable

AMOUNT_MAX = 1_000_000

_NUMBER = re.compile(r"[0-9]+(?:\.0+)?")
_AROUND = re.compile(
    r"^(?:約|およそ|大体|だいたい|最大|計|全|合計|各)|(?:程度|くらい|ぐらい|前後|以内|以上|弱|強|ほど)$"
)
_UNIT = re.compile(
    r"(?<=[0-9])\s*(?:本|個|台|枚|人|名|双|組|箱|袋|足|張|基|式|セット|つ|ヶ|ケ|か所|箇所)$"
)
_RANGE = re.compile(r"\s*(?:~|〜|-|–|ー|から|か|,|、)\s*")
_METRES = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:m|メートル)(?:([0-9]{1,2})(?:cm|センチ)?)?")
_CENTIMETRES = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:cm|センチ(?:メートル)?)?")
_MILLIMETRES = re.compile(r"([0-9]+)(?:mm|ミリ)")
_BEFORE_DEPTH = re.compile(r"^(?:床上|床下|深さ|高さ|厚さ|水深|泥)+")


def read_integer(text: str, setting: Setting) -> Reading:
    """A count; `amount_range` where it is a range, `amount_unreadable` else."""
    del setting
    plain = _plain(text)
    if not plain:
        return EMPTY
    ends = [_count(end) for end in _RANGE.split(re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", plain))]
    return _chosen(text, ends)


def read_centimetres(text: str, setting: Setting) -> Reading:
    """A depth in whole centimetres; metres and millimetres are converted."""
    del setting
    plain = _BEFORE_DEPTH.sub("", _plain(text))
    if not plain:
        return EMPTY if not text.strip() else unreadable("amount_unreadable", text)
    parts = _RANGE.split(plain)
    # 20〜30cm: the unit behind the range holds for both ends.
    unit = re.sub(r"[0-9.]+", "", parts[-1])
    ends = [_depth(end + unit if _NUMBER.fullmatch(end) else end) for end in parts]
    return _chosen(text, ends)


def _plain(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _AROUND.sub("", plain)


def _chosen(text: str, ends: list[int | None]) -> Reading:
    known = [end for end in ends if end is not None and end <= AMOUNT_MAX]
    if len(known) != len(ends) or len(known) > 2 or known != sorted(known):
        return unreadable("amount_unreadable", text)
    if len(known) == 2:
        return Reading(known[1], "amount_range", {"text": text, "amount": str(known[1])})
    return Reading(known[0])


def _count(text: str) -> int | None:
    bare = _UNIT.sub("", _AROUND.sub("", text))
    return int(float(bare)) if _NUMBER.fullmatch(bare) else None


def _depth(text: str) -> int | None:
    bare = _AROUND.sub("", text)
    if found := _METRES.fullmatch(bare):
        return round(float(found[1]) * 100) + int(found[2] or 0)
    if found := _MILLIMETRES.fullmatch(bare):
        return round(int(found[1]) / 10)
    if found := _CENTIMETRES.fullmatch(bare):
        return round(float(found[1]))
    return None
