"""The strip on top: the WBGT that holds, its band, the hours before, the field to type it in."""

from collections.abc import Callable

import flet as ft

from app.domain.calendar_jp import hour_of
from app.domain.heat import orders_stop
from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.field.actions import FieldActions, parse_tenths, tenths_text
from app.ui.screens.field.state import HeatView, band_now
from app.ui.screens.field.words import refusal_at
from app.ui.theme import FAMILY_BOLD, FIGURES

TONE_OF_BAND: dict[str, StatusName] = {
    "almost_safe": "done", "caution": "done", "warning": "waiting", "severe": "out",
    "danger": "late", "alert": "late", "special_alert": "late",
}  # fmt: skip
HOURS_SHOWN = 5


@component
def HeatStrip(heat: HeatView, now_ms: int, actions: FieldActions) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    parts: list[ft.Control] = [_reading(heat, now_ms, lambda: set_opened(not opened), opened)]
    if opened:
        parts.append(_Form(now_ms, actions, lambda: set_opened(False)))
    return ft.Container(
        ft.Column(parts, spacing=GAP, tight=True),
        bgcolor=palette().surface, border=ft.Border.all(1, palette().hair), border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=12, vertical=4),
    )  # fmt: skip


def _reading(heat: HeatView, now_ms: int, on_open: Callable[[], None], opened: bool) -> ft.Control:
    sizes, colours = scale(), palette()
    reading, code = heat.now(now_ms), band_now(heat, now_ms)
    parts: list[ft.Control] = [
        ft.Icon(ft.Icons.THERMOSTAT, size=sizes.icon, color=colours.text),
        text(t("field.wbgt"), bold=True),
    ]
    if reading is None or code is None:
        parts.append(soft_text(t("field.wbgt_none" if not heat.rows else "field.wbgt_old")))
    else:
        parts.append(
            ft.Text(
                tenths_text(reading.tenths), size=sizes.title, color=colours.text,
                font_family=FIGURES, font_family_fallback=[FAMILY_BOLD],
            )
        )  # fmt: skip
        parts.append(_band_chip(code))
        if orders_stop(reading.tenths, heat.rules):
            parts.append(text(t("field.orders_wait"), bold=True, colour=colours.late.ink))
        parts.append(soft_text(_hours(heat)))
    word = t("field.measure_close") if opened else t("field.measure")
    act = (quiet_button if reading is not None else button)(
        "field.measure", word, on_open, icon=ft.Icons.CLOSE if opened else ft.Icons.ADD
    )
    return ft.Row(
        [ft.Row(parts, wrap=True, spacing=10, run_spacing=2, expand=True), act],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _band_chip(code: str) -> ft.Control:
    """The word of the band on its colour; the shapes of the states mean other things."""
    tone = TONE_OF_BAND[code]
    colours, loud = palette().status(tone), tone == "late"
    return ft.Container(
        text(
            t(f"heat.band.{code}"), size=scale().small, bold=True,
            colour=colours.on_fill if loud else colours.ink,
        ),
        bgcolor=colours.fill if loud else colours.tint, border=ft.Border.all(1, colours.ink),
        border_radius=8, padding=ft.Padding.symmetric(horizontal=10, vertical=4),
    )  # fmt: skip


def _hours(heat: HeatView) -> str:
    rows = [row for row in heat.rows if not row.place] or list(heat.rows)
    return "　".join(
        t("field.hour_reading", hour=row.hour, wbgt=tenths_text(row.tenths))
        for row in rows[-HOURS_SHOWN:]
    )


@component
def _Form(now_ms: int, actions: FieldActions, close: Callable[[], None]) -> ft.Control:
    hour, set_hour = ft.use_state(hour_of(now_ms))
    words, set_words = ft.use_state("")
    place, set_place = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def record() -> None:
        tenths = parse_tenths(words)
        if tenths is None:
            current_runtime().sound("refused")
            set_refused(Refused("wbgt_implausible", field="tenths"))
            return
        answer = await actions.measure(hour, tenths, place)
        set_refused(answer)
        if answer is None:
            close()

    width = scale().body * 9
    return ft.Row(
        [
            ft.Container(
                number_stepper(
                    "field.hour", t("field.hour"), hour, lambda value: set_hour(value or 0),
                    most=23, unit=t("field.hour_unit"), refusal=refusal_at(refused, "hour"),
                ),
                width=scale().target * 4 + scale().body * 4,
            ),
            text_field(
                "field.tenths", t("field.wbgt_value"), words, set_words, width=width,
                hint=t("field.wbgt_hint"), refusal=refusal_at(refused, "tenths"),
                on_submit=record, autofocus=True,
            ),
            text_field(
                "field.place", t("field.place"), place, set_place, width=width + 60,
                hint=t("field.place_hint"), on_submit=record,
            ),
            big_button("field.record_heat", t("field.record"), record),
        ],
        wrap=True, spacing=GAP, run_spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.END,
    )  # fmt: skip
