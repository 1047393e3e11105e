"""サテライト on its council's page: one more place on the board, or one less."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.command import CountyCommand, Refused
from app.services.county_board import SATELLITE, AddCountySatellite, EditCouncil
from app.store.queries.county_board import CouncilRow
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county import no_names
from app.ui.components.county_form import LOOKS_PERSONAL
from app.ui.components.fields import text_field
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.scale import GAP

FIELDS = ("name", "phone", "address")
Do = Callable[[CountyCommand, str], Awaitable[Refused | None]]
"""A command, and what is said when it is done."""


@component
def SatellitePart(row: CouncilRow, do: Do) -> ft.Control:
    """Where the council is a satellite itself: the way to take it off the board."""
    opened, set_opened = ft.use_state(False)
    if row.kind == SATELLITE:

        async def close() -> None:
            await do(
                EditCouncil(row.id, active=False), t("county_board.satellite_gone", name=row.name)
            )

        return ft.Row([quiet_button("county_board.satellite_off", t("county_board.satellite_off"),
                                    close, icon=ft.Icons.VISIBILITY_OFF)])  # fmt: skip
    if opened:
        return SatelliteForm(row, do, lambda: set_opened(False))
    add = button(
        "county_board.satellite_add", t("county_board.satellite_add"), lambda: set_opened(True),
        icon=ft.Icons.ADD_LOCATION_ALT,
    )  # fmt: skip
    return ft.Row([add])


@component
def SatelliteForm(row: CouncilRow, do: Do, close: Callable[[], None]) -> ft.Control:
    name, set_name = ft.use_state("")
    phone, set_phone = ft.use_state("")
    address, set_address = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save(sure: bool) -> None:
        command = AddCountySatellite(name, row.id, phone, address, sure)
        answer = await do(command, t("county_board.satellite_added", name=name.strip()))
        set_refused(answer)
        if answer is None:
            close()

    def line(field: str, value: str, put: Callable[[str], None]) -> ft.Control:
        return text_field(
            f"county_board.satellite_{field}", t(f"county_board.satellite_{field}"), value, put,
            refusal=refused_at(refused, field), needed=field == "name", autofocus=field == "name",
        )  # fmt: skip

    acts: list[ft.Control] = [
        big_button("county_board.satellite_save", t("county_board.satellite_save"),
                   lambda: save(False), icon=ft.Icons.CHECK),
        quiet_button("county_board.satellite_stop", t("frame.stop"), close),
    ]  # fmt: skip
    if refused is not None and refused.code == LOOKS_PERSONAL:
        acts.insert(1, button("county_board.sure", t("county.sure"), lambda: save(True)))
    parts: list[ft.Control] = [
        heading(t("county_board.satellite_add")), no_names(), line("name", name, set_name),
        line("phone", phone, set_phone), line("address", address, set_address),
    ]  # fmt: skip
    parts += refused_elsewhere(refused, FIELDS)
    return card(*parts, ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8))
