"""応援要請 of the county: who needs how many, what is missing, whom it was with."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.store.queries.county_dispatch import RequestLine
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import empty_state, stack
from app.ui.components.choices import big_toggle
from app.ui.components.county_layout import acts
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import GAP, scale
from app.ui.screens.county.aid_words import (
    aid_head,
    codes_words,
    may_plan,
    missing_words,
    period,
    request_chips,
    step_words,
)
from app.ui.tagged import row_tag, tagged

STEPS_SHOWN = 4


@dataclass(frozen=True)
class BoardView:
    """`own`: the council of this device; `hub`: it is the prefectural one; `asked`: requests about
    which its block, or the whole county, was asked and still is."""

    lines: tuple[RequestLine, ...]
    own: bytes
    hub: bool
    asked: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class BoardActions:
    open: Callable[[bytes], None]
    ask: Callable[[], None]
    begin: Callable[[], None]
    show_closed: Callable[[], None]


@component
def AidBoard(view: BoardView, closed: bool, actions: BoardActions) -> ft.Control:
    short = [line for line in view.lines if line.missing and line.request.is_open]
    heads = sum(max(run.heads for run in line.missing) for line in short)
    ask = big_button("aid.ask", t("county_dispatch.ask"), actions.ask, icon=ft.Icons.CAMPAIGN)
    begin = button(
        "aid.begin", t("county_dispatch.begin_alone"), actions.begin, icon=ft.Icons.LINK_OFF
    )
    content: list[ft.Control] = [aid_head("requests")]
    if may_plan():
        content.append(acts(ask, begin))
    if short:
        content.append(
            text(t("county_dispatch.short_sum", requests=len(short), heads=heads), bold=True,
                 size=scale().large, colour=palette().late.ink)
        )  # fmt: skip
    content += [
        keyed(
            line.request.id,
            RequestCard,
            line,
            line.request.council == view.own,
            line.request.id in view.asked,
            actions,
        )
        for line in view.lines
    ]
    if not view.lines:
        content.append(
            empty_state(t("county_dispatch.no_requests"), t("county_dispatch.no_requests_hint"),
                        icon=ft.Icons.VOLUNTEER_ACTIVISM)
        )  # fmt: skip
    content.append(
        big_toggle("aid.closed", t("county_dispatch.show_closed"), closed, actions.show_closed,
                   status="stopped")
    )  # fmt: skip
    return stack(content, scroll=True)


@memo
def RequestCard(line: RequestLine, own: bool, asked: bool, actions: BoardActions) -> ft.Control:
    request, colours = line.request, palette()
    missing = missing_words(line.missing) if request.is_open else ""
    heads = t("county_dispatch.heads_each", count=request.people)
    status: StatusName = "late" if missing else "done" if request.is_open else "stopped"
    words: list[ft.Control] = [
        ft.Row(
            [code_text(request.number), heading(request.name), *request_chips(request),
             *([text(t("county_dispatch.own_request"), bold=True)] if own else []),
             *([status_chip("decide", t("county_dispatch.you_are_asked"), loud=True)]
               if asked else [])],
            wrap=True, spacing=GAP, run_spacing=4,
        ),
        text(f"{period(request.starts_on, request.ends_on)}　{heads}　"
             f"{codes_words('section', request.duties)}"),
    ]  # fmt: skip
    if request.is_open:
        ink = colours.late.ink if missing else colours.done.ink
        words.append(text(missing or t("county_dispatch.nothing_missing"), bold=True, colour=ink))
    counts = t(
        "county_dispatch.counts", offered=line.offered, accepted=line.accepted, here=line.here
    )
    way = t("county_dispatch.arrow").join(step_words(one) for one in line.steps[-STEPS_SHOWN:])
    words.append(soft_text(f"{counts}　{way or t('county_dispatch.not_asked')}"))
    control = ft.Container(
        ft.Column(words, spacing=2, tight=True),
        bgcolor=colours.surface,
        border=ft.Border(
            left=ft.BorderSide(8, colours.status(status).fill),
            top=ft.BorderSide(1, colours.line), right=ft.BorderSide(1, colours.line),
            bottom=ft.BorderSide(1, colours.line),
        ),
        padding=14,
        ink=True,
        on_click=guarded(lambda: actions.open(request.id)),
    )  # fmt: skip
    wrapper = tagged(row_tag("aid.open", request.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper
