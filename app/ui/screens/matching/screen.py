"""The matching: needs at the left, the team in the middle, who waits at the right.

Where the window or the letters leave no room for three columns, two or one of them take turns,
with their counts on the tabs; what is chosen stays in sight above the people.
"""

from collections.abc import Callable

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.place_choice import place_filter
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import Window
from app.ui.scale import GAP, scale
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.jobs import heads_text, job_list, team_list
from app.ui.screens.matching.people import people_column
from app.ui.screens.matching.pieces import tabs
from app.ui.screens.matching.state import BoardView, PeopleView
from app.ui.screens.matching.team_card import team_column
from app.ui.screens.matching.trouble import trouble
from app.ui.screens.matching.words import lack_text, people_wanted, work_text

# Widths in letters of the body: below the first there are two columns, below the second one.
THREE_COLUMNS, TWO_COLUMNS = 58, 36
BESIDE = 160  # the rail and the edges of the page


@component
def MatchingScreen(
    state: DeskState, board: BoardView, people: PeopleView, desk: MatchingDesk, window: Window
) -> ft.Control:  # fmt: skip
    places = place_filter("matching.place", board.places, board.place, desk.choose_place)
    body = _body(state, board, people, desk, window)
    return _column([*places, body]) if places else body


def _body(
    state: DeskState, board: BoardView, people: PeopleView, desk: MatchingDesk, window: Window
) -> ft.Control:
    room = (window.width - BESIDE) / scale().body
    left = _column(_left(state, board, desk))
    waiting = people_column(state, board, people, desk)
    if window.wide and room >= THREE_COLUMNS:
        middle = ft.Container(team_column(state, board, people, desk), expand=11)
        right = _column(waiting)
        left.expand, right.expand = 9, 10
        return _side_by_side(left, middle, right)
    if window.wide and room >= TWO_COLUMNS:
        shown = left if state.tab == "jobs" else _column(waiting)
        turns = _column([_turns(state, board, people, desk, ("jobs", "people")), shown])
        team = ft.Container(team_column(state, board, people, desk), expand=True)
        return _side_by_side(turns, team)
    turning: dict[str, Callable[[], ft.Control]] = {
        "jobs": lambda: left,
        "people": lambda: _column([*trouble(state, desk), *_chosen(board, desk), *waiting]),
        "team": lambda: team_column(state, board, people, desk),
    }
    return _column(
        [_turns(state, board, people, desk, ("jobs", "people", "team")), turning[state.tab]()]
    )


def _left(state: DeskState, board: BoardView, desk: MatchingDesk) -> list[ft.Control]:
    """Needs or teams of today."""
    switch = tabs(
        "matching.side",
        (
            ("jobs", t("matching.jobs"), len(board.jobs)),
            ("teams", t("matching.teams"), len(board.teams)),
        ),
        state.side,
        {
            "jobs": lambda: desk.change(side="jobs"),
            "teams": lambda: desk.change(side="teams"),
        },
    )
    team = board.team.id if board.team is not None else None
    job = board.job.row.id if board.job is not None else None
    if state.side == "teams":
        return [switch, team_list(board.teams, team, desk)]
    return [switch, job_list(board.jobs, job, desk)]


def _turns(
    state: DeskState, board: BoardView, people: PeopleView, desk: MatchingDesk,
    keys: tuple[str, ...],
) -> ft.Control:  # fmt: skip
    words: dict[str, tuple[str, int | None]] = {
        "jobs": (t("matching.tab_jobs"), None),
        "people": (t("matching.tab_people"), people.heads),
        "team": (_team_tab(board), None),
    }
    chosen = state.tab if state.tab in keys else keys[-1]
    return tabs(
        "matching.tab",
        tuple((key, *words[key]) for key in keys),
        chosen,
        {key: _turner(desk, key) for key in keys},
    )


def _team_tab(board: BoardView) -> str:
    word = t("matching.tab_team")
    return word if board.team is None else f"{word} {heads_text(board.team)}"


def _turner(desk: MatchingDesk, tab: str) -> Callable[[], None]:
    return lambda: desk.change(tab=tab)


def _chosen(board: BoardView, desk: MatchingDesk) -> list[ft.Control]:
    """On a narrow window the team is another tab: a line about it stands above the people."""
    if not board.chosen:
        return []
    if board.team is not None:
        name = f"{board.team.number}　{heads_text(board.team)}"
        lacks = "・".join(lack_text(lack) for lack in board.team.lacks)
    else:
        assert board.job is not None
        name = f"{board.job.row.number}　{work_text(board.job)}　{people_wanted(board.job)}"
        lacks = t("matching.tap_people")
    words: list[ft.Control] = [text(name, bold=True)]
    if lacks:
        words.append(text(lacks, size=scale().small, colour=palette().out.ink))
    return [
        ft.Container(
            ft.Row(
                [
                    ft.Column(words, spacing=0, tight=True, expand=True),
                    button("matching.see_team", t("matching.see_team"), _turner(desk, "team")),
                ],
                spacing=GAP,
            ),
            bgcolor=palette().primary_tint,
            border_radius=10,
            padding=10,
        )
    ]


def _column(parts: list[ft.Control]) -> ft.Column:
    return ft.Column(
        parts, spacing=10, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _side_by_side(*parts: ft.Control) -> ft.Control:
    return ft.Row(
        list(parts), spacing=16, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )
