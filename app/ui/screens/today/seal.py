"""The seal of the day: its checks, green or named, and closing over what is missing.

A leader closes a green day with one tap. Over what is missing only the chief closes and says why;
whoever else taps is asked for the chief's name and PIN. A closed day prints, or is reopened.
"""

from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, time_text
from app.domain.staff_access import CHIEF, at_least
from app.services.command import Override, Refused
from app.services.day_view import CheckView, SealView
from app.store.queries.day import DaySeal
from app.ui.code_texts import code_label, code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import text_field
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import soft_text, text, title
from app.ui.i18n import refusal_text, t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.today.seal_county import CountyPart
from app.ui.screens.today.seal_devices import waiting_part, with_devices
from app.ui.screens.today.state import SealActions
from app.ui.tagged import tagged
from app.ui.use_sync import use_sync_state

MISSING_SHOWN = 8


@component
def SealCard(view: SealView, actions: SealActions) -> ft.Control:
    """Give it a key by day: what was typed belongs to that day."""
    view = with_devices(view, use_sync_state(), current_runtime().clock.now_ms())
    green = view.missing == 0
    chip = (
        status_chip("done", t("today.seal_closed"), loud=True)
        if view.closed
        else status_chip("ready", t("today.seal_green"), loud=True)
        if green
        else status_chip("late", t("today.seal_missing", count=view.missing), loud=True)
    )
    day = day_text(view.day, current_look().language)
    parts: list[ft.Control] = [
        ft.Row([title(t("today.seal", day=day)), chip], wrap=True, spacing=GAP),
        # One part, however many lines: what stands below it keeps its place and what was typed.
        stack(
            [
                *(_check(check, MISSING_SHOWN if not view.closed else 0) for check in view.checks),
                *waiting_part(view),
            ]
        ),
    ]
    if view.closed and view.seal is not None:
        parts.append(_closed(view.seal, view.day))
        if view.outdated:
            warning = text(t("today.seal_outdated"), bold=True, colour=palette().late.ink)
            parts.append(tagged("today.outdated", warning))
        parts.append(_after(view, actions))
    else:
        parts += [_Notes(view, actions), CountyPart(view.day), _Close(view, actions)]
    return tagged("today.seal", card(*parts, status="done" if green or view.closed else "late"))


def _check(check: CheckView, most: int) -> ft.Control:
    """A check with at most so many lines of what is missing."""
    green = not check.missing
    colours = palette().done if green else palette().late
    lines: list[ft.Control] = [
        text(t(f"closing.{check.code}"), bold=True, colour=colours.ink),
        *(text(words) for words in check.missing[:most]),
        *(soft_text(words) for words in check.noted),
    ]
    if most and len(check.missing) > most:
        lines.append(soft_text(t("today.and_more", count=len(check.missing) - most)))
    icon = ft.Icons.CHECK_CIRCLE if green else ft.Icons.ERROR
    row = ft.Row(
        [
            ft.Icon(icon, size=scale().icon, color=colours.ink),
            ft.Column(lines, spacing=2, tight=True, expand=True),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    said = t("today.check_green") if green else t("today.check_missing")
    return tagged(f"today.check.{check.code}", row, label=said)


def _closed(seal: DaySeal, day: date) -> ft.Control:
    lines: list[ft.Control] = [
        text(
            t("today.closed_by", time=time_text(seal.at or 0, day), name=seal.by_name or "－"),
            size=scale().large,
            bold=True,
        )
    ]
    if seal.reason:
        lines.append(text(t("today.closed_reason", reason=seal.reason)))
        points = seal.open_points[:MISSING_SHOWN]
        lines += [soft_text(t("today.closed_open", point=point)) for point in points]
        if len(seal.open_points) > len(points):
            more = len(seal.open_points) - len(points)
            lines.append(soft_text(t("today.and_more", count=more)))
    noted = (code_label("weather", seal.weather), seal.note, seal.tomorrow)
    lines += [text(words) for words in noted if words]
    return stack(lines, spacing=4)


@component
def _after(view: SealView, actions: SealActions) -> ft.Control:
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def reopen() -> None:
        set_refused(await actions.reopen(view.day))

    parts: list[ft.Control] = [
        ft.Row(
            [
                big_button(
                    "today.print_report", t("today.print_report"),
                    lambda: actions.print_report(view.day), icon=ft.Icons.PRINT,
                ),
                quiet_button("today.reopen", t("today.reopen"), reopen, icon=ft.Icons.LOCK_OPEN),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
        )
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_card("today.reopen_refused", refused))
    return stack(parts)


@component
def _Notes(view: SealView, actions: SealActions) -> ft.Control:
    """Weather, remarks, plans: kept when they are written down, before the day is closed."""
    seal = view.seal
    weather, set_weather = ft.use_state(seal.weather if seal else "")
    note, set_note = ft.use_state(seal.note if seal else "")
    tomorrow, set_tomorrow = ft.use_state(seal.tomorrow if seal else "")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def keep() -> None:
        set_refused(await actions.note(view.day, weather, note, tomorrow))

    written = (seal.weather, seal.note, seal.tomorrow) if seal else ("", "", "")
    changed = (weather, note.strip(), tomorrow.strip()) != written
    parts: list[ft.Control] = [
        choice_chips(
            "today.weather", t("today.weather"), code_options("weather"), weather or None,
            lambda code: set_weather(code or ""),
        ),
        text_field("today.note", t("today.note"), note, set_note, lines=2),
        text_field("today.tomorrow", t("today.tomorrow"), tomorrow, set_tomorrow, lines=2),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_card("today.note_refused", refused))
    if changed:
        parts.append(button("today.keep", t("today.keep"), keep, icon=ft.Icons.EDIT_NOTE))
    return stack(parts)


@component
def _Close(view: SealView, actions: SealActions) -> ft.Control:
    runtime = current_runtime()
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    over = view.missing > 0
    chief = at_least(runtime.actor.role, CHIEF)

    async def close() -> None:
        set_refused(await actions.close(view.day, reason, ()))

    async def by_override(override: Override) -> None:
        set_refused(await actions.close(view.day, "", (override,)))

    parts: list[ft.Control] = []
    about_reason = refused is not None and refused.field == "reason"
    if over and chief:
        parts.append(
            text_field(
                "today.reason", t("today.reason"), reason, set_reason, lines=2,
                hint=t("today.reason_hint"),
                refusal=refusal_text(refused) if refused is not None and about_reason else None,
            )
        )  # fmt: skip
    if over:
        parts.append(
            big_button(
                "today.close_over", t("today.close_over"), close, icon=ft.Icons.GAVEL, status="late"
            )
        )
    else:
        parts.append(
            big_button(
                "today.close", t("today.close"), close, icon=ft.Icons.VERIFIED, status="done"
            )
        )
    if refused is not None and not about_reason:
        parts.append(refusal_card("today.close_refused", refused, on_override=by_override))
    return stack(parts)
