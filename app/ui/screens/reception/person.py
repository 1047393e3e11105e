"""The page of a volunteer: everything that is known, to be completed and corrected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.store.queries.people import PersonPage
from app.store.queries.people_day import PersonToday
from app.store.queries.places import Place
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import side_by_side, stack
from app.ui.components.erase import erase_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, title
from app.ui.i18n import t
from app.ui.palette import StatusName
from app.ui.scale import GAP
from app.ui.screens.reception.day_card import Send, day_card
from app.ui.screens.reception.form_fields import DAY_FORM, MORE_PARTS
from app.ui.screens.reception.health_card import HealthCard, Record
from app.ui.screens.reception.person_cards import (
    DaysCard,
    InsuranceActs,
    InsuranceCard,
    MergeActs,
    MergeCard,
)
from app.ui.screens.reception.record_form import RecordForm, Save
from app.ui.screens.reception.vehicle_card import VehicleActs, VehicleCard

Press = Callable[[], Awaitable[None] | None]


@dataclass(frozen=True)
class PersonView:
    """`cover` is the mark of the insurance now; `here`: checked in today and not gone."""

    page: PersonPage
    cover: tuple[StatusName, str]
    here: str
    plan: str
    at_once: bool
    today: PersonToday | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class PersonActs:
    check_in: Press
    name_tag: Press
    card: Press
    back: Press
    save: Save
    insurance: InsuranceActs
    vehicles: VehicleActs
    book: Callable[..., Awaitable[object]]
    unbook: Callable[..., Awaitable[None]]
    health: Record
    merging: MergeActs
    send: Send


@component
def PersonScreen(view: PersonView, acts: PersonActs, wide: bool) -> ft.Control:
    page = view.page
    first: list[ft.Control] = [
        RecordForm("person", (DAY_FORM, *MORE_PARTS), page.values, acts.save),
        MergeCard(page.merged, page.alike, acts.merging),
        *erase_card(page.id, done="/reception"),
    ]
    today = day_card(view.today, view.places, acts.send)
    second: list[ft.Control] = [
        InsuranceCard(page, view.plan, view.at_once, acts.insurance),
        DaysCard(page.id, page.bookings, page.visits, acts.book, acts.unbook),  # type: ignore[arg-type]
        VehicleCard(page.vehicles, acts.vehicles),
        HealthCard(page, acts.health),
    ]
    head = _head(view, acts)
    if not wide:
        return stack([head, *today, *second[:1], *first[:1], *second[1:], *first[1:]], scroll=True)
    return side_by_side(head, first, [*today, *second])


def _head(view: PersonView, acts: PersonActs) -> ft.Control:
    """Name and number as they are said aloud, and the acts that people come for."""
    page = view.page
    status, word = view.cover
    names: list[ft.Control] = [
        quiet_button("person.back", t("frame.back"), acts.back, icon=ft.Icons.ARROW_BACK),
        title(str(page.value("name") or "")),
        soft_text(str(page.value("kana") or "")),
        code_text(str(page.value("number") or "")),
        status_chip(status, t(f"reception.cover.{word}", count=0)),
    ]
    if view.here:
        names.append(status_chip("done", t("reception.here_since", at=view.here)))
    buttons: list[ft.Control] = []
    if not view.here:
        buttons.append(
            big_button(
                "person.check_in", t("reception.check_in"), acts.check_in,
                icon=ft.Icons.HOW_TO_REG,
            )
        )  # fmt: skip
    buttons += [
        button("person.tag", t("reception.name_tag"), acts.name_tag, icon=ft.Icons.BADGE),
        button("person.card", t("reception.qr_card"), acts.card, icon=ft.Icons.QR_CODE),
    ]
    return ft.Column(
        [
            ft.Row(names, wrap=True, spacing=16, run_spacing=4),
            ft.Row(buttons, wrap=True, spacing=GAP, run_spacing=GAP),
        ],
        spacing=GAP,
        tight=True,
    )
