"""端末の記録: who let devices in, sent them away, erased, restored, exported. Newest first."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.store.queries.devices import DeviceRecord
from app.ui.act_words import act_word
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button
from app.ui.components.cards import empty_state
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, RADIUS
from app.ui.screens.sync.acting import page_head
from app.ui.sync_words import moment
from app.ui.tagged import tagged


@dataclass(frozen=True)
class RecordsView:
    """`more`: there are older ones."""

    lines: tuple[DeviceRecord, ...]
    more: bool


@component
def RecordsScreen(view: RecordsView, now_ms: int, older: Callable[[], None]) -> ft.Control:
    parts: list[ft.Control] = [
        page_head("records"),
        windowed_list(
            "sync.records",
            view.lines,
            lambda line: keyed(line.key, RecordRow, line, moment(line.at_ms, now_ms)),
            empty=empty_state(t("sync.records.none"), t("sync.records.none_hint")),
        ),
    ]
    if view.more:
        parts.append(button("sync.records.older", t("today.older"), older))
    return ft.Column(
        parts, spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@memo
def RecordRow(line: DeviceRecord, when: str) -> ft.Control:
    who = t("sync.dot").join(
        part
        for part in (
            when,
            line.actor_name,
            t("sync.device_name", letter=line.letter) if line.letter else "",
        )
        if part
    )
    words: list[ft.Control] = [text(act_word(line.act), bold=True), soft_text(who)]
    if line.about:
        words.append(text(t("sync.records.about", devices=t("sync.and").join(line.about))))
    words += [text(t("sync.records.reason", reason=reason)) for reason in line.reasons]
    parts: list[ft.Control] = [ft.Column(words, spacing=0, tight=True, expand=True)]
    if line.undone:
        parts.append(status_chip("stopped", t("today.undone")))
    row = ft.Container(
        ft.Row(parts, spacing=GAP),
        bgcolor=palette().surface,
        border=ft.Border.all(1, palette().hair),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
    )
    return tagged(f"sync.record:{line.key}", row)
