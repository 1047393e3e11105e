"""着任: one scan, one tap. Then what the newcomer needs: open items and the last three warnings.

Works where nothing of the plan has come yet: the card says enough.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.worker_card import WorkerCard, read_card
from app.services.command import Refused
from app.services.relief_arrival import Halves
from app.store.queries.county_roster import Assignment, Handover, OpenItem
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.camera import CameraPanel, Eye, codes_in
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.county_layout import acts
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import scale
from app.ui.screens.county.aid_handover import HandoverCard, item_lines
from app.ui.screens.county.aid_words import (
    aid_head,
    course_words,
    half_words,
    period,
    stay_chips,
)
from app.ui.tagged import row_tag


def worker_code(picture: bytes) -> str | None:
    """The first worker's card in a picture."""
    return next((code for code in codes_in(picture) if read_card(code) is not None), None)


EYE = Eye("aid_eye", lambda word: t(f"county_dispatch.camera_{word}"), worker_code)


@dataclass(frozen=True)
class AtDoor:
    """What stands on the page: the card that was read, or why it was not; what came of the tap."""

    card: WorkerCard | None = None
    unread: bool = False
    refused: Refused | None = None
    where: str = ""
    arrived: bool = False
    done: Halves | None = None


@dataclass(frozen=True)
class DoorView:
    """`home` and `host` are names of councils; `known`: the plan has come. `coming` are due."""

    home: str
    host: str
    known: Assignment | None
    coming: tuple[Assignment, ...]
    last: Handover | None
    items: tuple[OpenItem, ...]


@dataclass(frozen=True)
class DoorActions:
    scan: Callable[[str], Awaitable[None]]
    arrive: Callable[[], Awaitable[None]]
    clear: Callable[[], None]
    stay: Callable[[bytes], None]
    camera: Callable[[], None]
    take: Callable[[], Awaitable[None]]
    take_back: Callable[[], Awaitable[None]]


@component
def AidArrival(
    door: AtDoor, view: DoorView, centre: bool, camera: bool, actions: DoorActions
) -> ft.Control:
    """`centre`: this device has a centre, into whose staff somebody can be taken."""
    content: list[ft.Control] = [aid_head("arrival")]
    if not centre:
        content.append(text(t("county_dispatch.no_centre"), bold=True))
    if door.card is None:
        content += _scanning(door, camera, actions)
        content += _coming(view, actions)
    elif door.arrived:
        content += _welcomed(door, door.card, view, actions)
    else:
        content.append(_card(door, door.card, view, centre, actions))
    return stack(content, scroll=True)


def _scanning(door: AtDoor, camera: bool, actions: DoorActions) -> list[ft.Control]:
    field = ScanField(
        "aid.scan", t("county_dispatch.scan"), t("county_dispatch.scan_hint"), actions.scan,
        autofocus=True,
    )  # fmt: skip
    parts: list[ft.Control] = [field]
    if door.unread:
        parts.append(refusal_line(t("refused.card_unreadable")))
    parts.append(
        acts(button("aid.camera", t("county_dispatch.camera"), actions.camera,
                    icon=ft.Icons.PHOTO_CAMERA))
    )  # fmt: skip
    if camera:
        parts.append(CameraPanel(EYE, actions.scan, actions.camera))
    return [card(*parts)]


def _coming(view: DoorView, actions: DoorActions) -> list[ft.Control]:
    content: list[ft.Control] = [heading(t("county_dispatch.coming"))]
    if not view.coming:
        hint = t("county_dispatch.nobody_coming_hint")
        return [empty_state(t("county_dispatch.nobody_coming"), hint, icon=ft.Icons.BADGE_OUTLINED)]
    content += [keyed(one.id, ComingLine, one, actions.stay) for one in view.coming]
    return [card(*content, spacing=8)]


@memo
def ComingLine(one: Assignment, open_stay: Callable[[bytes], None]) -> ft.Control:
    facts = f"{one.home_name}　{code_label('section', one.section)}　" + period(
        one.arrives_on, one.leaves_on
    )
    return ft.Row(
        [text(one.worker, bold=True), *stay_chips(one), text(facts),
         quiet_button(row_tag("aid.coming", one.id), t("county_dispatch.open"),
                      lambda: open_stay(one.id))],
        wrap=True, spacing=12, run_spacing=4,
    )  # fmt: skip


