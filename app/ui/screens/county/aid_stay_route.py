"""Calendar, one worker's stay, handovers: wired."""

from dataclasses import replace
from datetime import date, timedelta

import flet as ft

from app.services.command import Refused
from app.services.county_assignments import LeaveAssignment
from app.services.county_handover import TakeHandover
from app.services.papers_words import Words
from app.services.relief_arrival import leave_both
from app.services.relief_papers import ROSTER_DAYS, county_head, made_handover, made_roster
from app.services.relief_stay import WelcomeWorker
from app.store.queries.county_roster import ROSTER_TOPICS, Assignment, Handover, OpenItem
from app.store.queries.open_items import ITEM_TOPICS, open_items
from app.store.queries.relief_workers import ReliefWorker, relief_worker, welcomed_for
from app.ui.component import component, keyed
from app.ui.components.cards import empty_state
from app.ui.components.queries import shown
from app.ui.i18n import notice_text, t
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.county.aid_handover import HandoverActions, HandoverForm, HandoverPage
from app.ui.screens.county.aid_roster import AidRoster, RosterActions, missing_in, wanted_days
from app.ui.screens.county.aid_state import (
    HandoverView,
    RosterView,
    handover_view,
    roster_view,
    stay_view,
)
from app.ui.screens.county.aid_stay import AidStay, StayActions, StayView
from app.ui.screens.county.aid_words import AID, asked_id, half_words, may_write, stay_route
from app.ui.sending import send_or_say
from app.ui.use_query import Ready, use_county_query, use_query

PDF_TYPE = "application/pdf"


def has_centre(runtime: Runtime) -> bool:
    """Whether this device has a centre beside the county: at the hub it has none."""
    return runtime.operation is not runtime.county


@component
def RosterRoute() -> ft.Control:
    runtime = current_runtime()
    letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
    nothing = ""
    chosen, set_chosen = ft.use_state(nothing)
    shift, set_shift = ft.use_state(0)
    state = use_county_query(lambda db: roster_view(db, letter, chosen), ROSTER_TOPICS, chosen)

    async def paper() -> None:
        if not isinstance(state, Ready):
            return
        roster, now = state.value.roster, runtime.clock.now_ms()
        days = wanted_days(roster, today, today + timedelta(ROSTER_DAYS - 1))
        if roster.sends:
            days = ()
        said = missing_in(days)
        head, words = await runtime.read_county(
            lambda db: (county_head(db, now), Words.load(db, runtime.look.value.language))
        )
        made = await runtime.work(lambda: made_roster(roster, days, said, today, head, words))
        name = t("county_dispatch.paper.roster")
        await runtime.open_paper(Paper(made, f"{name}_{today}.pdf", PDF_TYPE))

    actions = RosterActions(
        choose=set_chosen,
        move=lambda by: set_shift(shift + by if by else 0),
        stay=lambda one: runtime.go(stay_route(one)),
        paper=paper,
    )
    first = today - timedelta(2) + timedelta(shift)

    def draw(view: RosterView) -> ft.Control:
        return AidRoster(view.roster, view.helped, first, today, actions)

    return shown(state, draw)


@component
def StayRoute() -> ft.Control:
    runtime = current_runtime()
    letter, today = runtime.county.letter, date.fromisoformat(runtime.today)
    assignment = asked_id("assignment")
    state = use_county_query(
        lambda db: stay_view(db, letter, assignment) if assignment else None,
        ROSTER_TOPICS, assignment,
    )  # fmt: skip
    one = state.value.one if isinstance(state, Ready) and state.value is not None else None
    worker, here = one.worker if one else "", has_centre(runtime)
    names = use_query(
        lambda db: relief_worker(db, worker) if here and worker else None,
        ("relief_worker", "staff"),
        worker,
    )  # fmt: skip
    known = names.value if isinstance(names, Ready) else None

    async def leave() -> None:
        if one is not None:
            await leave_here(runtime, LeaveAssignment(one.id))

    def read_handover() -> None:
        if isinstance(state, Ready) and state.value is not None and state.value.handover:
            runtime.go(f"{AID}/handover/{state.value.handover.id.hex()}")

    actions = StayActions(
        leave=leave,
        handover=lambda: runtime.go(
            f"{AID}/stay/{assignment.hex() if assignment else ''}/handover"
        ),
        read_handover=read_handover,
        back=lambda: runtime.go(f"{AID}/roster"),
    )

    def draw(view: StayView | None) -> ft.Control:
        if view is None:
            return empty_state(t("refused.no_such_assignment"), t("county_dispatch.gone_hint"))
        name = known.name if known else ""
        align = aligned(view.one, known) if view.here else None
        seen = replace(view, name=name, may=view.may and may_write(), align=align)
        return AidStay(seen, today, actions)

    return shown(state, draw)


