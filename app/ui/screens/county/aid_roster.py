"""名簿とカレンダー: a council's helpers as bars over days, section by section.

Above stands how many are there each day against what was asked; in each section a day without
anybody is 空き, a day on which two courses are there is 引継ぎ. Words say what colours say.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

import flet as ft

from app.domain.calendar_jp import weekday_text
from app.domain.county_dispatch import (
    RosterDay,
    Stay,
    days_of,
    missing_runs,
    roster_days,
    section_gaps,
    together,
)
from app.store.queries.county_roster import Assignment, Helped, Roster
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.county_layout import acts
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import LINE_HEIGHT, SCROLL_BAR, scale
from app.ui.screens.county.aid_words import STAY_TONES, aid_head, missing_words, own_judgement_chip
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

DAYS_SHOWN = 14
DAYS_LEAST = 5
SENT = "sent"
NAME_WIDTH = 236
AROUND = 180  # rail, margins and what scrolls, beside the chart
CELL_LETTERS = 3.4  # as wide as 引継ぎ
Cell: TypeAlias = tuple[str, str, StatusName | None]
"""A number, what it means in a word, and its colour."""


@dataclass(frozen=True)
class RosterActions:
    choose: Callable[[str], None]
    """The id of a council in hexadecimal, or SENT."""
    move: Callable[[int], None]
    stay: Callable[[EntityId], None]
    paper: Callable[[], Awaitable[None]]


@component
def AidRoster(
    roster: Roster, helped: tuple[Helped, ...], first: date, today: date, actions: RosterActions
) -> ft.Control:
    chosen = SENT if roster.sends else roster.council.hex()
    options = [
        *((one.council.hex(), t("county_dispatch.helped", council=one.name, count=one.there))
          for one in helped),
        (SENT, t("county_dispatch.roster_sent")),
    ]  # fmt: skip
    content: list[ft.Control] = [
        aid_head("roster"),
        choice_chips(
            "aid.roster", "", options, chosen, lambda code: actions.choose(code or chosen)
        ),
    ]
    if not roster.stays and not roster.wanted:
        content.append(
            empty_state(t("county_dispatch.roster_empty"), t("county_dispatch.roster_empty_hint"),
                        icon=ft.Icons.CALENDAR_VIEW_WEEK)
        )  # fmt: skip
        return stack(content, scroll=True)
    days = days_of(first, first + timedelta(days_shown() - 1))
    paper = button("aid.roster_paper", t("county_dispatch.roster_paper"),
                   actions.paper, icon=ft.Icons.PRINT)  # fmt: skip
    content.append(
        acts(
            button("aid.earlier", t("county_dispatch.week_earlier"), lambda: actions.move(-7),
                   icon=ft.Icons.CHEVRON_LEFT),
            button("aid.today", t("county_dispatch.to_today"), lambda: actions.move(0)),
            button("aid.later", t("county_dispatch.week_later"), lambda: actions.move(7),
                   icon=ft.Icons.CHEVRON_RIGHT),
            paper,
        )
    )  # fmt: skip
    if any(one.own_judgement for one in roster.stays):
        content.append(acts(own_judgement_chip("")))
    content += [*_summary(roster, today), card(*_chart(roster, days, today, actions), padding=10,
                                               spacing=0)]  # fmt: skip
    return stack(content, scroll=True)


def _summary(roster: Roster, today: date) -> list[ft.Control]:
    """In words, from today on: what is missing, which sections have gaps, which numbers clash."""
    lines: list[ft.Control] = [
        text(t("county_dispatch.number_twice", worker=worker), bold=True,
             colour=palette().late.ink)
        for worker in twice(roster.stays)
    ]  # fmt: skip
    if roster.sends:
        return [*lines, soft_text(t("county_dispatch.sent_count", count=len(roster.stays)))]
    ends = [one.ends_on for one in roster.wanted if one.ends_on >= today]
    if ends:
        days = wanted_days(roster, today, max(ends))
        words = missing_in(days)
        ink = palette().late.ink if words else palette().done.ink
        lines.append(text(words or t("county_dispatch.roster_full"), bold=True, colour=ink))
    for section in sections_of(roster):
        gaps = section_gaps([one.stay for one in roster.stays], section)
        if gaps:
            days_said = t("county_dispatch.comma").join(f"{d.month}/{d.day}" for d in gaps[:7])
            name = code_label("section", section)
            words = t("county_dispatch.section_gap", section=name, days=days_said)
            lines.append(text(words, colour=palette().late.ink, bold=True))
    return lines


def twice(stays: tuple[Assignment, ...]) -> tuple[str, ...]:
    """Numbers that two devices of a council gave to two people without knowing of each other."""
    found = {
        one.worker
        for place, one in enumerate(stays)
        for other in stays[:place]
        if one.worker == other.worker and together(one.stay, other.stay)
    }
    return tuple(sorted(found))


def wanted_days(roster: Roster, first: date, last: date) -> tuple[RosterDay, ...]:
    """Heads against what all open requests of the council want, day by day."""
    stays = [one.stay for one in roster.stays]
    wanted = {one.day: one.heads for one in roster_days(0, roster.wanted, first, last)}
    return tuple(
        RosterDay(one.day, wanted[one.day], one.heads) for one in roster_days(0, stays, first, last)
    )


def missing_in(days: tuple[RosterDay, ...]) -> str:
    return missing_words(missing_runs(days))


def days_shown() -> int:
    """As many as have room for a word in each cell, by window and letters."""
    room = current_runtime().window.value.width - AROUND - NAME_WIDTH
    return max(DAYS_LEAST, min(DAYS_SHOWN, int(room / (scale().small * CELL_LETTERS))))


def sections_of(roster: Roster) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.section for one in roster.stays))


def _chart(
    roster: Roster, days: tuple[date, ...], today: date, actions: RosterActions
) -> list[ft.Control]:
    rows: list[ft.Control] = [_head(days, today)]
    if not roster.sends:
        rows.append(_heads(wanted_days(roster, days[0], days[-1])))
    for section in sections_of(roster):
        own = [one for one in roster.stays if one.section == section]
        if not roster.sends:
            rows.append(_section(section, own, days))
        else:
            rows.append(_line(heading(code_label("section", section)), [ft.Container(expand=1)]))
        rows += [
            keyed(one.id, Bar, one, days[0], days[-1], roster.sends, actions)
            for one in own if together(one.stay, Stay(days[0], days[-1]))
        ]  # fmt: skip
    return rows


def _line(name: ft.Control, cells: list[ft.Control]) -> ft.Control:
    return ft.Container(
        ft.Row(
            [ft.Container(name, width=NAME_WIDTH, padding=ft.Padding.only(right=8)),
             ft.Row(cells, spacing=0, expand=True)],
            spacing=0,
        ),
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
        padding=ft.Padding.only(right=SCROLL_BAR),
    )  # fmt: skip


def _head(days: tuple[date, ...], today: date) -> ft.Control:
    colours, language = palette(), current_look().language
    cells: list[ft.Control] = []
    for one in days:
        here = one == today
        rest_day = one.weekday() >= 5
        ink = colours.on_primary if here else colours.late.ink if rest_day else colours.text
        cells.append(
            ft.Container(
                ft.Column(
                    [text(f"{one.month}/{one.day}", size=scale().small, bold=True, colour=ink),
                     text(weekday_text(one, language), size=scale().small, colour=ink)],
                    spacing=0, tight=True,
                    horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                expand=1, bgcolor=colours.primary if here else None,
                alignment=ft.Alignment.CENTER, padding=ft.Padding.symmetric(vertical=2),
            )
        )  # fmt: skip
    return _line(soft_text(t("county_dispatch.roster_days")), cells)


def _heads(days: tuple[RosterDay, ...]) -> ft.Control:
    """How many are there against what is wanted."""
    cells: list[Cell] = [
        (f"{one.heads}/{one.wanted}" if one.wanted else str(one.heads or ""),
         t("county_dispatch.cell_short", count=one.missing) if one.missing else "",
         "late" if one.missing else "done" if one.wanted else None)
        for one in days
    ]  # fmt: skip
    return _row(text(t("county_dispatch.roster_heads"), bold=True), cells)


def _section(section: str, own: list[Assignment], days: tuple[date, ...]) -> ft.Control:
    stays = [one.stay for one in own]
    gaps = set(section_gaps(stays, section))
    shared = handing_over(own)
    cells: list[Cell] = []
    for one in roster_days(0, stays, days[0], days[-1]):
        tone: StatusName | None = None
        word = ""
        if one.day in gaps:
            tone, word = "late", t("county_dispatch.cell_gap")
        elif one.day in shared:
            tone, word = "decide", t("county_dispatch.cell_handover")
        cells.append((str(one.heads) if one.heads else "", word, tone))
    return _row(heading(code_label("section", section)), cells)


def handing_over(own: list[Assignment]) -> set[date]:
    """Days on which one course of a section meets the next."""
    ordered = sorted(own, key=lambda one: (one.arrives_on, one.leaves_on))
    found: set[date] = set()
    courses = sorted({one.tour_number for one in ordered})
    for before, after in pairwise(courses):
        for one in ordered:
            for other in ordered:
                if one.tour_number == before and other.tour_number == after:
                    found.update(together(one.stay, other.stay))
    return found


def _row(name: ft.Control, cells: list[Cell]) -> ft.Control:
    """Cells are as high as the highest, whatever the size of the letters."""
    lines = 2 if any(word for _, word, _ in cells) else 1
    height = int(scale().small * LINE_HEIGHT * lines) + 10
    return _line(name, [_cell(number, word, tone, height) for number, word, tone in cells])


def _cell(number: str, word: str, tone: StatusName | None, height: int) -> ft.Control:
    colours = palette()
    ink = colours.status(tone).ink if tone else colours.text
    lines: list[ft.Control] = [text(number, size=scale().small, bold=True, colour=ink)]
    if word:
        lines.append(text(word, size=scale().small, colour=ink))
    return ft.Container(
        ft.Column(lines, spacing=0, tight=True,
                  horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        expand=1, bgcolor=colours.status(tone).tint if tone else None,
        border=ft.Border(left=ft.BorderSide(1, colours.hair)),
        alignment=ft.Alignment.CENTER, height=height,
    )  # fmt: skip


@memo
def Bar(
    one: Assignment, first: date, last: date, sends: bool, actions: RosterActions
) -> ft.Control:
    """A worker's stay inside the days that are shown; a tap opens it."""
    colours = palette().status(STAY_TONES.get(one.state, "stopped"))
    begins, ends = max(one.arrives_on, first), min(one.leaves_on, last)
    before, length, after = (begins - first).days, (ends - begins).days + 1, (last - ends).days
    where = one.host_name if sends else one.home_name
    words = t("county_dispatch.bar", course=one.tour_number or "–",
              state=code_label("assignment_state", one.state))  # fmt: skip
    bar = ft.Container(
        text(words, size=scale().small, bold=True, colour=colours.ink, lines=1),
        expand=length, height=int(scale().small * LINE_HEIGHT) + 16, bgcolor=colours.tint,
        border=ft.Border.all(2, colours.ink), border_radius=6,
        padding=ft.Padding.symmetric(horizontal=6, vertical=4),
        alignment=ft.Alignment.CENTER_LEFT,
    )  # fmt: skip
    cells: list[ft.Control] = []
    if before:
        cells.append(ft.Container(expand=before))
    cells.append(bar)
    if after:
        cells.append(ft.Container(expand=after))
    star = t("county_dispatch.leader_mark") if one.leads else ""
    name = ft.Column(
        [text(f"{one.worker}{star}", size=scale().small, bold=True, lines=1),
         text(where, size=scale().small, colour=palette().soft, lines=1)],
        spacing=0, tight=True,
    )  # fmt: skip
    control = ft.Container(
        _line(name, cells), ink=True, on_click=guarded(lambda: actions.stay(one.id))
    )
    wrapper = tagged(row_tag("aid.bar", one.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper
