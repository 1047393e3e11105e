"""Words of out and back that are put together: refusals with words for codes, a team's line."""

import flet as ft

from app.domain.calendar_jp import time_text
from app.services.command import Refused
from app.store.queries.board import TeamLine
from app.ui.code_texts import code_label
from app.ui.components.texts import text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.scale import scale

# Parameters of refusals that are codes -> the list they come from.
_LISTS = {"kind": "work_kind", "status": "need_status", "inspection_kind": "inspection_kind"}
_KEYS = {"check": "field.check", "act": "need_act"}


def spoken(refused: Refused) -> Refused:
    """The same refusal with codes in its parameters as words."""
    params = dict(refused.params)
    for name, value in refused.params.items():
        if name in _LISTS:
            params[name] = code_label(_LISTS[name], str(value))
        elif name in _KEYS:
            params[name] = t(f"{_KEYS[name]}.{value}")
    return Refused(refused.code, params, refused.field, refused.override)


def refusal_at(refused: Refused | None, field: str) -> str | None:
    """The words of a refusal beside the field that it is about."""
    if refused is None or refused.field != field:
        return None
    return refusal_text(spoken(refused))


def people_text(heads: int | None) -> str:
    """5人."""
    return t("field.people", heads=heads or 0)


def place_of(line: TeamLine, *, kinds: bool = True) -> str:
    """Where the team goes and, with `kinds`, what it does there: 汐入町　泥出し　N-0412. A team of
    a satellite names that first."""
    what = t("field.between").join(code_label("work_kind", kind) for kind in line.kinds)
    if line.need is None:
        parts = [line.place, line.job_note or code_label("team_kind", line.kind)]
    else:
        parts = [line.place, line.town, what if kinds else "", line.need_number]
    return "　".join(part for part in parts if part)


def time_or_dash(at_ms: int | None) -> str:
    return t("field.no_time") if at_ms is None else time_text(at_ms)


def soft_line(words: str) -> ft.Text:
    """A second line in a card."""
    return text(words, size=scale().small, colour=palette().soft)
