"""The day's lists: participants, insurance, needs, equipment, borrowed things, as sheets.

Codes come in as words. What nobody asked is None and stays an empty cell; yes and no are words.
Column headings are those of the paper forms, so that a list can be read in again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from app.catalogue.messages import Messages
from app.documents.letterhead import postal
from app.documents.sheets import Column, Sheet, Value
from app.domain.calendar_jp import day_of, day_text, time_text


@dataclass(frozen=True)
class Participant:
    """A check-in of the day: a person, or a group with its `heads`. Instants in epoch ms."""

    number: str
    name: str
    kana: str = ""
    at: int | None = None
    heads: int = 1
    participation: str = ""  # individual, group
    affiliation: str = ""
    sex: str = ""
    age: str = ""
    phone: str = ""
    postal_code: str = ""
    address: str = ""
    emergency: str = ""
    insurance: str = ""
    first_time: bool | None = None
    light_truck: bool | None = None
    team: str = ""
    left_at: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Insured:
    """One person of the insurance roster. `ends_at` is 24:00 of the last day."""

    name: str
    kana: str = ""
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    plan: str = ""
    effective_at: int | None = None
    ends_at: int | None = None
    enrolled_at: int | None = None
    paid_by: str = ""


@dataclass(frozen=True)
class NeedLine:
    """A need; the resident's fields are empty for those who may not read them."""

    number: str
    status: str
    received_on: date | None = None
    town: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    kinds: str = ""
    request: str = ""
    people: int | None = None
    crisis: bool | None = None
    next_on: date | None = None
    completed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class EquipmentLine:
    """Stock of one kind: what the centre has, what teams have, what is damaged."""

    name: str
    unit: str = ""
    kind: str = ""
    in_stock: int = 0
    out: int = 0
    damaged: int = 0
    low_mark: int | None = None
    note: str = ""

    @property
    def is_short(self) -> bool:
        return self.low_mark is not None and self.in_stock < self.low_mark


@dataclass(frozen=True)
class BorrowedLine:
    """What is borrowed from whom, and what of it is still here."""

    owner: str
    name: str
    quantity: int
    unit: str = ""
    ownership: str = ""
    received_on: date | None = None
    due_on: date | None = None
    left: int | None = None
    note: str = ""


@dataclass(frozen=True)
class CallingLine:
    """Somebody who must hear that a day is called off; `told`: somebody has told them."""

    kind: str
    number: str
    name: str
    kana: str = ""
    phone: str = ""
    planned: str = ""
    told: bool = False
    town: str = ""


Line = TypeVar("Line")
Fields: TypeAlias = tuple[tuple[str, int, Callable[[Line], Value]], ...]
"""Heading's key, width in half-width letters, and what a line says there."""


def participants(lines: Iterable[Participant], day: date, texts: Messages) -> Sheet:
    """Who was there on a day."""
    known = tuple(lines)
    fields: Fields[Participant] = (
        ("number", 8, lambda p: p.number),
        ("name", 14, lambda p: p.name),
        ("kana", 14, lambda p: p.kana),
        ("arrived", 6, lambda p: _time(p.at, day)),
        ("heads", 5, lambda p: p.heads),
        ("participation", 6, lambda p: p.participation),
        ("affiliation", 13, lambda p: p.affiliation),
        ("sex", 5, lambda p: p.sex),
        ("age", 6, lambda p: p.age),
        ("phone", 14, lambda p: p.phone),
        ("postal_code", 9, lambda p: postal(p.postal_code)),
        ("address", 26, lambda p: p.address),
        ("emergency", 18, lambda p: p.emergency),
        ("insurance", 8, lambda p: p.insurance),
        ("first_time", 6, lambda p: _yes_no(p.first_time, texts)),
        ("light_truck", 6, lambda p: _yes_no(p.light_truck, texts)),
        ("team", 6, lambda p: p.team),
        ("left", 6, lambda p: _time(p.left_at, day)),
        ("note", 12, lambda p: p.note),
    )
    heads = sum(line.heads for line in known)
    note = texts.text("papers.list.participants_note", rows=len(known), heads=heads)
    title = texts.text("papers.list.participants", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=2)


def insurance_roster(lines: Iterable[Insured], day: date, texts: Messages) -> Sheet:
    """One row a person, as the insurer wants it: name, address, phone, plan, from, to."""
    known = tuple(lines)
    fields: Fields[Insured] = (
        ("name", 18, lambda p: p.name),
        ("kana", 18, lambda p: p.kana),
        ("postal_code", 10, lambda p: postal(p.postal_code)),
        ("address", 44, lambda p: p.address),
        ("phone", 15, lambda p: p.phone),
        ("plan", 14, lambda p: p.plan),
        ("valid_from", 20, lambda p: _instant(p.effective_at)),
        ("valid_until", 20, lambda p: _end(p.ends_at)),
        ("enrolled", 20, lambda p: _instant(p.enrolled_at)),
        ("paid_by", 10, lambda p: p.paid_by),
    )
    note = texts.text("papers.list.people_note", rows=len(known))
    title = texts.text("papers.list.insurance_roster", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=2)


