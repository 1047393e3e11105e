"""One need as one page, in the order of the paper sheet; at the bottom the one next step.

The next step is what the state allows; what it still lacks is named beside it. Everything rarer is
one tap away. A crisis stands in red over the whole width until the need is settled, and says whom
the desk has told.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.needs import NeedFacts, call_back_for, next_step
from app.services.command import Refused
from app.services.need_steps import need_facts
from app.services.needs import TellCrisis
from app.services.needs_merge import MergeNeeds
from app.services.places import GiveNeedToPlace
from app.store.queries.needs_history import (
    HistoryLine,
    PhotoLine,
    VisitFindings,
    last_findings,
    need_history,
    photos_of,
)
from app.store.queries.needs_page import NeedPage, need_page
from app.store.queries.places import Place, open_places
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.erase import erase_card
from app.ui.components.fields import text_field
from app.ui.components.place_choice import place_chips
from app.ui.components.queries import shown
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, SCROLL_BAR, scale
from app.ui.screens.needs.alike import AlikeRow, OnNeed
from app.ui.screens.needs.history import HistoryCard
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.photos import PhotoStrip
from app.ui.screens.needs.sheet_reading import findings_cards, sheet_cards, teams_card
from app.ui.screens.needs.step_bar import StepBar
from app.ui.screens.needs.wording import (
    moment_words,
    status_tone,
    status_word,
    waiting_words,
)
from app.ui.tagged import tagged
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

PAGE_TABLES = (
    "need", "need_private", "survey", "survey_private", "contact", "photo", "alias", "team",
    "team_member", "report", "report_private", "satellite", "staff",
)  # fmt: skip


@dataclass(frozen=True)
class PageView:
    """Everything that the page shows; `page` is None for a need that is not there."""

    page: NeedPage | None
    facts: NeedFacts | None
    history: tuple[HistoryLine, ...]
    photos: tuple[PhotoLine, ...]
    findings: VisitFindings
    places: tuple[Place, ...] = ()


def page_view(db: sqlite3.Connection, need: EntityId) -> PageView:
    return PageView(
        need_page(db, need),
        need_facts(db, need),
        need_history(db, need),
        photos_of(db, need),
        last_findings(db, need),
        open_places(db),
    )


@dataclass(frozen=True)
class PageActions:
    """What the page itself can do; acts of the course go through the bar at the bottom."""

    tell: Callable[[str], Awaitable[Refused | None]]
    merge: OnNeed
    give: Callable[[EntityId | None], Awaitable[None]]


@component
def NeedPane(need: EntityId, alone: bool) -> ft.Control:
    """`alone`: no list stands beside it, so it offers the way back."""
    runtime = current_runtime()
    state = use_query(lambda db: page_view(db, need), PAGE_TABLES, need)

    async def tell(told_to: str) -> Refused | None:
        outcome = await runtime.submit(TellCrisis(need, told_to))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(t("needs.told_noted"), ok=outcome)
        return None

    async def merge(other: EntityId) -> None:
        outcome = await runtime.submit(MergeNeeds(need, other))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
            return
        runtime.sound("accepted")
        runtime.notify(t("needs.merged"), ok=outcome)
        runtime.go(need_route(other))

    async def give(satellite: EntityId | None) -> None:
        outcome = await runtime.submit(GiveNeedToPlace(need, satellite))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
            return
        places = state.value.places if isinstance(state, Ready) else ()
        name = next((one.name for one in places if one.id == satellite), t("place.hq"))
        runtime.notify(t("place.need_given", place=name), ok=outcome)

    return shown(state, lambda view: NeedScreen(view, alone, PageActions(tell, merge, give)))


@component
def NeedScreen(view: PageView, alone: bool, actions: PageActions) -> ft.Control:
    runtime = current_runtime()
    page, facts = view.page, view.facts
    if page is None or facts is None:
        back = big_button("needs.to_list", t("needs.to_list"), lambda: runtime.go("/needs"))
        return empty_state(t("needs.gone"), t("needs.gone_hint"), back)
    parts: list[ft.Control] = [_head(page, alone)]
    if page.line.crisis:
        parts.append(CrisisBar(page, actions))
    parts += _holder(page)
    lacking = call_back_for(facts)
    if lacking and page.holder is None:
        words = t("needs.and").join(t(f"missing.{name}") for name in lacking)
        parts.append(_strip("decide", t("needs.ask_again", missing=words)))
    if page.house:
        parts.append(_house(page, actions))
    if view.places and page.holder is None:
        parts.append(_place(page, view.places, actions))
    parts += sheet_cards(page.values)
    parts += findings_cards(page.values, view.findings)
    parts.append(PhotoStrip(page.id, view.photos, page.values.get("photo_consent") is True, None))
    if page.teams:
        parts.append(teams_card(page.teams))
    parts.append(HistoryCard(page.id, view.history))
    parts += erase_card(page.id, done="/needs")
    body = ft.Column(
        [
            ft.Container(
                ft.Column(parts, spacing=GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
                padding=ft.Padding.only(right=SCROLL_BAR),
            )
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [body, StepBar(page.id, facts, next_step(facts), _team_at_work(page))],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _team_at_work(page: NeedPage) -> EntityId | None:
    """The team that the next step is about: outside, to leave, or back without a report."""
    for states in (("out",), ("ready",), ("forming",), ("back",)):
        found = next((team for team in page.teams if team.state in states), None)
        if found is not None and (found.state != "back" or found.reported_at is None):
            return found.id
    return None


def _head(page: NeedPage, alone: bool) -> ft.Control:
    runtime = current_runtime()
    line, now = page.line, runtime.clock.now_ms()
    row: list[ft.Control] = []
    if alone:
        row.append(
            quiet_button(
                "needs.back",
                t("frame.back"),
                lambda: runtime.go("/needs"),
                icon=ft.Icons.ARROW_BACK,
            )
        )
    row += [code_text(line.number), status_chip(status_tone(line.status), status_word(line.status))]
    if waiting := waiting_words(line, now):
        row.append(soft_text(waiting))
    edit = button(
        "needs.edit",
        t("needs.edit"),
        lambda: runtime.go(f"{need_route(page.id)}/edit"),
        icon=ft.Icons.EDIT,
    )
    if page.holder is None:
        row.append(edit)
    received = t(
        "needs.received_line",
        at=moment_words(line.received_at, now),
        by=str(page.values.get("received_by") or t("needs.nobody_named")),
    )
    marks = ft.Row(
        row,
        wrap=True,
        spacing=GAP,
        run_spacing=4,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Column([marks, soft_text(received)], spacing=4, tight=True)


@component
def CrisisBar(page: NeedPage, actions: PageActions) -> ft.Control:
    """Red over the full width; who was told, or a field to say it."""
    told_to, set_told_to = ft.use_state("")
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    colours = palette().late
    told, at = page.values.get("crisis_told_to"), page.values.get("crisis_told_at")
    note = page.values.get("crisis_note")

    async def tell() -> None:
        set_refused(await actions.tell(told_to))

    head = ft.Row(
        [
            ft.Icon(ft.Icons.WARNING_ROUNDED, color=colours.on_fill, size=scale().title),
            text(t("needs.crisis"), size=scale().title, colour=colours.on_fill, bold=True),
        ],
        spacing=GAP,
    )
    parts: list[ft.Control] = [head]
    if note:
        parts.append(text(str(note), colour=colours.on_fill, bold=True))
    if told:
        now = current_runtime().clock.now_ms()
        moment = moment_words(at if isinstance(at, int) else None, now)
        words = t("needs.told_line_at", who=told, at=moment)
        parts.append(text(words, colour=colours.on_fill, bold=True))
        return tagged("needs.crisis_bar", _bar(parts))
    parts.append(text(t("needs.told_nobody"), colour=colours.on_fill, bold=True))
    asks = card(
        text_field(
            "needs.told_to",
            t("needs.told_to"),
            told_to,
            set_told_to,
            on_submit=tell,
            refusal=refusal_text(refused) if refused else None,
        ),
        button("needs.tell", t("needs.tell"), tell, icon=ft.Icons.CAMPAIGN),
    )
    return tagged("needs.crisis_bar", _bar([*parts, asks]))


def _bar(parts: list[ft.Control]) -> ft.Container:
    return ft.Container(
        ft.Column(parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=palette().late.fill,
        border_radius=RADIUS,
        padding=16,
    )


def _strip(tone: str, words: str, *acts: ft.Control) -> ft.Control:
    colours = palette().decide if tone == "decide" else palette().stopped
    return ft.Container(
        ft.Column([text(words, bold=True, colour=colours.ink), *acts], spacing=8, tight=True),
        bgcolor=colours.tint,
        border=ft.Border.all(1, colours.ink),
        border_radius=RADIUS,
        padding=12,
    )


def _holder(page: NeedPage) -> list[ft.Control]:
    """A merged record names the one that holds; the one that holds names what it took in."""
    runtime = current_runtime()
    parts: list[ft.Control] = []
    if page.holder is not None:
        target = page.holder.id
        words = t("needs.merged_into", number=page.holder.number)
        open_it = button("needs.holder", t("needs.open"), lambda: runtime.go(need_route(target)))
        parts.append(_strip("stopped", words, open_it))
    if page.merged:
        openers = [
            quiet_button(
                f"needs.merged:{one.id.hex()}",
                one.number,
                lambda one=one: runtime.go(need_route(one.id)),  # type: ignore[misc]
            )
            for one in page.merged
        ]
        words = t("needs.took_in", count=len(page.merged))
        parts.append(_strip("stopped", words, ft.Row(openers, wrap=True)))
    return parts


def _place(page: NeedPage, places: tuple[Place, ...], actions: PageActions) -> ft.Control:
    given = page.values.get("satellite")
    satellite = EntityId(given) if isinstance(given, bytes) else None
    chips = place_chips("needs.place", t("place.of_need"), places, satellite, actions.give)
    return card(*chips, soft_text(t("place.of_need_hint")))


def _house(page: NeedPage, actions: PageActions) -> ft.Control:
    merges = None if page.holder is not None else actions.merge
    rows = [
        keyed(one.line.id, AlikeRow, one, t("needs.merge_into_this"), merges) for one in page.house
    ]
    return ft.Column(
        [heading(t("needs.alike_n", count=len(page.house))), *rows],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