def _card(
    door: AtDoor, found: WorkerCard, view: DoorView, centre: bool, actions: DoorActions
) -> ft.Control:
    known = view.known
    section = known.section if known else found.section
    days = (known.arrives_on, known.leaves_on) if known else (found.arrives_on, found.leaves_on)
    lines: list[ft.Control] = [
        soft_text(found.kana) if found.kana else ft.Container(),
        text(found.name or found.worker, size=scale().title + 8, bold=True),
        text(t("county_dispatch.from_council", council=view.home or found.home,
               worker=found.worker), size=scale().large),
        text(f"{code_label('section', section)}　{code_label('staff_role', found.role)}"
             f"{t('county_dispatch.leader_mark') if found.leads else ''}", size=scale().large,
             bold=True),
        text(period(*days)),
    ]  # fmt: skip
    if known is not None:
        lines.append(soft_text(f"{known.request_number}　{course_words(known.tour_number)}"))
    else:
        lines.append(status_chip("decide", t("county_dispatch.plan_not_here")))
    if door.refused is not None:
        lines.append(refusal_line(half_words(door.where, door.refused)))
    pressed = [
        big_button("aid.arrive", t("county_dispatch.arrive"), actions.arrive,
                   icon=ft.Icons.HOW_TO_REG, disabled=not centre),
        quiet_button("aid.clear", t("county_dispatch.another_card"), actions.clear),
    ]  # fmt: skip
    return card(*lines, acts(*pressed), status="ready")


def _welcomed(
    door: AtDoor, found: WorkerCard, view: DoorView, actions: DoorActions
) -> list[ft.Control]:
    colours = palette()
    banner = ft.Container(
        ft.Column(
            [
                text(t("county_dispatch.welcome", name=found.name or found.worker),
                     size=scale().title, bold=True, colour=colours.done.ink),
                text(t("county_dispatch.welcome_hint",
                       section=code_label("section", view.known.section if view.known else
                                          found.section),
                       day=f"{found.leaves_on.month}/{found.leaves_on.day}")),
            ],
            spacing=4, tight=True,
        ),
        bgcolor=colours.done.tint, padding=16, border_radius=10,
    )  # fmt: skip
    pressed: list[ft.Control] = [
        big_button("aid.next_card", t("county_dispatch.next_card"), actions.clear,
                   icon=ft.Icons.QR_CODE_SCANNER),
        button("aid.open_stay", t("county_dispatch.open_stay"),
               lambda: actions.stay(found.assignment), icon=ft.Icons.PERSON),
        quiet_button("aid.take_back", t("county_dispatch.take_back"), actions.take_back),
    ]  # fmt: skip
    refused = [refusal_line(half_words(door.where, door.refused))] if door.refused else []
    now = card(heading(t("county_dispatch.open_now")), *item_lines(view.items))
    last: list[ft.Control] = []
    if view.last is None:
        last.append(card(text(t("county_dispatch.no_handover")),
                         soft_text(t("county_dispatch.no_handover_hint"))))  # fmt: skip
    else:
        last.append(HandoverCard(view.last))
        if view.last.taken_at is None:
            last.append(
                acts(button("aid.take_handover", t("county_dispatch.take_handover"), actions.take,
                            icon=ft.Icons.HANDSHAKE))
            )  # fmt: skip
    if not current_runtime().window.value.wide:
        return [banner, acts(*pressed), *refused, *last, now]
    halves: list[ft.Control] = [ft.Container(stack(part), expand=1) for part in (last, [now])]
    side = ft.Row(halves, spacing=16, vertical_alignment=ft.CrossAxisAlignment.START)
    return [banner, acts(*pressed), *refused, side]


def coming_at(stays: tuple[Assignment, ...], today: date) -> tuple[Assignment, ...]:
    """Who is to come, those who are due first."""
    due = [
        one for one in stays if one.state in ("planned", "travelling") and one.leaves_on >= today
    ]
    return tuple(sorted(due, key=lambda one: (one.arrives_on, one.worker)))


def read_at_door(scanned: str) -> AtDoor:
    found = read_card(scanned)
    return AtDoor(found, unread=found is None)
