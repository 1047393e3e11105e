"""表示: how this window looks and sounds, with a sample that shows it."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.component import component
from app.ui.components.cards import card, stack
from app.ui.components.choices import choice_chips
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.look import LANGUAGES, LETTERS, THEMES, Look
from app.ui.person_panel import VOLUMES
from app.ui.runtime import current_runtime
from app.ui.screens.settings.menu import page_head
from app.ui.signal import use_signal


@component
def LookRoute() -> ft.Control:
    runtime = current_runtime()
    look = use_signal(runtime.look)

    def change(**changes: Any) -> None:
        runtime.set_look(**changes)
        if "volume" in changes:
            runtime.sound("accepted")

    return LookScreen(look, change)


@component
def LookScreen(look: Look, change: Callable[..., None]) -> ft.Control:
    loudness = "off" if look.muted else "soft" if look.volume <= VOLUMES["soft"] else "loud"

    def choice(name: str, codes: tuple[str, ...], now: str) -> ft.Control:
        def put(code: str | None) -> None:
            if code is None:
                return
            if name == "volume":
                change(volume=VOLUMES[code] or look.volume, muted=code == "off")
            else:
                change(**{name: code})

        options = tuple((code, t(f"look.{name}_{code}")) for code in codes)
        return choice_chips(f"settings.look.{name}", t(f"look.{name}"), options, now, put)

    sample = [
        text(t("settings.look.sample")),
        code_text("C-0137"),
        soft_text(t("settings.note.look")),
        ft.Row([status_chip("ready", t("settings.look.sample_chip"))]),
    ]
    return stack(
        [
            page_head("look"),
            card(choice("letters", LETTERS, look.letters), choice("theme", THEMES, look.theme)),
            card(choice("language", LANGUAGES, look.language),
                 choice("volume", tuple(VOLUMES), loudness)),
            card(*sample),
        ],
        scroll=True,
    )  # fmt: skip
