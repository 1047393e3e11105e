"""Who waits: one tap and somebody is on the team. Search, filters, reasons and stops."""

import flet as ft

from app.services.teams_choices import PersonWaiting
from app.ui.code_texts import code_label
from app.ui.component import keyed, memo
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import empty_state, stack
from app.ui.components.choices import multi_chips
from app.ui.components.lists import windowed_list
from app.ui.components.search import search_field
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, scale
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.pieces import mark, marks, pressable
from app.ui.screens.matching.state import (
    FILTERS,
    BoardView,
    PeopleView,
    counted,
    narrowed,
    skills_of,
)
from app.ui.screens.matching.words import reason_texts, short_stop, since, tags_of
from app.ui.tagged import row_tag

SKILLS_MAX = 12
ROWS = 60  # every tap ranks the list anew; who is further down is searched for


def people_column(
    state: DeskState, board: BoardView, view: PeopleView, desk: MatchingDesk
) -> list[ft.Control]:
    """Search, then the list, or the chips that narrow it."""
    rows = narrowed(view.people, state.words, state.filters, state.skills)
    search = search_field(
        "matching.search", t("matching.search"), state.words, desk.type, desk.accept,
        on_move=desk.move, on_clear=desk.cleared, autofocus=False,
    )  # fmt: skip
    if state.narrowing:
        return [search, *_narrowing(state, view, rows, desk)]
    parts: list[ft.Control] = [search, _count_line(board, view, rows, desk)]
    if state.filters or state.skills:
        parts.append(_narrowed_by(state, desk))
    parts.append(
        windowed_list(
            "matching.people",
            rows,
            lambda one: keyed(
                one.person.id, PersonRow, one, one.person.id == state.marked, board.chosen, desk
            ),
            empty=_nobody(view, desk),
            window=ROWS,
        )
    )
    return parts


def _count_line(
    board: BoardView, view: PeopleView, rows: tuple[PersonWaiting, ...], desk: MatchingDesk
) -> ft.Control:
    narrow = quiet_button(
        "matching.narrow", t("matching.narrow"), lambda: desk.change(narrowing=True),
        icon=ft.Icons.FILTER_ALT_OUTLINED,
    )  # fmt: skip
    return ft.Row([soft_text(_order_words(board, view, rows), expand=True), narrow], spacing=4)


def _order_words(board: BoardView, view: PeopleView, rows: tuple[PersonWaiting, ...]) -> str:
    heads = sum(one.person.free for one in rows)
    count = (
        t("matching.all_waiting", heads=view.heads)
        if len(rows) == len(view.people)
        else t("matching.some_waiting", heads=heads, all=view.heads)
    )
    order = t("matching.order_fit") if board.job is not None else t("matching.order_since")
    return f"{count}　{order}"


def _nobody(view: PeopleView, desk: MatchingDesk) -> ft.Control:
    if view.people:
        return empty_state(
            t("matching.nobody_left"), t("matching.nobody_left_hint"),
            quiet_button("matching.everybody", t("matching.show_all"), desk.show_all),
            icon=ft.Icons.SEARCH_OFF,
        )  # fmt: skip
    return empty_state(t("matching.nobody"), t("matching.nobody_hint"), icon=ft.Icons.GROUPS)


def _narrowed_by(state: DeskState, desk: MatchingDesk) -> ft.Control:
    """That the list is narrowed must be seen while the chips are folded away."""
    words = [t(f"matching.filter.{name}") for name in FILTERS if name in state.filters]
    words += [code_label("skill", skill) for skill in sorted(state.skills)]
    return ft.Row(
        [
            text("・".join(words), bold=True, expand=True),
            quiet_button("matching.all", t("matching.show_all"), desk.show_all),
        ]
    )


def _narrowing(
    state: DeskState, view: PeopleView, rows: tuple[PersonWaiting, ...], desk: MatchingDesk
) -> list[ft.Control]:
    """The chips in the place of the list, and how many they leave."""
    counts = counted(view.people)
    options = tuple(
        (name, t("matching.with_count", word=t(f"matching.filter.{name}"), count=counts[name]))
        for name in FILTERS
        if counts[name] or name in state.filters
    )
    skills = tuple(
        (skill, t("matching.with_count", word=code_label("skill", skill), count=count))
        for skill, count in skills_of(view.people)[:SKILLS_MAX]
    )
    parts: list[ft.Control] = [
        multi_chips(
            "matching.filter", t("matching.filters"), options, state.filters, desk.choose_filters
        )
    ]
    if skills:
        parts.append(
            multi_chips(
                "matching.skill", t("matching.skills"), skills, state.skills, desk.choose_skills
            )
        )
    heads = sum(one.person.free for one in rows)
    acts = ft.Row(
        [
            big_button(
                "matching.narrowed", t("matching.see_people", heads=heads),
                lambda: desk.change(narrowing=False), expand=True,
            ),
            quiet_button("matching.all", t("matching.show_all"), desk.show_all),
        ],
        spacing=GAP,
    )  # fmt: skip
    return [stack(parts, scroll=True), acts]


@memo
def PersonRow(one: PersonWaiting, marked: bool, chosen: bool, desk: MatchingDesk) -> ft.Control:
    """Name, tags, why; a stop in red. `chosen`: there is a team to join."""
    person = one.person
    name: list[ft.Control] = [
        text(person.name, size=scale().large, bold=True, expand=True),
        text(since(person), size=scale().small, colour=palette().soft),
    ]
    tags = [mark(word) for word in tags_of(person)]
    tags += [mark(short_stop(stop), status="late") for stop in one.stops]
    body: list[ft.Control] = [
        ft.Row(name, spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    ]
    if tags:
        body.append(marks(tags))
    why = reason_texts(one.reasons, rows=True)
    if why:
        body.append(soft_text("・".join(why)))
    return pressable(
        row_tag("matching.person", person.id),
        ft.Row(
            [
                ft.Column(body, spacing=2, tight=True, expand=True),
                ft.Icon(
                    ft.Icons.ADD_CIRCLE_OUTLINE if chosen else ft.Icons.CHEVRON_RIGHT,
                    size=scale().icon,
                    color=palette().primary if chosen else palette().soft,
                ),
            ],
            spacing=8,
        ),
        lambda: desk.join(person),
        selected=marked,
    )
