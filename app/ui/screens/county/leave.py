"""Setting the county aside: asked twice, because the others still count this device among them."""

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.fields import refusal_line
from app.ui.components.texts import text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP


@component
def LeavePart(words: str) -> ft.Control:
    """`words` are on the first button. Only where `desk.place` holds a county, or a broken one."""
    runtime = current_runtime()
    asking, set_asking = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def leave() -> None:
        place = runtime.desk.place
        if place is None:
            return
        answer = await runtime.work(lambda: place.leave(runtime.actor))
        runtime.sound("accepted" if answer is None else "refused")
        set_refused(answer)
        set_asking(answer is not None)

    if not asking:
        first = button("county.leave", words, lambda: set_asking(True), icon=ft.Icons.LOGOUT)
        return ft.Row([first])
    parts: list[ft.Control] = [
        text(t("county.leave.hint")),
        ft.Row(
            [
                button("county.leave_yes", words, leave, icon=ft.Icons.LOGOUT),
                quiet_button("county.leave_no", t("frame.back"), lambda: set_asking(False)),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
        ),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return ft.Column(parts, spacing=GAP, tight=True)
