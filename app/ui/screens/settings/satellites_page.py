"""サテライト: where else people meet."""

from collections.abc import Callable

import flet as ft

from app.services.command import Refused
from app.services.satellites import AddSatellite, EditSatellite, OpenSatellite
from app.store.queries.settings import SatelliteRow, satellite_rows
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t
from app.ui.screens.settings.acts import Submit, submit
from app.ui.screens.settings.menu import page_head
from app.ui.tagged import row_tag
from app.ui.use_query import use_query

FIELDS = ("name", "address", "phone")
NEW = "new"


@component
def SatellitesRoute() -> ft.Control:
    state = use_query(satellite_rows, ("satellite",))
    return shown(state, lambda rows: SatellitesScreen(rows, submit))


@component
def SatellitesScreen(rows: tuple[SatelliteRow, ...], do: Submit) -> ft.Control:
    opened, set_opened = ft.use_state("")
    add = button(
        "settings.satellite.add",
        t("settings.satellite.add"),
        lambda: set_opened(NEW),
        icon=ft.Icons.ADD,
    )
    content: list[ft.Control] = [page_head("satellites", *([add] if rows else []))]
    if opened == NEW:
        content.append(keyed(NEW, SatelliteForm, None, lambda: set_opened(""), do))
    content += [
        keyed(row.id, SatelliteLine, row, opened == row.id.hex(), set_opened, do) for row in rows
    ]
    if not rows and opened != NEW:
        empty = t("settings.satellite.empty"), t("settings.satellite.empty_hint")
        content.append(empty_state(*empty, add, icon=ft.Icons.PLACE))
    return stack(content, scroll=True)


@component
def SatelliteLine(
    row: SatelliteRow, opened: bool, set_opened: Callable[[str], None], do: Submit
) -> ft.Control:
    if opened:
        return SatelliteForm(row, lambda: set_opened(""), do)

    async def turn() -> None:
        word = "closed_now" if row.active else "opened_now"
        said = t(f"settings.satellite.{word}", name=row.name)
        await do(OpenSatellite(row.id, not row.active), said)

    words: list[ft.Control] = [heading(row.name)]
    words += [soft_text(line) for line in (row.address, row.phone) if line]
    if not row.active:
        words.append(soft_text(t("settings.satellite.closed")))
    acts = [
        button(
            row_tag("settings.satellite.edit", row.id),
            t("settings.edit"),
            lambda: set_opened(row.id.hex()),
            icon=ft.Icons.EDIT,
        ),
        quiet_button(
            row_tag("settings.satellite.turn", row.id),
            t("settings.satellite.close" if row.active else "settings.satellite.open"),
            turn,
        ),
    ]
    return card(
        ft.Column(words, spacing=0, tight=True),
        ft.Row(acts, wrap=True),
        status=None if row.active else "stopped",
    )


@component
def SatelliteForm(row: SatelliteRow | None, close: Callable[[], None], do: Submit) -> ft.Control:
    name, set_name = ft.use_state(row.name if row else "")
    address, set_address = ft.use_state(row.address if row else "")
    phone, set_phone = ft.use_state(row.phone if row else "")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save() -> None:
        if row is None:
            command: AddSatellite | EditSatellite = AddSatellite(name, address, phone)
        else:
            command = EditSatellite(row.id, name, address, phone)
        word = "added" if row is None else "saved"
        answer = await do(command, t(f"settings.satellite.{word}", name=name.strip()))
        set_refused(answer)
        if answer is None:
            close()

    def line(
        field: str, value: str, put: Callable[[str], None], *, phone: bool = False
    ) -> ft.Control:
        return text_field(
            f"settings.satellite.{field}", t(f"settings.satellite.{field}"), value, put,
            refusal=refused_at(refused, field), needed=field == "name", autofocus=field == "name",
            keyboard=ft.KeyboardType.PHONE if phone else ft.KeyboardType.TEXT,
        )  # fmt: skip

    acts = [
        big_button("settings.satellite.save", t("settings.save"), save, icon=ft.Icons.CHECK),
        quiet_button("settings.satellite.stop", t("frame.stop"), close),
    ]
    return card(
        line("name", name, set_name),
        line("address", address, set_address),
        line("phone", phone, set_phone, phone=True),
        *refused_elsewhere(refused, FIELDS),
        ft.Row(acts, wrap=True),
    )
