"""Name lists of groups, pasted as people have them: from a spreadsheet, a mail, a fax typed again.

Promises one entry a person with what could be told apart (name, kana, sex, insurance, phone, day
of birth, leader), names as typed, and a problem code for whatever could not. Refuses nothing and
drops nothing: a piece that fits nowhere stands in the note. Columns may be tabs, commas or spaces,
with or without a heading; numbers before the names, 全角 spaces and ○ for the leader are read.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.calendar_jp import Unreadable, parse_day
from app.domain.names import fold, normalise_phone

# A bus brings forty; a list of thousands is the wrong file.
LINES_MAX = 1000

_INSURANCE = (
    (re.compile("天災|地震"), "quake"),
    (re.compile("基本"), "basic"),
    (re.compile("^(未加入|未|無|なし|×|x|現地加入|加入なし|していない)$"), "none"),
    (re.compile("^(手続き?中|申込中|申請中)$"), "applying"),
    (re.compile("^(加入済み?|加入|済み?|有|あり|加入している)$"), "insured"),
)
_SEX = {"男": "male", "男性": "male", "m": "male", "女": "female", "女性": "female", "f": "female"}
_CIRCLE = re.compile("^[○◯〇◎●☆★]$")
_LEADER = re.compile("^[(（]?(リーダー|責任者|代表|代表者|引率|引率者|班長)[)）]?$")
_EXPERIENCE = {"継": True, "継続": True, "経験あり": True, "新": False, "新規": False, "初": False}
_POSITION = re.compile(r"^[(（]?(\d{1,4}|[①-⑳])[)）.．、:：]?$")
_LEADING_POSITION = re.compile(r"^\s*[(（]?(?:\d{1,4}[)）.．、:：]|[①-⑳])\s*")
_KANA = re.compile(r"^[ぁ-ゖァ-ヺーｦ-ﾟ・\s]+$")
_ADDRESS = re.compile(r"[都道府県市区町村].*\d|\d+-\d+-\d+")
_HEADINGS = (
    (re.compile("^(ふりがな|フリガナ|カナ|よみ|読み)"), "kana"),
    (re.compile("^(氏名|お?名前|参加者)"), "name"),
    (re.compile("^性別"), "sex"),
    (re.compile("保険"), "insured"),
    (re.compile("^(電話|携帯|連絡先|tel)", re.IGNORECASE), "phone"),
    (re.compile("^生年月日"), "born_on"),
    (re.compile("^(住所|〒)"), "address"),
    (re.compile("^(責任者|リーダー|代表)"), "is_leader"),
    (re.compile("^(経験|活動履歴)"), "experienced"),
    (re.compile("^(no|番号|#|№)", re.IGNORECASE), "position"),
)
_HEADINGS_MIN = 2  # so many headings make a heading line


@dataclass(frozen=True)
class PastedName:
    """One person of the list. `insured` is a code of `insurance_claim`; days are ISO texts.

    `problems`: no_name, twice, phone_unclear, day_unclear (catalogue key `pasted.<code>`).
    """

    line: int
    name: str = ""
    kana: str = ""
    sex: str | None = None
    insured: str | None = None
    phone: str = ""
    born_on: str | None = None
    address: str = ""
    is_leader: bool = False
    experienced: bool | None = None
    note: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastedList:
    """The whole list. `left_out`: lines beyond the limit, which were not read."""

    people: tuple[PastedName, ...]
    left_out: int = 0

    @property
    def heads(self) -> int:
        return len(self.people)

    @property
    def uninsured(self) -> int:
        """Who is not said to be insured; blank counts, for nobody goes out on a blank."""
        return sum(1 for p in self.people if p.insured not in ("insured", "basic", "quake"))


def parse_names(text: str) -> PastedList:
    """Reads a pasted list."""
    lines = [
        (n, line)
        for n, line in enumerate(text.replace(_CIRCLE_MARK, "").splitlines(), 1)
        if line.strip()
    ]
    roles: list[str] = []
    people = []
    for number, line in lines[:LINES_MAX]:
        cells = _cells(line)
        headings = [_heading(cell) for cell in cells]
        if sum(1 for heading in headings if heading) >= _HEADINGS_MIN:
            roles = headings
            continue
        by_column = roles and len(cells) > 1 and _has_columns(line)
        person = _by_heading(number, cells, roles) if by_column else _by_look(number, cells)
        people.append(person)
    people = _circles(people)
    return PastedList(tuple(_checked(people)), max(0, len(lines) - LINES_MAX))


def _has_columns(line: str) -> bool:
    return "\t" in line or "," in line or "，" in line


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if "," in line or "，" in line:
        return [cell.strip().strip('"') for cell in re.split("[,，]", line)]
    words = _LEADING_POSITION.sub("", line).split()
    return _joined(words)


def _joined(words: Sequence[str]) -> list[str]:
    """Family and given name typed with a space between them become one cell again."""
    cells: list[str] = []
    kinds: list[str] = []
    for word in words:
        kind = _kind(word)
        if kinds and kind == kinds[-1] and kind in ("name", "kana"):
            cells[-1] = f"{cells[-1]} {word}"
        else:
            cells.append(word)
            kinds.append(kind)
    return cells


def _heading(cell: str) -> str:
    plain = unicodedata.normalize("NFKC", cell).strip()
    return next((role for pattern, role in _HEADINGS if pattern.search(plain)), "")


def _kind(cell: str) -> str:
    """What a piece looks like: the name of a field, or `name` for anything with letters."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if _POSITION.match(cell.strip()):
        return "position"
    if plain.lower() in _SEX:
        return "sex"
    if _CIRCLE.match(cell.strip()):
        return "circle"
    if _LEADER.match(plain):
        return "is_leader"
    if plain in _EXPERIENCE:
        return "experienced"
    if _insurance(plain):
        return "insured"
    if len(normalise_phone(plain)) >= 9 and not re.search(r"[^\d\s()+\-‐−ー]", plain):
        return "phone"
    if _day(plain):
        return "born_on"
    if _ADDRESS.search(plain):
        return "address"
    if _KANA.match(cell):
        return "kana"
    return "name" if re.search(r"[^\W\d]", plain) else "other"


