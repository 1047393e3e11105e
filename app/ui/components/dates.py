"""Days and times as people write them: R8.8.11, 8/11, 午後3時. What was understood stands below."""

from collections.abc import Awaitable, Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import (
    Unreadable,
    day_of,
    day_text,
    era_text,
    minutes_text,
    parse_day,
    parse_minutes,
)
from app.ui.component import component
from app.ui.components.fields import text_field
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime


def date_field(
    tag: str,
    label: str,
    value: str | None,
    on_change: Callable[[str | None], Awaitable[None] | None],
    *,
    refusal: str | None = None,
    needed: bool = False,
) -> ft.Control:
    """A day. `value` and what `on_change` gets are YYYY-MM-DD, or None while it is no day."""
    return ft.Container(
        _Reading(tag, label, value, on_change, refusal, needed, _read_day, "day"), key=f"{tag}@"
    )


def time_field(
    tag: str,
    label: str,
    value: int | None,
    on_change: Callable[[int | None], Awaitable[None] | None],
    *,
    refusal: str | None = None,
    needed: bool = False,
) -> ft.Control:
    """A time of day in minutes since midnight, up to 1440 (24:00); None while it is none."""
    return ft.Container(
        _Reading(tag, label, value, on_change, refusal, needed, _read_time, "time"), key=f"{tag}@"
    )


@component
def _Reading(
    tag: str,
    label: str,
    value: str | int | None,
    on_change: Callable[..., Awaitable[None] | None],
    refusal: str | None,
    needed: bool,
    read: Callable[[str], tuple[str | int, str]],
    kind: str,
) -> ft.Control:
    words, set_words = ft.use_state(_as_typed(value))
    understood, unreadable = _try(read, words)
    if value != understood and value is not None:  # the owner set another value
        words = _as_typed(value)
        understood, unreadable = _try(read, words)

    async def typed(new: str) -> None:
        set_words(new)
        answer = on_change(_try(read, new)[0])
        if answer is not None:
            await answer

    bad = t(f"frame.{kind}_unreadable") if words.strip() and unreadable else None
    field = text_field(
        tag,
        label,
        words,
        typed,
        refusal=refusal or bad,
        needed=needed,
        hint=t(f"frame.{kind}_hint"),
    )
    said = "" if understood is None or bad else read(words)[1]
    return ft.Column([field, soft_text(said)] if said else [field], spacing=2, tight=True)


def _try(read: Callable[[str], tuple[str | int, str]], words: str) -> tuple[str | int | None, bool]:
    if not words.strip():
        return None, False
    try:
        return read(words)[0], False
    except Unreadable:
        return None, True


def _as_typed(value: str | int | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else minutes_text(value)


def _read_day(words: str) -> tuple[str, str]:
    today = day_of(current_runtime().clock.now_ms())
    day: date = parse_day(words, near=today)
    language = current_look().language
    said = day_text(day, language)
    return day.isoformat(), f"{said}　{era_text(day)}" if language == "ja" else said


def _read_time(words: str) -> tuple[int, str]:
    minutes = parse_minutes(words)
    return minutes, minutes_text(minutes)
