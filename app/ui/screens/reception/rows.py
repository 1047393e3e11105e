"""Rows of the reception: a hit that is one tap, a check-in of today with its way back."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text, time_text
from app.store.queries.places import Place
from app.store.queries.reception import CheckInLine, ReceptionHit
from app.ui.component import memo
from app.ui.components.buttons import button, icon_button
from app.ui.components.place_choice import place_chips
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import RADIUS, scale
from app.ui.screens.reception.banner import path_of
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.state import insurance_mark, masked_phone
from app.ui.tagged import row_tag, tagged


@memo
def HitRow(hit: ReceptionHit, chosen: bool, desk: ReceptionDesk, narrow: bool) -> ft.Control:
    """One tap checks in; the arrow at the right opens the page of the person."""
    colours = palette()
    facts: list[ft.Control] = [code_text(hit.number)]
    facts += [soft_text(word) for word in _facts(hit)]
    status, word = insurance_mark(hit)
    marks: list[ft.Control] = [
        status_chip(status, t(f"reception.cover.{word}", count=hit.uninsured or 0)),
        *_day_mark(hit),
    ]
    names: list[ft.Control] = [text(hit.name, size=scale().large, bold=True)]
    if hit.kana:
        names.append(soft_text(hit.kana))
    body: list[ft.Control] = [
        ft.Row(names, spacing=10, wrap=True, run_spacing=0),
        ft.Row(facts, spacing=14, wrap=True, run_spacing=0),
    ]
    side = ft.Row(marks, spacing=8, wrap=True, run_spacing=4)
    if narrow:
        body.append(side)
    tapped = ft.Container(
        ft.Row(
            [ft.Column(body, spacing=2, tight=True, expand=3)]
            + ([] if narrow else [ft.Container(side, expand=2)]),
            spacing=12,
        ),
        padding=ft.Padding.symmetric(horizontal=14, vertical=8),
        ink=True,
        on_click=guarded(lambda: desk.take(hit)),
        expand=True,
    )
    open_it = icon_button(
        row_tag("reception.hit_open", hit.id),
        ft.Icons.CHEVRON_RIGHT,
        t("reception.open_person"),
        lambda: current_runtime().go(path_of(hit.id, hit.group)),
    )
    return ft.Container(
        ft.Row([tagged(row_tag("reception.hit", hit.id), tapped), open_it], spacing=4),
        bgcolor=colours.primary_tint if chosen else colours.surface,
        border=ft.Border.all(3 if chosen else 1, colours.primary if chosen else colours.hair),
        border_radius=RADIUS,
    )


def _facts(hit: ReceptionHit) -> list[str]:
    words = [hit.city, masked_phone(hit.phone)]
    if hit.group:
        words.append(t("reception.heads", heads=hit.heads))
    return [word for word in words if word]


def _day_mark(hit: ReceptionHit) -> list[ft.Control]:
    """Here already, went home, booked for which day, or here last when."""
    if hit.here_at is not None:
        return [status_chip("done", t("reception.here_since", at=time_text(hit.here_at)))]
    if hit.left_at is not None:
        return [status_chip("stopped", t("reception.left_at", at=time_text(hit.left_at)))]
    if hit.next_on is not None:
        return [text(t("reception.booked", day=_short(hit.next_on)), size=scale().small)]
    if hit.last_on is not None:
        return [text(t("reception.last_time", day=_short(hit.last_on)), size=scale().small)]
    return [soft_text(t("reception.never_here"))]


def _short(day: str) -> str:
    return short_day_text(date.fromisoformat(day))


def _line_words(line: CheckInLine) -> list[ft.Control]:
    notes = [line.number]
    if line.group:
        notes.append(t("reception.heads", heads=line.heads))
    if line.first_time:
        notes.append(t("reception.first_mark"))
    if line.place:
        notes.append(line.place)
    if line.team:
        notes.append(line.team)
    if line.left_at is not None:
        notes.append(t("reception.left_at", at=time_text(line.left_at)))
    if line.claim == "applying":
        notes.append(t("reception.cover.applying"))
    return [text(line.name, bold=True, lines=2), soft_text("　".join(notes))]


def _line_tapped(line: CheckInLine, on_tap: Callable[[], None]) -> ft.Control:
    control = ft.Container(
        ft.Row(
            [
                text(time_text(line.at), size=scale().small, colour=palette().soft),
                ft.Column(_line_words(line), spacing=0, tight=True, expand=True),
            ],
            spacing=10,
        ),
        padding=ft.Padding.symmetric(horizontal=10, vertical=6),
        ink=True,
        on_click=guarded(on_tap),
        expand=True,
    )
    return tagged(row_tag("reception.line", line.id), control)


@memo
def PlainRow(line: CheckInLine, choose: Callable[[bytes], None]) -> ft.Control:
    """A check-in in a long list: as few controls as can be, one tap shows what can be done."""
    return ft.Container(
        ft.Row([_line_tapped(line, lambda: choose(line.id))], spacing=0),
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
    )


@memo
def RecentRow(
    line: CheckInLine, desk: ReceptionDesk, leave: bool, places: tuple[Place, ...] = ()
) -> ft.Control:
    """A check-in of today with its way back; `leave` offers 帰った and another place too."""
    acts: list[ft.Control] = []
    if leave and line.left_at is None:
        acts.append(
            button(
                row_tag("reception.leave", line.id), t("reception.leave"),
                lambda: desk.leave(line.id, line.name), icon=ft.Icons.DIRECTIONS_WALK,
            )
        )  # fmt: skip
    acts.append(
        icon_button(
            row_tag("reception.cancel", line.id), ft.Icons.UNDO, t("reception.cancel"),
            lambda: desk.cancel(line.id, line.name),
        )
    )  # fmt: skip

    def open_it() -> None:
        if line.entity is not None:
            current_runtime().go(path_of(line.entity, line.group))

    chips = place_chips(
        row_tag("reception.line_place", line.id), t("place.going_to"),
        places if leave and line.left_at is None else (), line.satellite,
        lambda satellite: desk.send(line.id, satellite),
    )  # fmt: skip
    return ft.Container(
        ft.Column([ft.Row([_line_tapped(line, open_it), *acts], spacing=0), *chips], tight=True),
        bgcolor=palette().primary_tint if leave else None,
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
    )