def aligned(one: Assignment, known: ReliefWorker | None) -> WelcomeWorker | None:
    """What makes the centre's record say what the plan says, where it does not."""
    if known is None or known.assignment != one.id or one.state != "arrived":
        return None
    if known.leaves_on == one.leaves_on and known.sections == (one.section,):
        return None
    return WelcomeWorker(
        one.id, one.worker, known.name, known.home_council, one.section, one.role, one.leaves_on,
        known.kana,
    )  # fmt: skip


async def leave_here(runtime: Runtime, command: LeaveAssignment) -> None:
    """Where the centre has welcomed the person, its record ends as well; else the county alone
    hears of it (at home, at the hub)."""
    said = t("county_dispatch.left_said")
    welcomed = None
    if has_centre(runtime):
        welcomed = await runtime.read(lambda db: welcomed_for(db, command.assignment))
    if welcomed is None:
        await send_or_say(runtime, command, said)
        return
    centre, county, actor = runtime.operation, runtime.county, runtime.actor
    answer = await runtime.work(lambda: leave_both(centre, county, actor, command))
    if answer.refused is not None:
        say_half(runtime, answer.where, answer.refused)
        return
    done = answer.county
    words = [said, *(notice_text(one) for one in (done.notices if done else ()))]
    runtime.sound("look" if done and done.notices else "accepted")
    runtime.notify("　".join(words), tone="decide" if done and done.notices else "done")


def say_half(runtime: Runtime, where: str, refused: Refused) -> None:
    """Which of the two halves did not hold."""
    runtime.sound("refused")
    runtime.notify(half_words(where, refused), tone="late")


@component
def HandoverFormRoute() -> ft.Control:
    runtime = current_runtime()
    letter = runtime.county.letter
    assignment, today = asked_id("assignment"), date.fromisoformat(runtime.today)
    state = use_county_query(
        lambda db: stay_view(db, letter, assignment) if assignment else None,
        ROSTER_TOPICS, assignment,
    )  # fmt: skip
    centre = has_centre(runtime)
    sections = runtime.codes.entries("section", runtime.today)
    counted = use_query(
        lambda db: {one.code: open_items(db, one.code, today) for one in sections} if centre
        else {},
        ITEM_TOPICS, today,
    )  # fmt: skip

    def draw(view: StayView | None) -> ft.Control:
        if view is None or not view.may:
            return empty_state(t("refused.no_such_assignment"), t("county_dispatch.gone_hint"))
        found: dict[str, tuple[OpenItem, ...]] = (
            counted.value if isinstance(counted, Ready) and view.here else {}
        )
        return keyed(
            view.one.id, HandoverForm, view.one, _of_today(view, today), centre and view.here,
            lambda section: found.get(section, ()),
            lambda: runtime.go(stay_route(view.one.id)),
        )  # fmt: skip

    return shown(state, draw)


def _of_today(view: StayView, today: date) -> Handover | None:
    """What was written today already is written on."""
    return view.handover if view.handover and view.handover.day == today else None


@component
def HandoverRoute() -> ft.Control:
    runtime = current_runtime()
    letter, handover = runtime.county.letter, asked_id("handover")
    state = use_county_query(
        lambda db: handover_view(db, letter, handover) if handover else HandoverView(None, "", ()),
        ROSTER_TOPICS, handover,
    )  # fmt: skip

    async def paper() -> None:
        if isinstance(state, Ready) and state.value.found is not None:
            await open_handover(runtime, state.value)

    async def take() -> None:
        if isinstance(state, Ready) and state.value.found is not None and state.value.takers:
            command = TakeHandover(state.value.found.id, state.value.takers[0])
            await send_or_say(runtime, command, t("county_dispatch.taken_said"))

    def back() -> None:
        found = state.value.found if isinstance(state, Ready) else None
        writer = found.assignment if found is not None else None
        runtime.go(stay_route(writer) if writer else f"{AID}/roster")

    def draw(view: HandoverView) -> ft.Control:
        return HandoverPage(view.found, HandoverActions(paper, back, take if view.takers else None))

    return shown(state, draw)


async def open_handover(runtime: Runtime, view: HandoverView) -> None:
    found, now = view.found, runtime.clock.now_ms()
    assert found is not None
    head, words = await runtime.read_county(
        lambda db: (county_head(db, now), Words.load(db, runtime.look.value.language))
    )
    made = await runtime.work(lambda: made_handover(found, view.host, head, words))
    name = t("county_dispatch.paper.handover")
    await runtime.open_paper(Paper(made, f"{name}_{found.day}.pdf", PDF_TYPE))
