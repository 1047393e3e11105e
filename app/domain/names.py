"""Search keys of names and phone numbers.

Promises that a person is found however the name was typed: 旧字, half width, hiragana, Latin
letters, spaces. Keys are for searching only; what was typed is stored, shown and printed as typed.
`fold` is idempotent. Refuses nothing: any text has a key, perhaps an empty one.
"""

import re
import unicodedata

import jaconv

from app.domain.kanji_variants import KANJI_VARIANTS
from app.domain.surname_readings import NAMES_OF, READINGS_OF

# Alternatives that one query is widened to: each is one more search, and the list stays readable.
ALTERNATIVES_MAX = 8

_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_SAME_SOUND = dict(zip("ヂヅヲヰヱヷヸヹヺ", "ジズオイエバビベボ", strict=True))
_HIRAGANA = {chr(code): chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}


def _letters() -> dict[int, str]:
    table = {ord(old): new for old, new in {**_SMALL, **_SAME_SOUND}.items()}
    for hiragana, katakana in _HIRAGANA.items():
        table[ord(hiragana)] = _SMALL.get(katakana, _SAME_SOUND.get(katakana, katakana))
    # Letters that Unicode's case folding or decomposition does not bring together.
    table |= {ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("ı"): "i"}
    return table | KANJI_VARIANTS


