"""The sheet as it is read: what was answered, and beside it what nobody has asked yet."""

from collections.abc import Mapping, Sequence
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text, time_text
from app.domain.need_sheet import (
    ACCESS,
    CALLER,
    DAMAGE,
    HOUSE,
    JUDGEMENT,
    PLACE,
    REQUEST,
    TOOLS,
    WORK,
)
from app.domain.need_sheet import VITALS as VITAL_NAMES
from app.store.queries.needs_history import VisitFindings
from app.store.queries.needs_page import TeamOfNeed
from app.ui.code_texts import code_label
from app.ui.components.cards import card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.needs.sheet_fields import AFTER, label_of
from app.ui.screens.needs.wording import moment_words, value_words
from sync.core.operations import Value

# The reading page says these in a bar or in the state already.
SAID_ELSEWHERE = frozenset({"crisis", "crisis_note"})
TEAM_TONES: dict[str, StatusName] = {
    "forming": "waiting", "ready": "ready", "out": "out", "back": "done", "disbanded": "stopped",
}  # fmt: skip


def sheet_cards(values: Mapping[str, Value]) -> list[ft.Control]:
    """The intake sheet in its order."""
    cards = [_vitals(values)]
    parts = (
        ("caller", CALLER), ("place", PLACE), ("request", REQUEST), ("judgement", JUDGEMENT),
        ("house", HOUSE),
    )  # fmt: skip
    for key, names in parts:
        cards.append(_part(t(f"needs.part_{key}"), [n for n in names if n not in SAID_ELSEWHERE],
                           values))  # fmt: skip
    return cards


def findings_cards(values: Mapping[str, Value], found: VisitFindings) -> list[ft.Control]:
    """The survey sheet, once somebody was there or something of it is known."""
    known = any(values.get(name) not in (None, ()) for name in (*DAMAGE, *WORK[2:], *ACCESS))
    if found.visited_at is None and not known:
        return []
    visit: dict[str, Value] = {
        "heard": found.heard, "attendee": found.attendee, "at_home": found.at_home,
        "tilt_gas_leak": found.tilt_gas_leak, "carry_to": found.carry_to, "note": found.note,
    }  # fmt: skip
    given = {**values, **visit}
    heading_words = t("needs.part_survey")
    if found.visited_at is not None:
        at = moment_words(found.visited_at, current_runtime().clock.now_ms())
        heading_words = t("needs.part_survey_by", at=at, by=found.surveyor or t("needs.no_one"))
    names = ("heard", "attendee", "at_home", *WORK, *DAMAGE, *TOOLS, *ACCESS, "note")
    return [_part(heading_words, names, given)]


def _vitals(values: Mapping[str, Value]) -> ft.Control:
    rows: list[ft.Control] = [heading(t("needs.part_vitals"))]
    for name in VITAL_NAMES:
        words = value_words(name, values.get(name))
        if name == "alone" and not words:
            continue
        label = label_of(name) if name == "alone" else t(f"vital.{name}")
        rows.append(reading_row(label, words, unasked=not words))
    return card(*rows, status="late" if values.get("crisis") else None, spacing=6)


def _part(title: str, names: Sequence[str], values: Mapping[str, Value]) -> ft.Control:
    """Answered fields as rows; the blank ones in one line, so that they are seen to be blank."""
    rows: list[ft.Control] = [heading(title)]
    blank: list[str] = []
    for name in names:
        words = value_words(name, values.get(name))
        if words:
            rows.append(reading_row(label_of(name), words))
        elif name not in AFTER:
            blank.append(label_of(name))
    if blank:
        rows.append(soft_text(t("needs.not_asked", names=t("needs.and").join(blank))))
    return card(*rows, spacing=6)


def reading_row(label: str, words: str, *, unasked: bool = False) -> ft.Control:
    """Label and answer; side by side where there is room, else below each other."""
    colours = palette()
    answer = (
        text(t("needs.unasked"), colour=colours.decide.ink)
        if unasked
        else text(words, selectable=True)
    )
    return ft.Row(
        [
            ft.Container(soft_text(label), width=scale().small * 10.5),
            ft.Container(answer, expand=True),
        ],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def teams_card(teams: tuple[TeamOfNeed, ...]) -> ft.Control:
    """Who was or is there, with what they reported."""
    rows: list[ft.Control] = [heading(t("needs.part_teams"))]
    for team in teams:
        tone = TEAM_TONES.get(team.state, "decide")
        marks: list[ft.Control] = [
            text(team.number, bold=True),
            status_chip(tone, code_label("team_state", team.state)),
            soft_text(t("needs.team_line", day=_day(team.day), leader=team.leader,
                        heads=team.heads)),
        ]  # fmt: skip
        if team.state == "out" and team.planned_return_at:
            back = t("needs.team_back", at=time_text(team.planned_return_at))
            marks.append(soft_text(back))
        if team.progress:
            marks.append(status_chip("done", code_label("progress", team.progress)))
        marks += _team_links(team)
        rows.append(ft.Row(marks, wrap=True, spacing=10, run_spacing=4))
        for words in (team.report, team.remaining):
            if words:
                rows.append(text(words))
    return card(*rows)


def _team_links(team: TeamOfNeed) -> list[ft.Control]:
    """The team's own page; who is on it is chosen in the matching."""
    if team.state == "disbanded":
        return []
    key = team.id.hex()
    links = link(f"needs.team:{key}", t("needs.open_team"), f"/field/team/{key}")
    if team.state in ("forming", "ready"):
        links += link(
            f"needs.team_people:{key}", t("needs.team_people"), f"/matching/team/{key}",
            ft.Icons.GROUPS,
        )  # fmt: skip
    return links


def _day(day: str) -> str:

    return short_day_text(date.fromisoformat(day)) if day else ""
