"""Needs that may be about one house, with the reasons: shown before a second one is made."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.store.queries.needs import NeedLine
from app.store.queries.needs_house import SameHouse
from app.ui.component import component, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.wording import kinds_words, status_tone, status_word, who_words
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

OnNeed = Callable[[EntityId], Awaitable[None] | None]


def line_summary(line: NeedLine) -> list[ft.Control]:
    """A need in three lines: number and state, who and where, what work."""
    marks: list[ft.Control] = [code_text(line.number)]
    if line.crisis:
        marks.append(status_chip("late", t("needs.crisis"), loud=True))
    marks.append(status_chip(status_tone(line.status), status_word(line.status)))
    parts: list[ft.Control] = [
        ft.Row(marks, wrap=True, spacing=10, run_spacing=4),
        text(t("needs.who_where", who=who_words(line), town=line.town or t("needs.no_town"))),
    ]
    if line.kinds:
        parts.append(soft_text(kinds_words(line)))
    return parts


def reasons_words(reasons: tuple[str, ...]) -> str:
    return t("needs.and").join(t(f"likeness.{reason}") for reason in reasons)


@component
def AlikePanel(found: tuple[SameHouse, ...], add_to: OnNeed, other_house: OnNeed) -> ft.Control:
    """While a call is taken: each candidate with 「追記」 and 「別の家です」."""
    cards: list[ft.Control] = [
        ft.Semantics(content=heading(t("needs.alike_n", count=len(found))), live_region=True)
    ]
    for one in found:
        need = one.line.id
        acts = ft.Row(
            [
                button(
                    row_tag("needs.alike.add", need),
                    t("needs.alike_add"),
                    lambda need=need: add_to(need),  # type: ignore[misc]
                    icon=ft.Icons.PLAYLIST_ADD,
                ),
                quiet_button(
                    row_tag("needs.alike.other", need),
                    t("needs.alike_other"),
                    lambda need=need: other_house(need),  # type: ignore[misc]
                ),
            ],
            wrap=True,
            spacing=GAP,
        )
        reasons = text(reasons_words(one.reasons), bold=True, colour=palette().decide.ink)
        cards.append(card(*line_summary(one.line), reasons, acts, status="decide", spacing=4))
    return tagged("needs.alike", ft.Column(cards, spacing=GAP, tight=True,
                  horizontal_alignment=ft.CrossAxisAlignment.STRETCH))  # fmt: skip


@memo
def AlikeRow(one: SameHouse, act: str, merge: OnNeed | None) -> ft.Control:
    """On the page of a need: open the other, or say that the two are one."""
    need, runtime = one.line.id, current_runtime()
    acts: list[ft.Control] = [
        button(
            row_tag("needs.alike.open", need),
            t("needs.open"),
            lambda: runtime.go(need_route(need)),
        )
    ]
    if merge is not None:
        join = merge
        acts.append(quiet_button(row_tag("needs.alike.merge", need), act, lambda: join(need)))
    reasons = text(reasons_words(one.reasons), bold=True, colour=palette().decide.ink)
    return card(
        *line_summary(one.line),
        reasons,
        ft.Row(acts, wrap=True, spacing=GAP),
        status="decide",
        spacing=4,
    )