def needs(lines: Iterable[NeedLine], day: date, texts: Messages) -> Sheet:
    """Needs with their state."""
    known = tuple(lines)
    fields: Fields[NeedLine] = (
        ("need", 8, lambda n: n.number),
        ("status", 10, lambda n: n.status),
        ("received_on", 13, lambda n: n.received_on),
        ("town", 12, lambda n: n.town),
        ("requester", 13, lambda n: n.name),
        ("phone", 14, lambda n: n.phone),
        ("address", 24, lambda n: n.address),
        ("kinds", 16, lambda n: n.kinds),
        ("request", 34, lambda n: n.request),
        ("people", 6, lambda n: n.people),
        ("crisis", 6, lambda n: _yes_no(n.crisis, texts)),
        ("next_on", 13, lambda n: n.next_on),
        ("completed_on", 13, lambda n: n.completed_on),
        ("reason", 16, lambda n: n.reason),
    )
    note = texts.text("papers.list.lines_note", rows=len(known))
    title = texts.text("papers.list.needs", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=1)


def calling(lines: Iterable[CallingLine], day: date, texts: Messages) -> Sheet:
    """Whom to call when a day is called off."""
    known = tuple(lines)
    fields: Fields[CallingLine] = (
        ("calling_kind", 14, lambda c: c.kind),
        ("calling_number", 8, lambda c: c.number),
        ("name", 16, lambda c: c.name),
        ("kana", 16, lambda c: c.kana),
        ("phone", 16, lambda c: c.phone),
        ("planned", 22, lambda c: c.planned),
        ("town", 14, lambda c: c.town),
        ("told", 8, lambda c: _yes_no(True, texts) if c.told else None),
        ("note", 24, lambda _: None),
    )
    note = texts.text("papers.list.lines_note", rows=len(known))
    title = texts.text("papers.list.calling", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=3)


def equipment(lines: Iterable[EquipmentLine], day: date, texts: Messages) -> Sheet:
    """Stock of the day; a line below its mark says so."""
    known = tuple(lines)
    short = texts.text("papers.list.is_short")
    fields: Fields[EquipmentLine] = (
        ("item", 28, lambda e: e.name),
        ("unit", 6, lambda e: e.unit),
        ("item_kind", 10, lambda e: e.kind),
        ("total", 9, lambda e: e.in_stock + e.out),
        ("in_stock", 9, lambda e: e.in_stock),
        ("out", 9, lambda e: e.out),
        ("damaged", 9, lambda e: e.damaged),
        ("low_mark", 9, lambda e: e.low_mark),
        ("short", 9, lambda e: short if e.is_short else None),
        ("note", 30, lambda e: e.note),
    )
    note = texts.text("papers.list.lines_note", rows=len(known))
    title = texts.text("papers.list.equipment", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=1)


def borrowed(lines: Iterable[BorrowedLine], day: date, texts: Messages) -> Sheet:
    """What goes back to whom, and by when."""
    known = tuple(lines)
    fields: Fields[BorrowedLine] = (
        ("owner", 24, lambda b: b.owner),
        ("item", 28, lambda b: b.name),
        ("quantity", 8, lambda b: b.quantity),
        ("unit", 6, lambda b: b.unit),
        ("ownership", 12, lambda b: b.ownership),
        ("received_on", 14, lambda b: b.received_on),
        ("due_on", 14, lambda b: b.due_on),
        ("still_here", 10, lambda b: b.left),
        ("note", 30, lambda b: b.note),
    )
    note = texts.text("papers.list.lines_note", rows=len(known))
    title = texts.text("papers.list.borrowed", day=_day(day, texts))
    return _sheet(title, known, fields, texts, note, frozen=2)


def _sheet(
    title: str,
    lines: tuple[Line, ...],
    fields: Fields[Line],
    texts: Messages,
    note: str,
    frozen: int,
) -> Sheet:
    columns = tuple(Column(texts.text(f"papers.list.{key}"), width) for key, width, _ in fields)
    rows = tuple(tuple(value(line) for _, _, value in fields) for line in lines)
    return Sheet(title, columns, rows, note, frozen)


def _day(day: date, texts: Messages) -> str:
    return day_text(day, texts.language)


def _yes_no(answer: bool | None, texts: Messages) -> str | None:
    if answer is None:
        return None
    return texts.text("papers.yes") if answer else texts.text("papers.no")


def _time(at: int | None, day: date) -> str | None:
    return None if at is None else time_text(at, day)


def _instant(at: int | None) -> str | None:
    """2026-08-11 9:05."""
    return None if at is None else f"{day_of(at).isoformat()} {time_text(at)}"


def _end(at: int | None) -> str | None:
    """The end of a day as 24:00 of that day, not as 0:00 of the next."""
    if at is None:
        return None
    last = day_of(at - 1)
    return f"{last.isoformat()} {time_text(at, last)}"
