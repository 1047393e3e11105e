"""The minute hand of a screen: draws its component anew when the next minute begins."""

import flet as ft

from app.ui.runtime import current_runtime

MINUTE_S = 60


def use_minute() -> int:
    """The running minute since the epoch; the component is drawn again with every one. A hook."""
    runtime = current_runtime()
    minute, set_minute = ft.use_state(runtime.clock.now_ms() // 1000 // MINUTE_S)

    async def tick() -> None:
        while True:
            await runtime.sleep(MINUTE_S - runtime.clock.now_ms() // 1000 % MINUTE_S)
            set_minute(runtime.clock.now_ms() // 1000 // MINUTE_S)

    ft.use_effect(tick, [])
    return minute
