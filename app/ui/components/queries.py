"""Draws the three states of a query, so that no screen forgets one."""

from collections.abc import Callable
from typing import TypeVar

import flet as ft

from app.ui.components.buttons import button
from app.ui.components.cards import card, loading_state
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.use_query import Failed, Loading, QueryState

T = TypeVar("T")


def shown(state: QueryState[T], draw: Callable[[T], ft.Control]) -> ft.Control:
    """`draw(value)` when it is there; else "loading", or what failed and a way to try again."""
    if isinstance(state, Loading):
        return loading_state()
    if isinstance(state, Failed):
        return card(
            heading(t("frame.query_failed", number=state.number)),
            button("query.retry", t("frame.retry"), state.retry, icon=ft.Icons.REFRESH),
            status="late",
        )
    return draw(state.value)
