"""The centre's own entries of the code lists: added, renamed, ended and moved, by day.

A code that was written once keeps its meaning and its label for ever: nothing is deleted, an entry
only ends. Refuses to add to lists that the rules stand on.
"""

import json
from dataclasses import dataclass
from datetime import date

from app.catalogue.codes import Code, CodeLists
from app.domain.open_lists import LIKE_NEEDED, NAMED_LISTS, OPEN_LISTS
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import LINE_LETTERS_MAX, clean_text
from app.store.queries.codes import code_entries
from sync.core.ids import EntityId
from sync.core.operations import Value

DESK = ("general",)
OWN_CODE = "own_"
_CODE_DIGITS = 10
_STEP = 10


@dataclass(frozen=True)
class AddCode(Command):
    """`like` is an entry of the list from which the new one takes its attributes."""

    list: str
    label_ja: str
    label_en: str = ""
    like: str = ""
    starts_on: date | None = None


@dataclass(frozen=True)
class RenameCode(Command):
    """The new name holds from `starts_on`; None is from ever."""

    list: str
    code: str
    label_ja: str
    label_en: str = ""
    starts_on: date | None = None


@dataclass(frozen=True)
class EndCode(Command):
    """`ends_on` is the last day on which it may be chosen; None takes the end back."""

    list: str
    code: str
    ends_on: date | None


@dataclass(frozen=True)
class MoveCode(Command):
    """One place up or down in the list of today."""

    list: str
    code: str
    up: bool


@decides(AddCode, sections=DESK)
def add_code(command: AddCode, ctx: Context) -> Decision:
    if command.list not in OPEN_LISTS:
        return Refused("list_is_fixed")
    label = clean_text(command.label_ja)
    refused = _bad_label(label, command.label_en)
    if refused is not None or label is None:
        return refused or Refused("name_missing", field="label_ja")
    lists, today = _lists(ctx), ctx.today.isoformat()
    entries = lists.entries(command.list, today)
    if any(entry.ja == label for entry in entries):
        return Refused("code_exists", {"label": label}, field="label_ja")
    like = lists.get(command.list, command.like, today) if command.like else None
    if like is None and command.list in LIKE_NEEDED:
        return Refused("like_missing", field="like")
    identifier = ctx.new_id()
    ctx.draft.new("code_entry", identifier, {
        "list": command.list, "code": OWN_CODE + identifier.hex()[-_CODE_DIGITS:],
        "label_ja": label, "label_en": clean_text(command.label_en),
        "position": max((entry.position for entry in entries), default=0) + _STEP,
        "starts_on": command.starts_on.isoformat() if command.starts_on else None,
        "attributes": json.dumps(dict(like.attributes), ensure_ascii=False) if like else None,
    })  # fmt: skip
    return Accepted(identifier)


@decides(RenameCode, sections=DESK)
def rename_code(command: RenameCode, ctx: Context) -> Decision:
    label = clean_text(command.label_ja)
    refused = _unknown(command.list, command.code, ctx) or _bad_label(label, command.label_en)
    if refused is not None:
        return refused
    values: dict[str, Value] = {"label_ja": label, "label_en": clean_text(command.label_en)}
    return Accepted(_write(ctx, command.list, command.code, command.starts_on, values))


@decides(EndCode, sections=DESK)
def end_code(command: EndCode, ctx: Context) -> Decision:
    if command.list not in OPEN_LISTS:
        return Refused("list_is_fixed")
    refused = _unknown(command.list, command.code, ctx)
    if refused is not None:
        return refused
    ends_on = command.ends_on.isoformat() if command.ends_on else None
    if ends_on is not None:
        left = [
            entry for entry in _lists(ctx).entries(command.list, ctx.today.isoformat())
            if entry.code != command.code
        ]  # fmt: skip
        if not left:
            return Refused("last_of_list")
    rows = _rows(ctx, command.list, command.code)
    begun = [row for row in rows if (row[1] or "") <= ctx.today.isoformat()]
    if begun:
        ctx.draft.set("code_entry", begun[-1][0], {"ends_on": ends_on})
        return Accepted(begun[-1][0])
    values: dict[str, Value] = {"ends_on": ends_on}
    return Accepted(_write(ctx, command.list, command.code, None, values))


@decides(MoveCode, sections=DESK)
def move_code(command: MoveCode, ctx: Context) -> Decision:
    refused = _unknown(command.list, command.code, ctx)
    if refused is not None:
        return refused
    entries = list(_lists(ctx).entries(command.list, ctx.today.isoformat()))
    at = next((n for n, entry in enumerate(entries) if entry.code == command.code), None)
    other = None if at is None else at + (-1 if command.up else 1)
    if at is None or other is None or not 0 <= other < len(entries):
        return Refused("no_further")
    entries[at], entries[other] = entries[other], entries[at]
    for entry, position in zip(entries, _positions(entries), strict=True):
        if entry.position != position:
            values: dict[str, Value] = {"position": position}
            _write(ctx, command.list, entry.code, None, values)
    return Accepted()


def _positions(entries: list[Code]) -> list[int]:
    """The places that there are, in order; spread anew where two entries share one."""
    found = sorted(entry.position for entry in entries)
    if len(set(found)) == len(found):
        return found
    return [n * _STEP for n in range(len(entries))]


def _lists(ctx: Context) -> CodeLists:
    return CodeLists.load().with_rows(code_entries(ctx.db))


def _unknown(name: str, code: str, ctx: Context) -> Refused | None:
    if name not in OPEN_LISTS + NAMED_LISTS:
        return Refused("list_is_fixed")
    known = _lists(ctx).get(name, code)
    return None if known is not None else Refused("no_such_code", {"code": code})


def _bad_label(label: str | None, english: str) -> Refused | None:
    if label is None:
        return Refused("name_missing", field="label_ja")
    for field, text in (("label_ja", label), ("label_en", english)):
        if len(text) > LINE_LETTERS_MAX:
            return Refused("text_too_long", {"limit": LINE_LETTERS_MAX}, field=field)
    return None


def _rows(ctx: Context, name: str, code: str) -> list[tuple[EntityId, str | None, str | None]]:
    """(id, starts_on, ends_on) of the centre's rows about a code, earliest first."""
    return [
        (EntityId(row[0]), row[1], row[2])
        for row in ctx.db.execute(
            "SELECT id, starts_on, ends_on FROM live_code_entry WHERE list = ? AND code = ? "
            "ORDER BY coalesce(starts_on, ''), id",
            (name, code),
        )
    ]


def _write(
    ctx: Context, name: str, code: str, starts_on: date | None, values: dict[str, Value]
) -> EntityId:
    """Into the row that begins on that day, or a new one which keeps the end that was set."""
    day = starts_on.isoformat() if starts_on else None
    rows = _rows(ctx, name, code)
    if day is None and rows:
        ctx.draft.set("code_entry", rows[0][0], values)
        return rows[0][0]
    for key, begins, _ in rows:
        if begins == day:
            ctx.draft.set("code_entry", key, values)
            return key
    earlier = [ends for _, begins, ends in rows if (begins or "") <= (day or "")]
    identifier = ctx.new_id()
    ctx.draft.new("code_entry", identifier, {
        "list": name, "code": code, "starts_on": day,
        "ends_on": earlier[-1] if earlier else None, **values,
    })  # fmt: skip
    return identifier