_LETTERS = _letters()
# Spaces, kanji and kana; not the V, which takes the vowel behind it.
_INDEPENDENT = re.compile("[ \u3000ぁ-んゕゖァ-ンヵ-ヺ\u3400-\u9fff]")
_FOREIGN_V = re.compile("ヴ([アイエオ]?)")
_V_TO_B = {"": "ブ", "ア": "バ", "イ": "ビ", "エ": "ベ", "オ": "ボ"}
_NO_DIGITS = re.compile("[^0-9]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# What ー stands for after a syllable: ケー is written ケイ and ロー is written ロウ in names.
_LONG_VOWEL = {"a": "ア", "i": "イ", "u": "ウ", "e": "イ", "o": "ウ"}
_VOWEL_ROWS = {
    "a": "アカサタナハマヤラワガザダバパ",
    "i": "イキシチニヒミリギジビピ",
    "u": "ウクスツヌフムユルグズブプ",
    "e": "エケセテネヘメレゲゼデベペ",
    "o": "オコソトノホモヨロゴゾドボポ",
}
_VOWEL_OF = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_KANA = re.compile("[ァ-ヺ]+")
# Syllables of one consonant sound and a vowel, a closing n, a doubled consonant, a long h.
_ROMAJI = re.compile(
    "(?:(?:[kstnhmrgzdbpfjw]|[kgnhmrbp]y|sh?y?|t?ch|ts|y)?[aiueo]h?-?|n'?|m(?=[mbp])|"
    "([ksthpgzdbc])(?=\\1|ch))+"
)
_LONG_O = re.compile("(?<=[オコソトノホモヨロゴゾドボポ])[ウオ]")


def fold(text: str) -> str:
    """The search key of a name: one spelling for all that a desk may type.

    Kanji in today's forms, kana in full-size katakana, Latin in lower case without accents; spaces,
    hyphens, dots and every other sign dropped; 佐々木 as 佐佐木, タロー as タロウ.
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    try:
        return "".join(map(_KEYS.__getitem__, text))
    except KeyError:
        return _fold_together(text)


class _Keys(dict[str, str]):
    """The keys of letters that have one whatever stands beside them, learned as they are met. A
    name of such letters needs no look at the whole: a fifth of the time, for most names."""

    def __missing__(self, letter: str) -> str:
        if not _INDEPENDENT.match(letter):
            raise KeyError(letter)
        key = self[letter] = _fold_together(letter)
        return key


_KEYS = _Keys()


def _fold_together(text: str) -> str:
    """As `fold`, for letters that change with their neighbours: marks, half width, accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    joined = unicodedata.normalize("NFKC", _LATIN_MARKS.sub("", plain))
    letters = _resolve_marks("".join(filter(str.isalnum, joined.translate(_LETTERS))))
    if "ヴ" in letters:
        letters = _FOREIGN_V.sub(lambda match: _V_TO_B[match[1]], letters)
    return letters


def _resolve_marks(text: str) -> str:
    """Writes out 々, ヽ, ヾ and ー by the letter before them; drops them where none fits."""
    if not any(mark in text for mark in "々ヽヾー"):
        return text
    letters: list[str] = []
    for letter in text:
        before = letters[-1] if letters else ""
        if letter == "ー":
            letter = _LONG_VOWEL.get(_VOWEL_OF.get(before, ""), "")
        elif letter in "々ヽ":
            letter = before
        elif letter == "ヾ":
            letter = unicodedata.normalize("NFC", before + "\u3099") if before else ""
            letter = letter if len(letter) == 1 else before
        if letter:
            letters.append(letter)
    return "".join(letters).translate(_LETTERS)


def loose_kana(text: str) -> str:
    """`fold` with ナカシマ and ナカジマ, オオノ and オウノ brought together; for likeness only."""
    folded = _LONG_O.sub("ウ", fold(text))
    unvoiced = unicodedata.normalize("NFD", folded).replace("\u3099", "").replace("\u309a", "")
    return unicodedata.normalize("NFC", unvoiced)


def normalise_phone(text: str) -> str:
    """Digits only, as dialled inside Japan: `+81 90-0000-0011` is `09000000011`."""
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()
    digits = _NO_DIGITS.sub("", plain)
    if plain.startswith(("+81", "0081")):
        return "0" + digits[2 if plain.startswith("+") else 4 :].removeprefix("0")
    return digits


def romaji(text: str) -> str:
    """Kana in Latin letters with long vowels cut short: ワタナベ → watanabe, サトウ → sato."""
    hiragana = jaconv.kata2hira(unicodedata.normalize("NFKC", text)).replace("ー", "")
    latin = str(jaconv.kana2alphabet(hiragana)).lower()
    letters = "".join(letter for letter in latin if letter.isascii() and letter.isalpha())
    return letters.replace("ou", "o").replace("oo", "o").replace("uu", "u")


def expand_query(text: str) -> tuple[str, ...]:
    """Keys to search for, the typed one first; at most `ALTERNATIVES_MAX`, none twice.

    Latin is also read as kana, a family name also in its kanji or its readings. Those alternatives
    find records where only one of the two was written down, so they may be broader than the query.
    """
    found: dict[str, None] = {fold(text): None}
    for spelling in _spellings(text):
        found.setdefault(fold(spelling))
    for key in tuple(found):
        for other in _other_script(key):
            found.setdefault(other)
    found.pop("", None)
    return tuple(found)[:ALTERNATIVES_MAX]


def whole_query(text: str) -> frozenset[str]:
    """The keys of `expand_query` that stand for all that was typed: 渡辺 for わたなべ, but not for
    わたなべ けんじ, where it leaves the given name out."""
    keys = [key for key in (fold(text), *map(fold, _spellings(text))) if key]
    whole = {
        other for key in keys if key in _NAMES or key in _READINGS for other in _other_script(key)
    }
    return frozenset(keys) | whole


def _spellings(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isascii() and any(letter.isalpha() for letter in plain):
        words = plain.lower().replace(",", " ").split()
        if any(letter.isdigit() for letter in plain):
            return []  # a number such as C-0137
        readable = [kana for word in words for kana in (_kana_of(word),) if kana]
        if len(readable) < len(words):
            return []
        return ["".join(readable), "".join(reversed(readable))]
    folded = fold(plain)
    if _KANA.fullmatch(folded):
        return [_LONG_O.sub("ウ", folded), _LONG_O.sub("オ", folded)]
    return []


def _kana_of(word: str) -> str:
    """A Latin word as hiragana, or nothing where it is not readable as Japanese."""
    if not _ROMAJI.fullmatch(word):
        return ""
    kana = str(jaconv.alphabet2kana(word.replace("-", "")))
    return "" if any(letter.isascii() for letter in kana) else kana


def _other_script(key: str) -> list[str]:
    """Kanji for a family name in kana, kana for one in kanji; the given name is left out."""
    if _KANA.fullmatch(key):
        return [name for reading in _starts(key, _NAMES) for name in _NAMES[reading]]
    return [kana for name in _starts(key, _READINGS) for kana in _READINGS[name]]


def _starts(key: str, table: dict[str, tuple[str, ...]]) -> list[str]:
    """The longest entry that `key` begins with; family names have at most six letters."""
    for length in range(min(6, len(key)), 0, -1):
        if key[:length] in table:
            # One letter of kanji is a family name of its own only where nothing else was typed.
            return [key[:length]] if length > 1 or len(key) == 1 else []
    return []


_NAMES = {fold(kana): tuple(map(fold, names)) for kana, names in NAMES_OF.items()}
_READINGS = {fold(name): tuple(map(fold, kana)) for name, kana in READINGS_OF.items()}
