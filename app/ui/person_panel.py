"""The person's own panel below the band: letters, theme, language, sound, signing out."""

from collections.abc import Callable

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.choices import choice_chips
from app.ui.i18n import t
from app.ui.look import LANGUAGES, LETTERS, THEMES
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.signal import use_signal

VOLUMES = {"off": 0.0, "soft": 0.4, "loud": 1.0}


@component
def PersonPanel(close: Callable[[], None]) -> ft.Control:
    runtime = current_runtime()
    look = use_signal(runtime.look)
    colours = palette()

    def choose(name: str) -> Callable[[str | None], None]:
        def set_it(code: str | None) -> None:
            if code is not None:
                runtime.set_look(**{name: code})

        return set_it

    def set_volume(code: str | None) -> None:
        if code is not None:
            runtime.set_look(volume=VOLUMES[code] or look.volume, muted=code == "off")
            runtime.sound("accepted")

    loudness = "off" if look.muted else "soft" if look.volume <= VOLUMES["soft"] else "loud"
    groups = ft.Row(
        [
            _choice("letters", LETTERS, look.letters, choose("letters")),
            _choice("theme", THEMES, look.theme, choose("theme")),
            _choice("language", LANGUAGES, look.language, choose("language")),
            _choice("volume", tuple(VOLUMES), loudness, set_volume),
        ],
        wrap=True,
        spacing=32,
        run_spacing=GAP,
    )
    ends = ft.Row(
        [
            button("frame.sign_out", t("frame.sign_out"), runtime.sign_out, icon=ft.Icons.LOGOUT),
            quiet_button("frame.panel_close", t("frame.close"), close, icon=ft.Icons.CLOSE),
        ],
        wrap=True,
        spacing=GAP,
    )
    return ft.Container(
        ft.Column([groups, ends], spacing=GAP),
        bgcolor=colours.surface,
        border=ft.Border(bottom=ft.BorderSide(2, colours.line)),
        padding=16,
    )


def _choice(
    name: str, codes: tuple[str, ...], now: str, on_choose: Callable[[str | None], None]
) -> ft.Control:
    return choice_chips(
        f"frame.{name}",
        t(f"look.{name}"),
        tuple((code, t(f"look.{name}_{code}")) for code in codes),
        now,
        on_choose,
    )
