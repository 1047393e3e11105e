"""/reception/:volunteer: the query and the commands of a person's page."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

import flet as ft

from app.domain.calendar_jp import day_of, time_text
from app.domain.staff_access import may_read_residents
from app.services.bookings import BookDay, CancelBooking
from app.services.command import Refused
from app.services.groups import BroughtVehicle
from app.services.insurance import CancelInsurance, EnrolInsurance, SeeInsuranceProof
from app.services.prints import access_of
from app.services.vehicles import AddVehicle, ChangeVehicle, RemoveVehicle
from app.services.volunteers import ChangeVolunteer, RecordHealth
from app.services.volunteers_merging import MergeVolunteers, UnmergeVolunteer
from app.store.queries.people import person_page
from app.store.queries.people_day import person_today
from app.store.queries.places import open_places
from app.store.queries.reception import Found, found_by_number
from app.ui.component import component
from app.ui.components.cards import empty_state
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.printing import print_check_in_cards, print_name_tags
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.person import PersonActs, PersonScreen, PersonView
from app.ui.screens.reception.person_cards import InsuranceActs, MergeActs
from app.ui.screens.reception.record_acts import done, done_or_said
from app.ui.screens.reception.state import desk_rules, insurance_mark, person_at_desk
from app.ui.screens.reception.vehicle_card import VehicleActs
from app.ui.signal import use_signal
from app.ui.use_query import use_query
from sync.core.ids import EntityId
from sync.core.operations import Value

TOPICS = (
    "volunteer", "volunteer_private", "insurance", "vehicle", "booking", "check_in", "alias",
    "setting", "team_member", "team", "need", "satellite",
)  # fmt: skip


def entity_of(text: str) -> EntityId | None:
    """An id out of an address; None where it is none."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return EntityId(raw) if len(raw) == 16 else None


def person_view(
    db: sqlite3.Connection, volunteer: EntityId, now_ms: int, *, with_health: bool
) -> PersonView | None:
    page = person_page(db, volunteer, with_health=with_health)
    if page is None:
        return None
    hit = person_at_desk(db, Found(page.id, group=False), now_ms)
    if hit is None:
        return None
    plan, at_once = desk_rules(db, now_ms)
    here = "" if hit.here_at is None else time_text(hit.here_at)
    records = (page.id, *(record.id for record in page.merged))
    return PersonView(
        page, insurance_mark(hit), here, plan, at_once,
        person_today(db, records, day_of(now_ms)), open_places(db),
    )  # fmt: skip


@component
def PersonRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    volunteer = entity_of(str(ft.use_route_params().get("volunteer", "")))
    now = runtime.clock.now_ms()
    with_health = may_read_residents(access_of(runtime.actor))
    state = use_query(
        lambda db: (
            None if volunteer is None else person_view(db, volunteer, now, with_health=with_health)
        ),
        TOPICS,
        volunteer,
    )

    def draw(view: PersonView | None) -> ft.Control:
        if view is None:
            return empty_state(t("refused.no_such_volunteer"), t("reception.nobody_hint"))
        return PersonScreen(view, _acts(runtime, view.page.id), window.wide)

    return shown(state, draw)


def _acts(runtime: Runtime, person: EntityId) -> PersonActs:
    async def check_in() -> None:
        desk = ReceptionDesk.of(runtime)
        desk.clear()
        await desk.check_in(Found(person, group=False), "search")
        runtime.go("/reception")

    async def name_tag() -> None:
        await print_name_tags(runtime, (person,))

    async def card() -> None:
        await print_check_in_cards(runtime, (person,))

    async def save(values: Mapping[str, Value]) -> Refused | None:
        return await done(runtime, ChangeVolunteer(person, values), t("reception.saved"))

    async def book(day: date) -> Refused | None:
        return await done(runtime, BookDay(day, person), t("reception.booked_said"))

    async def unbook(booking: EntityId) -> None:
        await done_or_said(runtime, CancelBooking(booking), t("reception.booking_cancelled"))

    async def health(values: Mapping[str, Any]) -> Refused | None:
        return await done(runtime, RecordHealth(person, **values), t("reception.health_saved"))

    return PersonActs(
        check_in, name_tag, card, lambda: runtime.go("/reception"), save,
        _insurance_acts(runtime, person), vehicle_acts(runtime, volunteer=person), book, unbook,
        health, _merge_acts(runtime, person), ReceptionDesk.of(runtime).send,
    )  # fmt: skip


def _insurance_acts(runtime: Runtime, person: EntityId) -> InsuranceActs:
    async def enrol() -> None:
        await done_or_said(runtime, EnrolInsurance(person), t("reception.enrolled"))

    async def prove(plan: str, kind: str, day: date | None) -> Refused | None:
        command = SeeInsuranceProof(person, plan, kind, day)
        return await done(runtime, command, t("reception.proof_said"))

    async def cancel(insurance: EntityId) -> None:
        said = t("reception.insurance_cancelled")
        await done_or_said(runtime, CancelInsurance(insurance), said)

    return InsuranceActs(enrol, prove, cancel)


def vehicle_acts(
    runtime: Runtime, *, volunteer: EntityId | None = None, group: EntityId | None = None
) -> VehicleActs:
    """What can be done to the vehicles of a person or a group."""

    async def add(brought: BroughtVehicle) -> Refused | None:
        command = AddVehicle(
            brought.kind, volunteer, group, brought.count, brought.may_use_on_site, brought.plate,
            brought.seats,
        )  # fmt: skip
        return await done(runtime, command, t("reception.vehicle_added"))

    async def allow(vehicle: EntityId, use: bool) -> None:
        command = ChangeVehicle(vehicle, {"may_use_on_site": use})
        await done_or_said(runtime, command, t("reception.saved"))

    async def remove(vehicle: EntityId) -> None:
        await done_or_said(runtime, RemoveVehicle(vehicle), t("reception.vehicle_removed"))

    return VehicleActs(add, allow, remove)


def _merge_acts(runtime: Runtime, person: EntityId) -> MergeActs:
    async def merge(other: EntityId) -> None:
        await done_or_said(
            runtime, MergeVolunteers(person, other), t("reception.merging.person.said")
        )

    async def unmerge(other: EntityId) -> None:
        await done_or_said(runtime, UnmergeVolunteer(other), t("reception.unmerged_said"))

    async def merge_number(number: str) -> Refused | None:
        found = await runtime.read(lambda db: found_by_number(db, number))
        if found is None or found.group:
            runtime.sound("refused")
            return Refused("no_such_volunteer", field="number")
        return await done(
            runtime, MergeVolunteers(person, found.id), t("reception.merging.person.said")
        )

    return MergeActs(merge, unmerge, merge_number)
