"""着任 and the cards: wired. The only pages of 応援職員 that write into both operations."""

from dataclasses import replace
from datetime import date

import flet as ft

from app.domain.worker_card import WorkerCard
from app.services.command import Refused
from app.services.county_handover import TakeHandover
from app.services.papers_words import Words, letterhead
from app.services.relief_arrival import arrive_at_both, as_planned, take_back_both
from app.services.relief_papers import county_head, made_cards
from app.services.relief_stay import CardPerson, MakeWorkerCards
from app.store.queries.county_roster import ROSTER_TOPICS, Assignment
from app.store.queries.open_items import ITEM_TOPICS, open_items
from app.store.queries.relief_workers import relief_workers
from app.ui.component import component, keyed
from app.ui.components.queries import shown
from app.ui.components.worker_scan import taken
from app.ui.i18n import t
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.county.aid_arrival import (
    AidArrival,
    AtDoor,
    DoorActions,
    DoorView,
    read_at_door,
)
from app.ui.screens.county.aid_cards import AidCards, CardsView
from app.ui.screens.county.aid_state import cards_of, door_view
from app.ui.screens.county.aid_stay_route import PDF_TYPE, has_centre
from app.ui.screens.county.aid_words import stay_route
from app.ui.sending import send_or_say
from app.ui.use_query import Ready, use_county_query, use_query
from sync.core.ids import EntityId

NOBODY = AtDoor()


@component
def ArrivalRoute() -> ft.Control:
    runtime = current_runtime()
    letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
    door, set_door = ft.use_state(NOBODY)
    camera, set_camera = ft.use_state(False)
    centre = has_centre(runtime)
    found = door.card
    assignment = found.assignment if found else None
    codes = (found.home, found.host, found.section) if found else ("", "", "")
    state = use_county_query(
        lambda db: door_view(db, letter, assignment, codes, today), ROSTER_TOPICS, assignment, codes
    )
    known = state.value.known if isinstance(state, Ready) else None
    section = known.section if known else codes[2]
    items = use_query(
        lambda db: open_items(db, section, today) if centre and section else (), ITEM_TOPICS,
        section,
    )  # fmt: skip

    def look() -> None:
        scanned = taken(runtime)
        if scanned:
            set_door(read_at_door(scanned))

    ft.use_effect(look, [])

    async def scan(words: str) -> None:
        seen = read_at_door(words)
        runtime.sound("accepted" if seen.card else "unknown")
        set_camera(False if seen.card else camera)
        set_door(seen)

    async def arrive() -> None:
        if found is not None and isinstance(state, Ready):
            card = as_planned(found, state.value.known)
            set_door(await arrived(runtime, card, state.value.home))

    async def take_back() -> None:
        set_door(await taken_back(runtime, door))

    async def take() -> None:
        if found is not None and isinstance(state, Ready) and state.value.last is not None:
            command = TakeHandover(state.value.last.id, found.assignment)
            await send_or_say(runtime, command, t("county_dispatch.taken_said"))

    actions = DoorActions(
        scan=scan, arrive=arrive, clear=lambda: set_door(NOBODY),
        stay=lambda one: runtime.go(stay_route(EntityId(one))),
        camera=lambda: set_camera(not camera), take=take, take_back=take_back,
    )  # fmt: skip

    def draw(view: DoorView) -> ft.Control:
        counted = items.value if isinstance(items, Ready) else ()
        seen = replace(view, items=counted)
        return AidArrival(door, seen, centre, camera, actions)

    return shown(state, draw)


async def arrived(runtime: Runtime, card: WorkerCard, home: str) -> AtDoor:
    """One tap: both operations, or neither and why."""
    here, county, actor = runtime.operation, runtime.county, runtime.actor
    answer = await runtime.work(lambda: arrive_at_both(here, county, actor, card, home))
    holds = answer.refused is None
    runtime.sound("accepted" if holds else "refused")
    return AtDoor(card, False, answer.refused, answer.where, holds, answer)


async def taken_back(runtime: Runtime, door: AtDoor) -> AtDoor:
    """The page as it is after the wrong card was taken back in both, or why it was not."""
    here, county, actor, done = runtime.operation, runtime.county, runtime.actor, door.done
    if done is None:
        return door
    answer = await runtime.work(lambda: take_back_both(here, county, actor, done))
    if answer.refused is not None:
        runtime.sound("refused")
        return replace(door, refused=answer.refused, where=answer.where)
    runtime.notify(t("county_dispatch.taken_back_said"))
    return NOBODY


@component
def CardsRoute() -> ft.Control:
    runtime = current_runtime()
    letter, centre = runtime.county.letter, has_centre(runtime)
    state = use_county_query(lambda db: cards_of(db, letter), ROSTER_TOPICS)
    names = use_query(lambda db: relief_workers(db) if centre else (), ("relief_worker",))

    async def make(stays: tuple[Assignment, ...], people: tuple[CardPerson, ...]) -> Refused | None:
        outcome = await runtime.submit(MakeWorkerCards(people))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        now, today = runtime.clock.now_ms(), date.fromisoformat(runtime.today)
        language = runtime.look.value.language
        words = await runtime.read(lambda db: Words.load(db, language))
        head = await runtime.read(lambda db: letterhead(db, today, now))
        drill = await runtime.read_county(lambda db: county_head(db, now).drill)
        assert drill == head.drill  # a drill's centre is in a drill's county only
        made = await runtime.work(lambda: made_cards(stays, people, head, words))
        name = t("county_dispatch.paper.card")
        await runtime.open_paper(Paper(made, f"{name}_{today}.pdf", PDF_TYPE))
        runtime.notify(t("county_dispatch.cards_said", count=len(people)))
        return None

    def draw(stays: tuple[Assignment, ...]) -> ft.Control:
        if centre and not isinstance(names, Ready):
            return ft.Container()
        known = names.value if isinstance(names, Ready) else ()
        view = CardsView(stays, tuple((one.worker, one.name, one.kana) for one in known), centre)
        return keyed("cards", AidCards, view, make)

    return shown(state, draw)
