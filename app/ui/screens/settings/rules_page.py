"""災害の扱い and 規則: every dated setting, with what holds, since when, and what comes.

Changing one opens its form below the line: the value, the day, the reason.
"""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import Unreadable, day_text, minutes_text, parse_minutes
from app.domain.settings import Setting, SettingValue
from app.services.centre import SETTING_NUMBER_MAX, CancelSetting, ChangeSetting
from app.services.command import Refused
from app.store.queries.settings import DatedValue, SettingRow, setting_rows
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field, time_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.screens.settings.acts import Submit, submit
from app.ui.screens.settings.menu import page_head
from app.ui.use_query import use_query

EVENT = ("event",)
RULES = ("reception", "teams", "heat", "needs", "papers", "county")
HINTED = frozenset({
    "large_disaster_exception", "earthquake", "daily_capacity", "wbgt_stop_tenths",
    "wbgt_warn_tenths", "consent_footer", "centre_phone", "publish_by_itself",
})  # fmt: skip


@component
def EventRoute() -> ft.Control:
    today = current_runtime().today
    state = use_query(lambda db: setting_rows(db, today), ("setting",), today)
    return shown(state, lambda rows: SettingsScreen("event", rows, EVENT, submit))


@component
def RulesRoute() -> ft.Control:
    today = current_runtime().today
    state = use_query(lambda db: setting_rows(db, today), ("setting",), today)
    return shown(state, lambda rows: SettingsScreen("rules", rows, RULES, submit))


@component
def SettingsScreen(
    page: str, rows: tuple[SettingRow, ...], groups: tuple[str, ...], do: Submit
) -> ft.Control:
    """One card for each group; one setting is open at a time."""
    opened, set_opened = ft.use_state("")
    cards = []
    for group in groups:
        lines: list[ft.Control] = [heading(t(f"setting_group.{group}"))]
        for row in rows:
            key = row.setting.key
            if row.setting.section == group:
                lines.append(keyed(key, SettingLine, row, opened == key, set_opened, do))
        cards.append(card(*lines))
    return stack([page_head(page), *cards], scroll=True)


@component
def SettingLine(
    row: SettingRow, opened: bool, set_opened: Callable[[str], None], do: Submit
) -> ft.Control:
    key = row.setting.key
    since = t("settings.default") if row.since is None else t("settings.since", day=_day(row.since))
    words: list[ft.Control] = [
        text(t(f"setting.{key}")),
        text(value_text(row.setting, row.value), bold=True),
        soft_text(f"{since}　{row.reason}" if row.reason else since),
    ]
    change = button(
        f"settings.change:{key}",
        t("settings.close") if opened else t("settings.change"),
        lambda: set_opened("" if opened else key),
        icon=ft.Icons.CLOSE if opened else ft.Icons.EDIT,
    )
    parts: list[ft.Control] = [
        ft.Row([ft.Column(words, spacing=0, tight=True, expand=True), change])
    ]
    parts += [_coming(row.setting, one, do) for one in row.coming]
    if opened:
        parts.append(keyed(f"form:{key}", SettingForm, row, lambda: set_opened(""), do))
    return ft.Column(parts, spacing=8, tight=True)


@component
def SettingForm(row: SettingRow, close: Callable[[], None], do: Submit) -> ft.Control:
    setting = row.setting
    value, set_value = ft.use_state(row.value)
    today: str | None = None
    day, set_day = ft.use_state(today)
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save() -> None:
        effective = date.fromisoformat(day) if day else None
        on = day_text(effective, current_look().language) if effective else t("frame.today")
        said = t("settings.changed", name=t(f"setting.{setting.key}"), day=on)
        answer = await do(ChangeSetting(setting.key, value, effective, reason), said)
        set_refused(answer)
        if answer is None:
            close()

    hint = t(f"setting_hint.{setting.key}") if setting.key in HINTED else ""
    parts = [
        _value_field(setting, value, set_value, refused_at(refused, "value")),
        *([soft_text(hint)] if hint else []),
        date_field(
            "settings.from_day",
            t("settings.from_day"),
            day,
            set_day,
            refusal=refused_at(refused, "effective_on"),
        ),
        soft_text(t("settings.from_day_hint")),
        text_field("settings.reason", t("settings.reason"), reason, set_reason),
        *refused_elsewhere(refused, ("value", "effective_on")),
        big_button("settings.save", t("settings.save"), save, icon=ft.Icons.CHECK),
    ]
    return card(*parts)


def value_text(setting: Setting, value: SettingValue) -> str:
    """A value as people read it."""
    if setting.kind == "bool":
        return t("settings.on") if value else t("settings.off")
    if setting.kind == "choice":
        return code_label(setting.choices, str(value or ""))
    if setting.kind == "int":
        if setting.key == "daily_capacity" and value == 0:
            return t("settings.no_limit")
        return f"{value}{t(f'unit.{setting.unit}')}" if setting.unit else str(value)
    return str(value or "") or t("settings.unset")


def _value_field(
    setting: Setting,
    value: SettingValue,
    set_value: Callable[[SettingValue], None],
    refusal: str | None,
) -> ft.Control:
    tag, label = "settings.value", t("settings.value")
    if setting.kind == "bool":
        options = (("yes", t("settings.on")), ("no", t("settings.off")))
        return choice_chips(
            tag, label, options, "yes" if value else "no",
            lambda code: set_value(code == "yes" if code else bool(value)), refusal=refusal,
        )  # fmt: skip
    if setting.kind == "choice":
        return choice_chips(
            tag, label, code_options(setting.choices), str(value or ""),
            lambda code: set_value(code or value), refusal=refusal,
        )  # fmt: skip
    if setting.kind == "int":
        return number_stepper(
            tag, label, value if isinstance(value, int) else None, set_value,
            most=SETTING_NUMBER_MAX, unit=t(f"unit.{setting.unit}") if setting.unit else "",
            refusal=refusal,
        )  # fmt: skip
    if setting.kind == "time":
        return time_field(
            tag, label, _minutes(value),
            lambda minutes: set_value(None if minutes is None else minutes_text(minutes)),
            refusal=refusal,
        )  # fmt: skip
    lines = 3 if setting.key == "consent_footer" else 1
    return text_field(tag, label, str(value or ""), set_value, refusal=refusal, lines=lines)


def _coming(setting: Setting, one: DatedValue, do: Submit) -> ft.Control:
    async def call_off() -> None:
        await do(CancelSetting(one.id), t("settings.called_off"))

    words = t("settings.coming", day=_day(one.effective_on), value=value_text(setting, one.value))
    return ft.Row(
        [
            ft.Icon(ft.Icons.SCHEDULE),
            text(f"{words}　{one.reason}" if one.reason else words, expand=True),
            quiet_button(f"settings.call_off:{one.id.hex()}", t("settings.call_off"), call_off),
        ]
    )


def _minutes(value: SettingValue) -> int | None:
    try:
        return parse_minutes(str(value)) if value else None
    except Unreadable:
        return None


def _day(iso: str) -> str:
    return day_text(date.fromisoformat(iso), current_look().language)
