"""Search keys of Japanese addresses, and the key of a house.

Promises that 二丁目三番四号, 2丁目3-4 and ２ー３ー４ are one key, with or without the prefecture,
大字, 旧字 and ケ/ヶ/が. The building stays in the key of an address, not in the key of a house.
Keys are for searching only; the address is stored, shown and printed as typed. Refuses nothing.
"""

import re
import unicodedata

from app.domain.names import fold

_DIGITS = "〇零一二三四五六七八九"
_TENS = {"十": 10, "百": 100}
_NUMERAL = f"[{_DIGITS}十百]+"
_KANJI = "一-鿿㐀-䶿々"

_NUMERAL_WITH_UNIT = re.compile(f"({_NUMERAL})(?=丁目|番地|番|号)")
_NUMERAL_AFTER_NUMBER = re.compile(f"(?<=[0-9][-ノ])({_NUMERAL})(?![{_KANJI}])")
_UNIT = re.compile("(?<=[0-9])(?:丁目|丁|番地|番|号室|号棟|号)ノ?")
_NO_BETWEEN_NUMBERS = re.compile("(?<=[0-9])[ノ之](?=[0-9])")
_GA_BETWEEN_KANJI = re.compile(f"(?<=[{_KANJI}])[ケガカ](?=[{_KANJI}])")
_LONG_MARK_AFTER_NUMBER = re.compile(r"(?<=[0-9])\s*ー+\s*")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_LONE_HYPHEN = re.compile("(?<![0-9])-+|-+(?![0-9])")
_SECTION = re.compile("(?<=[市区町村郡])字+")
_PREFECTURES = (
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|"
    "神奈川県|新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|"
    "大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|"
    "福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県"
)
_PREFECTURE = re.compile(f"^(?:{_PREFECTURES})+")
_HOUSE_NUMBER = re.compile("[0-9]+(?:-[0-9]+){1,2}")
_SINGLE_NUMBER = re.compile("[0-9]+")


def fold_address(text: str) -> str:
    """The search key of an address: numbers joined by hyphens, no prefecture, no spaces."""
    key = _fold_once(text)
    while (again := _fold_once(key)) != key:  # what was dropped may have stood between two rules
        key = again
    return key


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    plain = _LONG_MARK_AFTER_NUMBER.sub("-", plain)
    plain = _BETWEEN_NUMBERS.sub("-", plain)
    folded = "-".join(fold(part) for part in plain.split("-"))
    folded = _GA_BETWEEN_KANJI.sub("ケ", folded)
    folded = _numbers(folded)
    folded = _without_sections(folded)
    return _PREFECTURE.sub("", folded)


def _numbers(text: str) -> str:
    text = _NUMERAL_WITH_UNIT.sub(lambda match: str(kanji_number(match[1])), text)
    text = _UNIT.sub("-", text)
    while True:
        text = _NO_BETWEEN_NUMBERS.sub("-", text)
        changed = _NUMERAL_AFTER_NUMBER.sub(lambda match: str(kanji_number(match[1])), text, 1)
        if changed == text:
            break
        text = changed
    return _LONE_HYPHEN.sub("", text)


def _without_sections(text: str) -> str:
    """大字 and 字 are written or left out at will."""
    if "大字" in text:
        return text.replace("大字", "").replace("字", "")
    return _SECTION.sub("", text)


def kanji_number(numeral: str) -> int:
    """二十三 and 二三 are 23, 一〇一 is 101. ValueError where a letter is no numeral."""
    if not any(letter in _TENS for letter in numeral):
        return int("".join(str(max(_DIGITS.index(letter) - 1, 0)) for letter in numeral))
    total, digit = 0, 0
    for letter in numeral:
        if letter in _TENS:
            total += max(digit, 1) * _TENS[letter]
            digit = 0
        else:
            digit = max(_DIGITS.index(letter) - 1, 0)
    return total + digit


def house_key(address: str) -> str:
    """Town and house number without building and room: equal for those who ask for one house.

    Empty where the address names no house (no number, or only the 丁目): such needs never cluster
    by their address.
    """
    folded = fold_address(address)
    found = _HOUSE_NUMBER.search(folded)
    if found is None and "丁目" not in unicodedata.normalize("NFKC", address):
        found = _SINGLE_NUMBER.search(folded)
    if found is None or found.start() == 0:
        return ""
    return folded[: found.end()]
