"""Taking a call, in the order of the paper sheet: the four vital questions first, and large.

While phone, address and name are typed, needs that may be of the same house stand beside the form;
what was typed can go to one of them instead of making a second. 危機介入 turns the head of the form
red and asks whom the desk has told.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flet as ft

from app.domain.need_sheet import CALLER, HOUSE, JUDGEMENT, PLACE, REQUEST, VITALS
from app.services.command import Ok, Outcome, Refused
from app.services.needs import ReceiveNeed
from app.services.needs_merge import AddToNeed
from app.store.queries.needs_house import SameHouse
from app.store.queries.needs_page import houses_alike
from app.store.queries.places import Place, open_places, satellite_of
from app.ui.component import component, keyed
from app.ui.components.buttons import Handler, big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.place_choice import kept_place, place_chips
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.hooks import use_once
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, SCROLL_BAR, scale
from app.ui.screens.needs.alike import AlikePanel, OnNeed
from app.ui.screens.needs.drafts import NEW_NEED, SheetDesk, Values, drop_draft, use_sheet
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.sheet_fields import (
    SheetField,
    VitalField,
    label_of,
    sheet_part,
    stands,
)
from app.ui.screens.needs.wording import value_words
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId
from sync.core.operations import Value

HOUSE_TABLES = ("need", "need_private")
# What tells a house apart; other fields do not make the search run again.
TELLING = (
    "name", "kana", "phone", "phone_other", "affected_name", "affected_kana", "affected_phone",
    "address",
)  # fmt: skip
CONTACT_CHANNELS = {"phone": "phone", "visit": "visit", "window": "window"}
FIRST: Values = {"channel": "phone", "requester_kind": "affected"}
# In letters of body text.
TWO_COLUMNS = 62
VITALS_IN_PAIRS = 34


@dataclass(frozen=True)
class IntakeActions:
    """What the form can do; they stay the same while it stands."""

    receive: Handler
    add_to: OnNeed
    other_house: OnNeed
    clear: Handler


@dataclass(frozen=True)
class WhichPlace:
    """Which place looks after the need; nothing is asked where there is one only."""

    places: tuple[Place, ...]
    satellite: EntityId | None
    choose: Callable[[EntityId | None], None]

    def chips(self) -> list[ft.Control]:
        return place_chips(
            "needs.place", t("place.of_need"), self.places, self.satellite, self.choose
        )


NOWHERE_ELSE = WhichPlace((), None, lambda _satellite: None)


@component
def IntakeRoute() -> ft.Control:
    runtime = current_runtime()
    values, desk = use_sheet(NEW_NEED, FIRST)
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    apart: frozenset[EntityId] = frozenset()
    dismissed, set_dismissed = ft.use_state(apart)
    told_to, set_told_to = ft.use_state("")
    here = satellite_of(kept_place(runtime))
    place, set_place = ft.use_state(here)
    places = use_query(open_places, ("satellite",))
    once = use_once()
    telling = {name: values.get(name) for name in TELLING}

    def alike(db: sqlite3.Connection) -> tuple[SameHouse, ...]:
        return houses_alike(db, telling, dismissed)

    found = use_query(alike, HOUSE_TABLES, tuple(telling.values()), dismissed)

    async def done(outcome: Outcome, words: str) -> bool:
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return False
        drop_draft(runtime, NEW_NEED)
        runtime.sound("accepted")
        _say(outcome, words)
        if outcome.entity is not None:
            runtime.go(need_route(outcome.entity))
        return True

    async def receive() -> bool:
        given = given_values(desk.values)
        known = tuple(one.id for one in where.places)
        satellite = place if place in known else None
        outcome = await runtime.submit(ReceiveNeed(given, told_to=told_to, satellite=satellite))
        return await done(outcome, t("needs.received"))

    async def add_to(need: EntityId) -> None:
        given = given_values(desk.values)
        channel = CONTACT_CHANNELS.get(str(given.get("channel")), "other")
        outcome = await runtime.submit(AddToNeed(need, given, told_in_words(given), channel))
        await done(outcome, t("needs.added_to"))

    where = WhichPlace(places.value if isinstance(places, Ready) else (), place, set_place)
    actions = IntakeActions(
        once.of(receive), add_to, lambda need: set_dismissed(dismissed | {need}), desk.clear
    )
    candidates = found.value if isinstance(found, Ready) else ()
    return IntakeScreen(values, desk, candidates, refused, told_to, set_told_to, actions, where)


def _say(outcome: Ok, words: str) -> None:
    runtime = current_runtime()
    if outcome.notices:
        runtime.notify(notice_text(outcome.notices[0]), ok=outcome, tone="decide")
    else:
        runtime.notify(words, ok=outcome)


def given_values(values: Values) -> dict[str, Value]:
    """What was answered; blank text is not sent."""
    return {
        name: value
        for name, value in values.items()
        if value not in (None, (), "") and not (isinstance(value, str) and not value.strip())
    }


def told_in_words(given: Mapping[str, Value]) -> str:
    """Everything that was told, one line a field, for the history of a need that is there."""
    names = (*VITALS, *CALLER, *PLACE, *REQUEST, *JUDGEMENT, *HOUSE)
    lines = [
        t("needs.told_line", label=label_of(name), value=value_words(name, given[name]))
        for name in names
        if name in given and given[name] != FIRST.get(name)
    ]
    return "\n".join(lines)


@component
def IntakeScreen(
    values: Values,
    desk: SheetDesk,
    found: tuple[SameHouse, ...],
    refused: Refused | None,
    told_to: str,
    set_told_to: Callable[[str], None],
    actions: IntakeActions,
    where: WhichPlace = NOWHERE_ELSE,
) -> ft.Control:
    window = use_signal(current_runtime().window)
    more, set_more = ft.use_state(False)
    two = window.width >= scale().body * TWO_COLUMNS
    form_width = window.width * 0.55 if two else window.width
    refusals = {} if refused is None or refused.field is None else {
        refused.field: refusal_text(refused)
    }  # fmt: skip
    alike: list[ft.Control] = []
    if found:
        alike = [AlikePanel(found, actions.add_to, actions.other_house)]
    # The bar has a place of its own, so that its coming does not move the form in the tree.
    bar = ft.Column([], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if values.get("crisis"):
        bar.controls = [_crisis_bar(told_to, set_told_to)]
    sheet: list[ft.Control] = [
        _head(desk, actions),
        _vitals(values, desk, form_width >= scale().body * VITALS_IN_PAIRS),
        _part("caller", CALLER, values, desk, refusals),
        _part("place", PLACE, values, desk, refusals, *where.chips()),
        *([] if two else alike),
        _part("request", REQUEST, values, desk, refusals),
        _part("judgement", JUDGEMENT, values, desk, refusals),
        _house(values, desk, refusals, more, lambda: set_more(not more)),
    ]
    form = ft.Column(
        [
            ft.Container(
                ft.Column(sheet, spacing=GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
                padding=ft.Padding.only(right=SCROLL_BAR),
            )
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=3,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    submit = _submit(values, refused, len(found), actions)
    if not two:
        return ft.Column(
            [bar, form, submit], expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    side = ft.Column(
        [
            ft.Column(
                alike or [_nothing_alike()],
                scroll=ft.ScrollMode.AUTO,
                expand=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            submit,
        ],
        expand=2,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    both = ft.Row(
        [form, side], expand=True, spacing=20, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Column([bar, both], expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _head(desk: SheetDesk, actions: IntakeActions) -> ft.Control:
    runtime = current_runtime()
    row: list[ft.Control] = [
        quiet_button(
            "needs.back", t("frame.back"), lambda: runtime.go("/needs"), icon=ft.Icons.ARROW_BACK
        ),
        title(t("needs.intake_title")),
    ]
    if desk.restored or desk.changed:
        row.append(
            quiet_button(
                "needs.clear", t("needs.clear"), actions.clear, icon=ft.Icons.DELETE_OUTLINE
            )
        )
    parts: list[ft.Control] = [
        ft.Row(row, wrap=True, spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        soft_text(t("needs.say_first")),
    ]
    if desk.restored:
        parts.append(text(t("needs.draft_kept"), bold=True, colour=palette().decide.ink))
    return ft.Column(parts, spacing=4, tight=True)


def _crisis_bar(told_to: str, set_told_to: Callable[[str], None]) -> ft.Control:
    """Over the whole width, and it does not scroll away: whom did the desk tell?"""
    colours, sizes = palette().late, scale()
    words = ft.Column(
        [
            ft.Row(
                [
                    ft.Icon(ft.Icons.WARNING_ROUNDED, color=colours.on_fill, size=sizes.title),
                    text(t("needs.crisis"), size=sizes.title, bold=True, colour=colours.on_fill),
                ]
            ),
            text(t("needs.crisis_head_hint"), size=sizes.small, colour=colours.on_fill),
        ],
        spacing=2,
        tight=True,
        expand=3,
    )
    asks = ft.Container(
        text_field("needs.told_to", t("needs.told_to"), told_to, set_told_to),
        bgcolor=palette().surface,
        border_radius=RADIUS,
        padding=10,
        expand=2,
    )
    bar = ft.Container(
        ft.Row([words, asks], spacing=GAP),
        bgcolor=colours.fill,
        border_radius=RADIUS,
        padding=12,
    )
    return tagged("needs.crisis_bar", bar)


def _vitals(values: Values, desk: SheetDesk, side_by_side: bool) -> ft.Control:
    """The four questions, two and two where there is room: all of them in one look."""
    asked = [name for name in VITALS if name != "alone"]
    fields = [
        ft.Container(
            keyed(name, VitalField, number, name, values.get(name), desk), expand=side_by_side
        )
        for number, name in enumerate(asked, start=1)
    ]
    if side_by_side:
        pairs = [fields[start : start + 2] for start in range(0, len(fields), 2)]
        fields = [
            ft.Container(
                ft.Row(pair, spacing=20, vertical_alignment=ft.CrossAxisAlignment.START)  # type: ignore[arg-type]
            )
            for pair in pairs
        ]
    alone = keyed("alone", SheetField, "alone", values.get("alone"), None, desk)
    return card(heading(t("needs.part_vitals")), *fields, alone, spacing=14)


def _part(
    key: str,
    names: tuple[str, ...],
    values: Values,
    desk: SheetDesk,
    refusals: dict[str, str],
    *more: ft.Control,
) -> ft.Control:
    return card(heading(t(f"needs.part_{key}")), *sheet_part(names, values, desk, refusals), *more)


def _house(
    values: Values, desk: SheetDesk, refusals: dict[str, str], more: bool, turn: Handler
) -> ft.Control:
    given = [name for name in HOUSE if stands(name, values) and values.get(name) not in (None, "")]
    if not (more or given or any(name in refusals for name in HOUSE)):
        label = t("needs.part_house_later")
        return button("needs.more", label, turn, icon=ft.Icons.EXPAND_MORE)
    return _part("house", HOUSE, values, desk, refusals)


def _nothing_alike() -> ft.Control:
    return card(
        text(t("needs.no_alike"), bold=True),
        soft_text(t("needs.no_alike_hint")),
    )


def _submit(
    values: Values, refused: Refused | None, alike: int, actions: IntakeActions
) -> ft.Control:
    crisis = bool(values.get("crisis"))
    parts: list[ft.Control] = []
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    label = t("needs.receive_new") if alike else t("needs.receive")
    parts.append(
        big_button(
            "needs.receive",
            t("needs.receive_crisis") if crisis else label,
            actions.receive,
            icon=ft.Icons.CHECK,
            status="late" if crisis else None,
        )
    )
    return ft.Column(
        parts, spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
