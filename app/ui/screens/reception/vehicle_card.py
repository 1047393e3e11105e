"""Vehicles of a person or of a group: what there is, and one more."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.groups import BroughtVehicle
from app.store.queries.people import VehicleLine
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import button, icon_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips, yes_no
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.reception.person_cards import row, vehicle_words
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@dataclass(frozen=True)
class VehicleActs:
    add: Callable[[BroughtVehicle], Awaitable[Refused | None]]
    allow: Callable[[EntityId, bool], Awaitable[None]]
    remove: Callable[[EntityId], Awaitable[None]]


@component
def VehicleCard(vehicles: tuple[VehicleLine, ...], acts: VehicleActs) -> ft.Control:
    adding, set_adding = ft.use_state(False)

    async def add(brought: BroughtVehicle) -> Refused | None:
        refused = await acts.add(brought)
        set_adding(refused is not None)
        return refused

    body: list[ft.Control] = [heading(t("reception.card.vehicles"))]
    body += [row(vehicle_words(line), *_row_acts(line, acts)) for line in vehicles]
    if not vehicles:
        body.append(soft_text(t("reception.no_vehicles")))
    if adding:
        body.append(VehicleForm(add, lambda: set_adding(False)))
    else:
        body.append(
            ft.Row(
                [
                    button(
                        "vehicle.add", t("reception.vehicle_add"), lambda: set_adding(True),
                        icon=ft.Icons.DIRECTIONS_CAR,
                    )
                ]
            )
        )  # fmt: skip
    return card(*body)


def _row_acts(line: VehicleLine, acts: VehicleActs) -> list[ft.Control]:
    allowed = line.may_use_on_site is True
    word = t("reception.on_site_forbid") if allowed else t("reception.on_site_allow")
    return [
        quiet_button(
            row_tag("vehicle.allow", line.id), word, lambda: acts.allow(line.id, not allowed)
        ),
        icon_button(
            row_tag("vehicle.remove", line.id), ft.Icons.DELETE_OUTLINE,
            t("reception.vehicle_remove"), lambda: acts.remove(line.id),
        ),
    ]  # fmt: skip


@component
def VehicleForm(
    add: Callable[[BroughtVehicle], Awaitable[Refused | None]], close: Callable[[], None]
) -> ft.Control:
    """Kind, how many, may it drive to the site; the plate where it matters."""
    one: BroughtVehicle = BroughtVehicle("car")
    brought, set_brought = ft.use_state(one)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def change(
        kind: str | None = None, count: int | None = None, use: bool | None = None,
        plate: str | None = None,
    ) -> None:  # fmt: skip
        set_brought(
            BroughtVehicle(
                kind or brought.kind,
                brought.count if count is None else count,
                brought.may_use_on_site if use is None else use,
                brought.plate if plate is None else plate,
            )
        )

    async def go() -> None:
        set_refused(await add(brought))

    return ft.Column(
        [
            choice_chips(
                "vehicle.kind", t("reception.vehicle_kind"), code_options("vehicle"), brought.kind,
                lambda code: change(kind=code),
            ),
            number_stepper(
                "vehicle.count", t("reception.vehicles"), brought.count,
                lambda number: change(count=number or 1), least=1, most=99,
            ),
            yes_no(
                "vehicle.use", t("reception.on_site"), brought.may_use_on_site,
                lambda use: change(use=use),
            ),
            text_field(
                "vehicle.plate", t("reception.plate"), brought.plate,
                lambda words: change(plate=words),
                refusal=refusal_text(refused) if refused else None,
            ),
            ft.Row(
                [
                    button("vehicle.go", t("reception.vehicle_add"), go, icon=ft.Icons.ADD),
                    quiet_button("vehicle.stop", t("frame.stop"), close),
                ],
                wrap=True,
                spacing=GAP,
            ),
        ],
        spacing=GAP,
        tight=True,
    )  # fmt: skip
