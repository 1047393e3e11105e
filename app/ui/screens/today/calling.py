"""中止の連絡: who was to come and which clients wait, rung one after the other and ticked off.

Who knows it already sinks to the end; nobody leaves the list. Clients are called by those whose
work it is; everybody else sees that there are some.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, time_text
from app.services.command import Refused
from app.store.queries.calling import BookedLine, ClientLine
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.choices import big_toggle, choice_chips
from app.ui.components.lists import windowed_list
from app.ui.components.phone import phone_button, ring
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.signal import use_signal
from app.ui.tagged import row_tag

TOGGLE_LETTERS = 11


@dataclass(frozen=True)
class CallingView:
    """`off`: the day is called off. `residents`: this person may call clients."""

    day: date
    off: bool
    people: tuple[BookedLine, ...]
    clients: tuple[ClientLine, ...]
    residents: bool


@dataclass(frozen=True)
class CallingActions:
    """The same object for all rows."""

    call_off: Callable[[], Awaitable[Refused | None]]
    tell_booked: Callable[[BookedLine], Awaitable[None]]
    tell_client: Callable[[ClientLine, str], Awaitable[None]]
    save: Callable[[str], Awaitable[None]]
    go: Callable[[str], None]


@component
def CallingScreen(view: CallingView, actions: CallingActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    side, set_side = ft.use_state("people")
    parts: list[ft.Control] = [_head(view, actions)]
    if not view.off:
        parts.append(CallOff(actions))
    people, clients = _people(view, actions), _clients(view, actions)
    if window.wide:
        parts.append(
            ft.Row([people, clients], spacing=20, expand=True,
                   vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        )  # fmt: skip
    else:
        options = (("people", t("calling.people")), ("clients", t("calling.clients")))
        parts.append(
            choice_chips("calling.side", "", options, side,
                         lambda code: set_side(code or side))
        )  # fmt: skip
        parts.append(people if side == "people" else clients)
    return ft.Column(
        parts, spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _head(view: CallingView, actions: CallingActions) -> ft.Control:
    acts: list[ft.Control] = [
        quiet_button("calling.back", t("today.back"), lambda: actions.go("/today"),
                     icon=ft.Icons.ARROW_BACK),
    ]  # fmt: skip
    if view.residents:
        acts += [
            button("calling.xlsx", t("calling.xlsx"), lambda: actions.save("xlsx"),
                   icon=ft.Icons.DOWNLOAD),
            button("calling.csv", t("calling.csv"), lambda: actions.save("csv"),
                   icon=ft.Icons.DOWNLOAD),
        ]  # fmt: skip
    return section_header(_title(view.day), *acts, note=t("calling.note"))


def _title(day: date) -> str:
    return t("calling.title", day=day_text(day, current_look().language))


@component
def CallOff(actions: CallingActions) -> ft.Control:
    """Nothing can be ticked off while the day is on."""
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        set_refused(await actions.call_off())

    parts: list[ft.Control] = [
        text(t("calling.not_called_off"), bold=True),
        ft.Row([big_button("calling.call_off", t("calling.call_off"), go,
                           icon=ft.Icons.EVENT_BUSY)]),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_card("calling.refused", refused))
    return card(*parts, status="decide")


def _people(view: CallingView, actions: CallingActions) -> ft.Control:
    left = sum(1 for one in view.people if not one.told)
    empty = empty_state(t("calling.no_people"), t("calling.no_people_hint"))
    return _column(
        t("calling.people"), left, len(view.people),
        windowed_list(
            "calling.booked", view.people,
            lambda one: keyed(one.entity, BookedRow, one, view.off, actions), empty=empty,
        ),
    )  # fmt: skip


def _clients(view: CallingView, actions: CallingActions) -> ft.Control:
    left = sum(1 for one in view.clients if one.told_at is None)
    empty = empty_state(t("calling.no_clients"), t("calling.no_clients_hint"))
    listed = windowed_list(
        "calling.waiting", view.clients,
        lambda one: keyed(one.need, ClientRow, one, view.off, view.residents, actions),
        empty=empty,
    )  # fmt: skip
    notes = [] if view.residents or not view.clients else [soft_text(t("calling.hidden"))]
    return _column(t("calling.clients"), left, len(view.clients), *notes, listed)


def _column(name: str, left: int, count: int, *content: ft.Control) -> ft.Control:
    words = f"{name}　{t('calling.count', left=left, all=count)}" if count else name
    return ft.Column(
        [heading(words), *content], spacing=8, expand=1,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@memo
def BookedRow(one: BookedLine, off: bool, actions: CallingActions) -> ft.Control:
    """Who, which number, and whether somebody has told them."""
    names: list[ft.Control] = [text(one.name, bold=True), code_text(one.number)]
    if one.group:
        names.append(text(t("reception.heads", heads=one.heads)))
    facts = [one.kana, code_label("slot", one.slot)]
    if one.booking is None:
        facts.append(t("calling.by_list"))
    page = (
        f"/reception/groups/{one.entity.hex()}" if one.group else f"/reception/{one.entity.hex()}"
    )
    acts: list[ft.Control] = [
        phone_button(row_tag("calling.ring", one.entity), one.phone, ring),
        *_toggle(row_tag("calling.told", one.entity), one.told, off,
                 lambda: actions.tell_booked(one)),
    ]  # fmt: skip
    return card(
        _with_link(
            names, link(row_tag("calling.person", one.entity), t("calling.open_person"), page)
        ),
        soft_text("　".join(word for word in facts if word)),
        ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8),
        status="done" if one.told else "decide", padding=12, spacing=4,
    )  # fmt: skip


@memo
def ClientRow(one: ClientLine, off: bool, residents: bool, actions: CallingActions) -> ft.Control:
    """What was planned, who is rung, and what came of it."""
    marks: list[ft.Control] = [code_text(one.number)]
    if one.crisis:
        marks.append(status_chip("late", t("needs.crisis"), loud=True))
    marks += [text(word) for word in (one.name if residents else "", one.town) if word]
    planned = [t(f"calling.planned_{what}") for what in one.planned]
    if one.at is not None:
        planned.append(time_text(one.at))
    opens = link(
        row_tag("calling.need", one.need), t("calling.open_need"), f"/needs/{one.need.hex()}"
    )
    parts: list[ft.Control] = [
        _with_link(marks, opens),
        text("　".join((*planned, *one.teams)), bold=True),
    ]
    if one.told_at is not None:
        said = t("calling.told_at", at=time_text(one.told_at), name=one.told_by)
        parts.append(status_chip("done", f"{t('calling.told')}　{said}"))
    elif one.tried:
        parts.append(status_chip("out", t("calling.tried", count=one.tried)))
    acts: list[ft.Control] = []
    if residents:
        acts.append(phone_button(row_tag("calling.ring", one.need), one.phone, ring))
        if one.told_at is None and off:
            acts += _toggle(row_tag("calling.told", one.need), False, off,
                            lambda: actions.tell_client(one, "reached"))  # fmt: skip
            acts.append(
                button(row_tag("calling.absent", one.need), t("calling.not_there"),
                       lambda: actions.tell_client(one, "absent"))
            )  # fmt: skip
    if acts:
        parts.append(ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8))
    return card(*parts, status="done" if one.told_at is not None else "decide",
                padding=12, spacing=4)  # fmt: skip


def _with_link(words: list[ft.Control], opens: list[ft.Control]) -> ft.Control:
    """Who it is, and at the right the way to the whole record."""
    who = ft.Row(words, wrap=True, spacing=GAP, run_spacing=2, expand=True)
    return ft.Row([who, *opens], spacing=GAP)


def _toggle(
    tag: str, told: bool, off: bool, press: Callable[[], Awaitable[None]]
) -> list[ft.Control]:
    if not off:
        return []
    return [
        ft.Container(
            big_toggle(tag, t("calling.told"), told, press), width=scale().body * TOGGLE_LETTERS
        )
    ]
