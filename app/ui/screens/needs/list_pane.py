"""The list of needs: one search field, the states as filters with counts, rows that tell enough.

A number, a phone number, an address or a name finds while it is typed, in all states; Enter opens
the first hit, a scanned work order opens its need at once.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.documents.payloads import Kind, parse
from app.store.queries.needs import (
    FILTERS,
    NeedCounts,
    NeedLine,
    need_by_number,
    need_counts,
    needs_for_list,
    needs_matching,
)
from app.store.queries.needs_surveys import call_backs
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import empty_state
from app.ui.components.choices import choice_chips
from app.ui.components.lists import windowed_list
from app.ui.components.queries import shown
from app.ui.components.search import search_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import Runtime, current_runtime, guarded
from app.ui.scale import GAP
from app.ui.screens.needs.wording import (
    kinds_words,
    status_tone,
    status_word,
    waiting_words,
    who_words,
)
from app.ui.tagged import row_tag, tagged
from app.ui.use_query import Ready, use_query
from sync.core.ids import EntityId

LIST_TABLES = ("need", "need_private", "survey", "alias")
COUNT_TABLES = ("need", "need_private", "contact")


@dataclass(frozen=True)
class Counts:
    """What stands beside the filters and the two work lists."""

    needs: NeedCounts
    calls: int


@dataclass(frozen=True)
class ListChoice:
    """What the person looks at; it stays while a need is open beside or over the list."""

    words: str = ""
    chosen: str = "open"


def need_route(need: EntityId) -> str:
    return f"/needs/{need.hex()}"


def counts_query(db: sqlite3.Connection) -> Counts:
    return Counts(need_counts(db), len(call_backs(db)))


@component
def ListPane(
    choice: ListChoice, choose: Callable[[ListChoice], None], opened: EntityId | None, folded: bool
) -> ft.Control:
    """`opened` is the need that is shown beside the list; `folded`: there is little room, so the
    filters are folded away until they are wanted."""
    runtime = current_runtime()
    words, chosen = choice.words.strip(), choice.chosen

    def query(db: sqlite3.Connection) -> tuple[NeedLine, ...]:
        return needs_matching(db, words) if words else needs_for_list(db, chosen)

    state = use_query(query, LIST_TABLES, words, chosen)
    counts = use_query(counts_query, COUNT_TABLES)

    async def accept(typed: str) -> None:
        found = await _first_hit(runtime, typed)
        if found is None:
            runtime.sound("refused" if typed.strip() else "look")
        else:
            runtime.go(need_route(found))

    # What stands is what the words found, or still the answer to what stood before.
    fresh = isinstance(state, Ready) and state.deps == (words, chosen)
    empty = _empty(words, chosen) if fresh else ft.Container()
    return ft.Column(
        [
            search_field(
                "needs.search",
                t("needs.search_hint"),
                choice.words,
                lambda typed: choose(ListChoice(typed, chosen)),
                accept,
                autofocus=False,
            ),
            _acts(counts.value if isinstance(counts, Ready) else None),
            Filters(choice, choose, counts.value if isinstance(counts, Ready) else None, folded),
            shown(
                state,
                lambda lines: windowed_list(
                    "needs.list",
                    lines,
                    lambda line: keyed(
                        line.id,
                        NeedRow,
                        line,
                        waiting_words(line, runtime.clock.now_ms()),
                        line.id == opened,
                    ),
                    empty=empty,
                ),
            ),
        ],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


async def _first_hit(runtime: Runtime, typed: str) -> EntityId | None:
    """What Enter opens: the need of a scanned paper, of a number, else the first that is found."""
    payload = parse(typed)
    if payload is not None and payload.kind is Kind.NEED:
        entity, number = payload.entity, payload.value
        if entity is not None:
            return EntityId(entity)
        return await runtime.read(lambda db: need_by_number(db, number))
    if not typed.strip():
        return None
    lines = await runtime.read(lambda db: needs_matching(db, typed))
    return lines[0].id if lines else None


def _acts(counts: Counts | None) -> ft.Control:
    surveys = counts.needs.of("survey") if counts else 0
    calls = counts.calls if counts else 0
    go = current_runtime().go
    return ft.Row(
        [
            big_button(
                "needs.new", t("needs.new"), lambda: go("/needs/new"), icon=ft.Icons.ADD_CALL
            ),
            button(
                "needs.surveys",
                t("needs.surveys_n", count=surveys),
                lambda: go("/needs/surveys"),
            ),
            button(
                "needs.calls",
                t("needs.calls_n", count=calls),
                lambda: go("/needs/calls"),
            ),
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )


@component
def Filters(
    choice: ListChoice,
    choose: Callable[[ListChoice], None],
    counts: Counts | None,
    folded: bool,
) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    if choice.words.strip():
        return soft_text(t("needs.search_all_states"))

    def word(name: str) -> str:
        label = t(f"needs.filter_{name}")
        return label if counts is None else f"{label} {counts.needs.of(name):,}"

    def take(name: str | None) -> None:
        set_opened(False)
        choose(ListChoice(choice.words, name or choice.chosen))

    if folded and not opened:
        return button(
            "needs.filters",
            t("needs.filter_now", name=word(choice.chosen)),
            lambda: set_opened(True),
            icon=ft.Icons.EXPAND_MORE,
        )
    options = tuple((name, word(name)) for name in FILTERS)
    return choice_chips("needs.filter", t("needs.filter"), options, choice.chosen, take)


def _empty(words: str, chosen: str) -> ft.Control:
    go = current_runtime().go
    act = button("needs.new_here", t("needs.new"), lambda: go("/needs/new"))
    if words:
        return empty_state(t("needs.nothing_found"), t("needs.nothing_found_hint"), act)
    if chosen == "open":
        return empty_state(t("needs.none_open"), t("needs.none_open_hint"), act)
    return empty_state(t("needs.none_here"), t("needs.none_here_hint"))


@memo
def NeedRow(line: NeedLine, waiting: str, selected: bool) -> ft.Control:
    """One need: number, state, wait, crisis, who and where, what work."""
    colours = palette()
    marks: list[ft.Control] = [code_text(line.number)]
    if line.crisis:
        marks.append(status_chip("late", t("needs.crisis"), loud=True))
    marks.append(status_chip(status_tone(line.status), status_word(line.status)))
    if waiting:
        marks.append(soft_text(waiting))
    work = kinds_words(line)
    if line.people:
        work = t("needs.work_people", work=work, people=line.people) if work else ""
    lines: list[ft.Control] = [
        ft.Row(marks, wrap=True, spacing=10, run_spacing=4),
        text(t("needs.who_where", who=who_words(line), town=line.town or t("needs.no_town"))),
    ]
    if work:
        lines.append(soft_text(work, lines=2))
    edge = colours.late.fill if line.crisis else colours.primary if selected else colours.hair
    control = ft.Container(
        ft.Column(lines, spacing=2, tight=True),
        bgcolor=colours.primary_tint if selected else colours.surface,
        border=ft.Border(
            left=ft.BorderSide(8, edge),
            top=ft.BorderSide(1, colours.hair),
            right=ft.BorderSide(1, colours.hair),
            bottom=ft.BorderSide(1, colours.hair),
        ),
        padding=ft.Padding.symmetric(horizontal=12, vertical=10),
        ink=True,
        on_click=guarded(lambda: current_runtime().go(need_route(line.id))),
    )
    return tagged(row_tag("needs.row", line.id), control)
