"""記録: who did what, at which desk, when, to which records; and undo from there.

One day at a time, the newest first. What was taken back stays, with a mark.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

import flet as ft

from app.domain.calendar_jp import day_text, time_text
from app.services.command import Action
from app.store.audit_trail import UNDO
from app.store.queries.audit import AuditEntry
from app.ui.act_words import act_word
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import empty_state, section_header
from app.ui.components.choices import choice_chips
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.today.erasures import ErasureLines
from app.ui.tagged import row_tag, tagged

RECORDS_SHOWN = 4
PEOPLE_MAX = 24


@dataclass(frozen=True)
class HistoryView:
    """`people` are (hexadecimal id, name) of those who acted; `more`: older acts of the day."""

    entries: tuple[AuditEntry, ...]
    people: tuple[tuple[str, str], ...]
    more: bool


@dataclass(frozen=True)
class HistoryChoice:
    day: date
    who: str = ""


@dataclass(frozen=True)
class HistoryActions:
    undo: Callable[[Action], Awaitable[None]]
    choose: Callable[[HistoryChoice], None]
    older: Callable[[], None]
    go: Callable[[str], None]


@component
def HistoryScreen(view: HistoryView, choice: HistoryChoice, actions: HistoryActions) -> ft.Control:
    today = date.fromisoformat(current_runtime().today)
    parts: list[ft.Control] = [
        section_header(
            t("today.history_of", day=day_text(choice.day, current_look().language)),
            quiet_button("today.back", t("today.back"), lambda: actions.go("/today"),
                         icon=ft.Icons.ARROW_BACK),
            button("today.history.before", t("today.day_before"),
                   lambda: actions.choose(HistoryChoice(choice.day - timedelta(days=1),
                                                        choice.who)),
                   icon=ft.Icons.CHEVRON_LEFT),
            button("today.history.after", t("today.day_after"),
                   lambda: actions.choose(HistoryChoice(choice.day + timedelta(days=1),
                                                        choice.who)),
                   icon=ft.Icons.CHEVRON_RIGHT, disabled=choice.day >= today),
        )
    ]  # fmt: skip
    parts.append(ErasureLines())
    if 1 < len(view.people) <= PEOPLE_MAX:
        parts.append(
            choice_chips(
                "today.history.who", t("today.by_whom"), view.people, choice.who or None,
                lambda who: actions.choose(HistoryChoice(choice.day, who or "")),
            )
        )  # fmt: skip
    parts.append(
        windowed_list(
            "today.history.list",
            view.entries,
            lambda entry: keyed(_tag(entry), EntryRow, entry, actions),
            empty=empty_state(t("today.no_history"), t("today.no_history_hint")),
        )
    )
    if view.more:
        parts.append(button("today.history.older", t("today.older"), actions.older))
    return ft.Column(
        parts, spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@memo
def EntryRow(entry: AuditEntry, actions: HistoryActions) -> ft.Control:
    words: list[ft.Control] = [
        text(act_word(entry.act), bold=True),
        soft_text(_who(entry)),
    ]
    about = _about(entry)
    if about:
        words.append(soft_text(about))
    parts: list[ft.Control] = [
        ft.Container(code_text(time_text(entry.at_ms)), width=scale().code * 3.6),
        ft.Column(words, spacing=0, tight=True, expand=True),
    ]
    if entry.undone:
        parts.append(status_chip("stopped", t("today.undone")))
    elif entry.act is not None and entry.act != UNDO:
        parts.append(
            button(
                row_tag("today.undo", _tag(entry)), t("frame.undo"),
                lambda: actions.undo(action_of(entry)), icon=ft.Icons.UNDO,
            )
        )  # fmt: skip
    row = ft.Container(
        ft.Row(parts, spacing=GAP),
        bgcolor=palette().surface,
        border=ft.Border.all(1, palette().hair),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
    )
    return tagged(row_tag("today.entry", _tag(entry)), row)


def action_of(entry: AuditEntry) -> Action:
    """The entry as something that can be taken back."""
    return Action(entry.mark.hlc, entry.batches, entry.act or "", entry.mark.device)


def _who(entry: AuditEntry) -> str:
    name = entry.actor_name or t("today.unknown_actor")
    return t("today.at_desk", name=name, letter=entry.letter) if entry.letter else name


def _about(entry: AuditEntry) -> str:
    labels = list(dict.fromkeys(record.label for record in entry.records if record.label))
    shown = t("papers.separator").join(labels[:RECORDS_SHOWN])
    rest = len(labels) - RECORDS_SHOWN
    return f"{shown}　{t('today.and_more', count=rest)}" if rest > 0 else shown


def _tag(entry: AuditEntry) -> bytes:
    return entry.mark.hlc.to_bytes(8, "big") + entry.mark.device[:8]