def _by_look(line: int, cells: Sequence[str]) -> PastedName:
    person = PastedName(line)
    for index, cell in enumerate(cells):
        if cell:
            kind = _kind(cell)
            # A number behind the name is an age or a shoe size, not the place in the list.
            person = _with(person, "other" if kind == "position" and index else kind, cell)
    if not person.name and person.kana:  # a list in kana only
        person = replace(person, name=person.kana)
    return person


def _by_heading(line: int, cells: Sequence[str], roles: Sequence[str]) -> PastedName:
    person = PastedName(line)
    for index, cell in enumerate(cells):
        if cell:
            role = roles[index] if index < len(roles) and roles[index] else "other"
            person = _with(person, role, cell)
    return person


def _with(person: PastedName, role: str, cell: str) -> PastedName:
    """The person with one more piece; what is there already is never overwritten."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if role == "position":
        return person
    if role == "sex" and person.sex is None and plain.lower() in _SEX:
        return replace(person, sex=_SEX[plain.lower()])
    if role == "insured" and person.insured is None:
        found = _insurance(plain) or ("insured" if _CIRCLE.match(cell) else "")
        return replace(person, insured=found) if found else _noted(person, cell)
    if role == "is_leader":
        return replace(person, is_leader=True)
    if role == "experienced" and plain in _EXPERIENCE:
        return replace(person, experienced=_EXPERIENCE[plain])
    if role == "born_on" and person.born_on is None:
        born_on = _day(plain)
        if born_on:
            return replace(person, born_on=born_on)
        return replace(_noted(person, cell), problems=(*person.problems, "day_unclear"))
    if role == "circle":
        return replace(person, note=_CIRCLE_MARK + person.note)
    if role in ("name", "kana", "phone", "address") and not getattr(person, role):
        return replace(person, **{role: " ".join(cell.split())})  # type: ignore[arg-type]
    return _noted(person, cell)


# Stands in a note until all lines are read: one ○ in a list is the leader, many are insurance.
_CIRCLE_MARK = "\x00"


def _circles(people: list[PastedName]) -> list[PastedName]:
    marked = sum(1 for person in people if _CIRCLE_MARK in person.note)
    found = []
    for person in people:
        if _CIRCLE_MARK in person.note:
            note = person.note.replace(_CIRCLE_MARK, "")
            if marked == 1:
                person = replace(person, note=note, is_leader=True)
            else:
                person = replace(person, note=note, insured=person.insured or "insured")
        found.append(person)
    return found


def _noted(person: PastedName, cell: str) -> PastedName:
    return replace(person, note=f"{person.note} {cell}".strip())


def _insurance(plain: str) -> str:
    return next((code for pattern, code in _INSURANCE if pattern.search(plain.lower())), "")


def _day(plain: str) -> str:
    try:
        return parse_day(plain).isoformat()
    except Unreadable:
        return ""


def _checked(people: Sequence[PastedName]) -> list[PastedName]:
    seen: set[tuple[str, str]] = set()
    found = []
    for person in people:
        problems = list(person.problems)
        if not person.name and not person.kana:
            problems.append("no_name")
        key = (fold(person.name), fold(person.kana))
        if key != ("", "") and key in seen:
            problems.append("twice")
        seen.add(key)
        if person.phone and len(normalise_phone(person.phone)) < 9:
            problems.append("phone_unclear")
        found.append(replace(person, problems=tuple(problems)))
    return found
