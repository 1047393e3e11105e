"""Yes, no, and the two questions whose answers are more than that: experience and insurance.

Promises that a blank stays "not asked". What is neither yes nor no (△, 検討中) is kept as text.
Words behind a clear yes or no (あり（2台）) are kept too.
"""

import re

from app.documents.readers.headers import folded
from app.documents.readers.reading import EMPTY, Reading, Setting, unreadable

_YES = """
はい 有 有り あり ある 可 可能 true yes y 1 済 済み 同意 する 希望する 必要 要 持っている 所有
ok ○ ◯ 〇 ◎ ● ✓ ✔ ☑ ■ レ できる 出せる いる 加入済 提出済 持参 同伴 同行 独居 一人暮らし
撮影済 申請済 承諾 了承 使用可 参加可 飼っている
"""
_NO = """
いいえ 無 無し なし ない 不可 false no n 0 未 しない 希望しない 不要 持っていない × ✕ ✖ ☒ □ x
できない 出せない いない 同意しない 未提出 未申請 単独 飼っていない 同居 非該当
"""
_POLITE = re.compile(r"(?:です|ます|ました)$")
_DENIALS = ("ません", "なし", "無し")
_UNCERTAIN = ("わか", "分か")
_CLAUSE = re.compile(r"[、,。()\s:]+")
_TIMES = re.compile(r"(?:約)?([0-9]+)(?:回|回目|回以上|回目以降|度|年)(?:以上|目|程度)?")


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


_YES_WORDS, _NO_WORDS = _keys(_YES), _keys(_NO)
_YES_STARTS = tuple(sorted(word for word in _YES_WORDS if len(word) > 1))
_NO_STARTS = tuple(sorted(word for word in _NO_WORDS if len(word) > 1))
_FIRST_TIME = _keys("初めて はじめて 初回 初参加 新規 未経験 初 経験なし 新")
_AGAIN = _keys("経験あり 経験有 継続 2回目以降 複数回 何度も 経験者 リピーター 継")

_NOT_INSURED = _keys(
    "未加入 加入していない 未 なし 無 無し いいえ 入っていない 加入なし 無保険 × no 0 no 未定"
)
_APPLYING = _keys("手続き中 手続中 申込中 申請中 加入手続き中 申込済 申し込み済")
_QUAKE = ("天災", "地震", "quake", "大規模災害", "天災型")
_BASIC = ("基本", "basic", "ベーシック")
_INSURED = _keys(
    "加入済 加入済み 加入している 加入 加入しています 有 あり はい ○ ◯ 〇 済 yes 1 true"
)
_UNSURE = _keys("わからない わかりません 不明 忘れた 覚えていない ? 確認中")
_WILL_ENROL = ("希望", "予定", "当日加入", "現地加入", "センターで")


def read_yes_no(text: str, setting: Setting) -> Reading:
    """True, False, None for a blank; `yes_no_unclear` else."""
    del setting
    key = _key(text)
    if not key:
        return EMPTY
    answer = _answer(key)
    if answer is not None:
        return Reading(answer)
    # 「あり（2台）」: the first word answers, the rest is worth keeping.
    answer = _answer(_CLAUSE.split(folded(text).strip())[0])
    if answer is None:
        answer = _beginning(key)
    return unreadable("yes_no_unclear", text) if answer is None else Reading(answer, rest=text)


def read_experience(text: str, setting: Setting) -> Reading:
    """Whether the person took part before: 2回目以降, 新規, 3回, あり."""
    key = _key(text)
    if key in _FIRST_TIME:
        return Reading(False)
    if key in _AGAIN:
        return Reading(True)
    if times := _TIMES.fullmatch(key):
        several = int(times[1]) > (1 if "目" in key else 0)
        return Reading(several, rest=text)
    return read_yes_no(text, setting)


def read_insurance(text: str, setting: Setting) -> Reading:
    """basic, quake, applying, none or unknown, as the person says.

    「加入済」 alone names no plan: read as basic, the weaker one, with `insurance_plan_unknown`.
    """
    del setting
    key = _key(text)
    if not key:
        return EMPTY
    if key in _UNSURE:
        return Reading("unknown")
    if key in _NOT_INSURED or "未加入" in key or "していない" in key or "していません" in key:
        return Reading("none", rest=text if key not in _NOT_INSURED else "")
    if key in _APPLYING or any(word in key for word in _APPLYING):
        return Reading("applying")
    if any(word in key for word in _WILL_ENROL):
        return Reading("none", rest=text)
    if any(word in key for word in _QUAKE):
        return Reading("quake")
    if any(word in key for word in _BASIC):
        return Reading("basic")
    if key in _INSURED or key.startswith(folded("加入")):
        return Reading("basic", "insurance_plan_unknown", {"text": text}, rest=text)
    return unreadable("word_unknown", text)


def _key(text: str) -> str:
    return "".join(folded(text).split())


def _answer(key: str) -> bool | None:
    """The answer of a cell that holds nothing else."""
    if key.endswith(_DENIALS):
        return None if key.startswith(_UNCERTAIN) else False
    for word in (key, _POLITE.sub("", key)):
        if word in _NO_WORDS:
            return False
        if word in _YES_WORDS:
            return True
    return None


def _beginning(key: str) -> bool | None:
    if key.startswith(_NO_STARTS):
        return False
    return True if key.startswith(_YES_STARTS) else None
