"""カレンダー: days that are not like the others."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text
from app.services.calendar import ClearDay, MarkDay
from app.services.command import Refused
from app.store.queries.calendar import NO_WORK
from app.store.queries.settings import MarkedDay, marked_days
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.look import current_look
from app.ui.palette import StatusName
from app.ui.runtime import current_runtime
from app.ui.screens.settings.acts import Submit, submit
from app.ui.screens.settings.menu import page_head
from app.ui.tagged import row_tag
from app.ui.use_query import use_query

FIELDS = ("day", "kind", "note", "waste_hours")


@component
def CalendarRoute() -> ft.Control:
    today = current_runtime().today
    state = use_query(lambda db: marked_days(db, today), ("calendar_day",), today)
    return shown(state, lambda rows: CalendarScreen(rows, submit))


@component
def CalendarScreen(rows: tuple[MarkedDay, ...], do: Submit) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    add = button(
        "settings.calendar.add",
        t("settings.calendar.add"),
        lambda: set_opened(True),
        icon=ft.Icons.ADD,
    )
    content: list[ft.Control] = [page_head("calendar", *([add] if rows else []))]
    if opened:
        content.append(keyed("form", MarkForm, lambda: set_opened(False), do))
    content += [keyed(row.id, MarkLine, row, do) for row in rows]
    if not rows and not opened:
        empty = t("settings.calendar.empty"), t("settings.calendar.empty_hint")
        content.append(empty_state(*empty, add, icon=ft.Icons.CALENDAR_MONTH))
    return stack(content, scroll=True)


@component
def MarkLine(row: MarkedDay, do: Submit) -> ft.Control:
    day = day_text(date.fromisoformat(row.day), current_look().language)

    async def clear() -> None:
        await do(ClearDay(row.id), t("settings.calendar.cleared", day=day))

    words: list[ft.Control] = [heading(day), text(code_label("calendar_kind", row.kind))]
    words += [soft_text(line) for line in (row.note, row.waste_hours) if line]
    drop = quiet_button(
        row_tag("settings.calendar.clear", row.id),
        t("settings.calendar.clear"),
        clear,
        icon=ft.Icons.DELETE_OUTLINE,
    )
    acts = [drop]
    if row.kind in NO_WORK:
        acts = [*link(row_tag("settings.calendar.calling", row.id), t("calling.from_calendar"),
                      f"/today/calling/{row.day}", ft.Icons.CONTACT_PHONE), drop]  # fmt: skip
    status: StatusName = "late" if row.kind == "paused" else "waiting"
    told = ft.Column(words, spacing=0, tight=True, expand=True)
    return card(ft.Row([told, ft.Row(acts, wrap=True, tight=True)]), status=status)


@component
def MarkForm(close: Callable[[], None], do: Submit) -> ft.Control:
    nobody: str | None = None
    day, set_day = ft.use_state(nobody)
    kind, set_kind = ft.use_state(nobody)
    note, set_note = ft.use_state("")
    hours, set_hours = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save() -> None:
        if day is None:
            set_refused(Refused("day_missing", field="day"))
            return
        chosen = date.fromisoformat(day)
        said = t("settings.calendar.marked", day=day_text(chosen, current_look().language))
        answer = await do(MarkDay(chosen, kind or "", note, hours), said)
        set_refused(answer)
        if answer is None:
            close()

    acts = [
        big_button("settings.calendar.save", t("settings.save"), save, icon=ft.Icons.CHECK),
        quiet_button("settings.calendar.stop", t("frame.stop"), close),
    ]
    return card(
        date_field("settings.calendar.day", t("settings.calendar.day"), day, set_day,
                   refusal=refused_at(refused, "day"), needed=True),
        choice_chips("settings.calendar.kind", t("settings.calendar.kind"),
                     code_options("calendar_kind"), kind, set_kind,
                     refusal=refused_at(refused, "kind"), needed=True),
        text_field("settings.calendar.note", t("settings.calendar.note"), note, set_note,
                   refusal=refused_at(refused, "note")),
        text_field("settings.calendar.waste_hours", t("settings.calendar.waste_hours"), hours,
                   set_hours, refusal=refused_at(refused, "waste_hours")),
        *refused_elsewhere(refused, FIELDS),
        ft.Row(acts, wrap=True),
    )  # fmt: skip
