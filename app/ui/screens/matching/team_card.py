"""The team that is being formed: who is on it, what is missing in words, and on to the send-off."""

from collections.abc import Callable

import flet as ft

from app.domain.calendar_jp import time_text
from app.services.teams_choices import JobToServe
from app.store.queries.teams import Team, TeamMember
from app.ui.code_texts import code_label
from app.ui.component import keyed, memo
from app.ui.components.buttons import big_button, button, icon_button, quiet_button
from app.ui.components.cards import card, stack
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, scale
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.jobs import heads_text, team_status
from app.ui.screens.matching.panels import (
    DetailsPanel,
    SuggestionPanel,
    ToolsPanel,
    VehiclePanel,
)
from app.ui.screens.matching.pieces import mark, marks
from app.ui.screens.matching.starts import start_of_a_team
from app.ui.screens.matching.state import BoardView, PeopleView
from app.ui.screens.matching.trouble import trouble
from app.ui.screens.matching.words import (
    lack_text,
    people_wanted,
    stop_text,
    tags_of,
    team_work,
    vehicle_text,
    wants,
    work_text,
)
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


def team_column(
    state: DeskState, board: BoardView, view: PeopleView, desk: MatchingDesk
) -> ft.Control:
    """The middle of the screen."""
    parts = trouble(state, desk)
    if not board.chosen:
        return stack([*parts, *start_of_a_team(state, board, view, desk)], scroll=True)
    if board.team is None:
        assert board.job is not None
        parts.append(_job_head(board.job, desk))
        parts += _suggestion(state, board, desk)
        parts.append(_nobody_yet(board.job))
    else:
        parts.append(_team_head(board.team, board.job, desk))
        parts += _suggestion(state, board, desk)
        parts += _team_body(state, board, board.team, desk)
    return stack([*parts, ft.Container(height=GAP)], scroll=True)


def _job_head(job: JobToServe, desk: MatchingDesk) -> ft.Control:
    return card(
        _title_row(job.row.number, None, job.row.crisis, desk),
        *_about_job(job),
        status="late" if job.row.crisis else None,
    )


def _team_head(team: Team, job: JobToServe | None, desk: MatchingDesk) -> ft.Control:
    status, word = team_status(team)
    chip = status_chip(status, word)
    parts: list[ft.Control] = [_title_row(team.number, chip, team.crisis, desk)]
    if job is not None:
        parts.append(text(job.row.number, bold=True))
        parts += _about_job(job)
    else:
        parts.append(text(team_work(team), bold=True))
    if team.contact_name:
        parts.append(text(t("matching.contact", name=team.contact_name, phone=team.contact_phone)))
    return card(*parts, status="late" if team.crisis else None, spacing=6)


def _title_row(
    number: str, chip: ft.Control | None, crisis: bool, desk: MatchingDesk
) -> ft.Control:
    front: list[ft.Control] = [code_text(number)]
    if chip is not None:
        front.append(chip)
    if crisis:
        front.append(status_chip("late", t("matching.crisis"), loud=True))
    close = icon_button("matching.close", ft.Icons.CLOSE, t("matching.close"), desk.close)
    return ft.Row(
        [ft.Row(front, spacing=10, wrap=True, run_spacing=4, expand=True), close], spacing=8
    )


def _about_job(job: JobToServe) -> list[ft.Control]:
    """What must be known when people are chosen: work, place, wishes, dangers, stops."""
    row = job.row
    where = "　".join(part for part in (work_text(job), row.town) if part)
    facts = [mark(people_wanted(job)), *(mark(word) for word in wants(job))]
    parts: list[ft.Control] = [text(where), marks(facts)]
    if row.people_reason:
        parts.append(soft_text(t("matching.reason", reason=row.people_reason)))
    if row.dangers:
        dangers = "・".join(code_label("danger", code) for code in row.dangers)
        parts.append(
            text(t("matching.dangers", dangers=dangers), bold=True, colour=palette().late.ink)
        )
    parts += [text(stop_text(stop), bold=True, colour=palette().late.ink) for stop in job.stops]
    return parts


def _nobody_yet(job: JobToServe) -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.TOUCH_APP, size=scale().figure, color=palette().soft),
                text(t("matching.tap_people"), align=ft.TextAlign.CENTER, bold=True),
                text(
                    t("matching.tap_people_hint", people=people_wanted(job)),
                    align=ft.TextAlign.CENTER,
                    colour=palette().soft,
                ),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            tight=True,
        ),
        alignment=ft.Alignment.CENTER,
        padding=16,
    )


def _suggestion(state: DeskState, board: BoardView, desk: MatchingDesk) -> list[ft.Control]:
    """The button, or what it found. Not where the team is full."""
    if board.job is None:
        return []
    if state.suggestion is not None:
        return [SuggestionPanel(state.suggestion, desk)]
    left = board.job.row.wanted.people if board.team is None else board.team.places_left
    if left == 0:
        return []
    label = t("matching.suggest") if left is None else t("matching.suggest_count", count=left)
    return [button("matching.suggest", label, desk.suggest, icon=ft.Icons.AUTO_AWESOME)]


def _team_body(
    state: DeskState, board: BoardView, team: Team, desk: MatchingDesk
) -> list[ft.Control]:
    parts: list[ft.Control] = [_missing(team)]
    members = [keyed(one.id, MemberRow, team.id, one, desk) for one in team.members]
    if members:
        parts.append(card(*members, padding=8, spacing=4))
    parts += _acts(team, desk)
    if team.kind != "centre":
        parts.append(_settled(team))
        parts += _panels(state, board, team, desk)
    return parts


def _missing(team: Team) -> ft.Control:
    """Heads, and in words whatever is missing; never a reason not to go on."""
    lines: list[ft.Control] = [heading(heads_text(team))]
    for lack in team.lacks:
        lines.append(
            ft.Row(
                [
                    ft.Icon(ft.Icons.ERROR_OUTLINE, size=scale().icon, color=palette().out.ink),
                    text(lack_text(lack), colour=palette().out.ink, bold=True, expand=True),
                ],
                spacing=8,
            )
        )
    if not team.lacks and team.members:
        lines.append(
            ft.Row(
                [
                    ft.Icon(ft.Icons.CHECK_CIRCLE, size=scale().icon, color=palette().done.ink),
                    text(t("matching.nothing_lacks"), colour=palette().done.ink, expand=True),
                ],
                spacing=8,
            )
        )
    return ft.Semantics(
        identifier="matching.missing",
        live_region=True,
        content=ft.Column(lines, spacing=2, tight=True),
    )


@memo
def MemberRow(team: EntityId, one: TeamMember, desk: MatchingDesk) -> ft.Control:
    """★ chooses the leader, × lets go."""
    person = one.person
    star = icon_button(
        row_tag("matching.lead", one.id),
        ft.Icons.STAR if one.is_leader else ft.Icons.STAR_BORDER,
        t("matching.leads_now") if one.is_leader else t("matching.make_leader"),
        lambda: desk.lead(team, None if one.is_leader else one.id, person.name),
    )
    drop = icon_button(
        row_tag("matching.remove", one.id),
        ft.Icons.REMOVE_CIRCLE_OUTLINE,
        t("matching.remove"),
        lambda: desk.remove(team, one.id, person.name),
    )
    words = [mark(t("matching.leader"), status="ready")] if one.is_leader else []
    words += [mark(word) for word in _member_tags(one)]
    words += [mark(t("matching.also_on", team=number), status="decide") for number in one.also_on]
    if person.left:
        words.append(mark(t("matching.went_home"), status="late"))
    body: list[ft.Control] = [text(person.name, bold=True)]
    if words:
        body.append(marks(words))
    return ft.Row(
        [star, ft.Column(body, spacing=2, tight=True, expand=True), drop],
        spacing=4,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _member_tags(one: TeamMember) -> tuple[str, ...]:
    """The tags of the row of waiting people; of a group the heads that are on this team."""
    if one.person.group is None:
        return tags_of(one.person)
    return (t("matching.tag.heads", heads=one.heads),)


def _acts(team: Team, desk: MatchingDesk) -> list[ft.Control]:
    """The one big thing, and the rare ones beside it."""
    rare = quiet_button(
        "matching.disband", t("matching.disband"), lambda: desk.disband(team.id, team.number)
    )
    if team.kind == "centre":
        main = big_button(
            "matching.finish", t("matching.finish"), lambda: desk.finish(team.id, team.number),
            icon=ft.Icons.CHECK, disabled=not team.members,
        )  # fmt: skip
    elif team.state == "ready":
        main = button(
            "matching.take_back", t("matching.take_back"),
            lambda: desk.take_back(team.id, team.number), icon=ft.Icons.UNDO,
        )  # fmt: skip
    else:
        main = big_button(
            "matching.ready", t("matching.to_send_off"),
            lambda: desk.make_ready(team.id, team.number), icon=ft.Icons.NORTH_EAST,
            disabled=not team.members,
        )  # fmt: skip
    acts: list[ft.Control] = [main, rare]
    if team.need is not None:
        need = team.need
        acts.append(
            quiet_button(
                "matching.another", t("matching.another_team"), lambda: desk.another_team(need)
            )
        )
    return [ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP)]


def _settled(team: Team) -> ft.Control:
    """Car, tools, return, phone and note as they stand."""
    car = vehicle_text(team.vehicle) if team.vehicle is not None else team.vehicle_note
    tools = "、".join(
        t("matching.tool", name=tool.name, quantity=tool.quantity, unit=tool.unit)
        for tool in team.tools
    )
    back = time_text(team.planned_return_at) if team.planned_return_at is not None else ""
    blank = t("matching.blank")
    rows = [
        ("matching.car", car or blank),
        ("matching.tools", tools or blank),
        ("matching.back_at", back or blank),
        ("matching.phone", team.phone or blank),
    ]
    if team.note:
        rows.append(("matching.note", team.note))
    return card(
        *[
            ft.Row(
                [soft_text(t(key)), text(words, expand=True)],
                spacing=10,
                vertical_alignment=ft.CrossAxisAlignment.START,
            )
            for key, words in rows
        ],
        spacing=2,
    )


def _panels(state: DeskState, board: BoardView, team: Team, desk: MatchingDesk) -> list[ft.Control]:
    """What opens below: the car, the tools, the rest."""
    doors = [
        ("vehicle", t("matching.change_car"), ft.Icons.LOCAL_SHIPPING_OUTLINED),
        ("tools", t("matching.change_tools"), ft.Icons.HANDYMAN_OUTLINED),
        ("details", t("matching.change_details"), ft.Icons.SCHEDULE),
    ]
    row = ft.Row(
        [
            button(f"matching.open_{key}", words, _opener(desk, key), icon=icon)
            for key, words, icon in doors
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )
    key = team.id.hex()
    if state.panel == "vehicle":
        return [row, keyed(f"{key}:car", VehiclePanel, team, board.vehicles, desk)]
    if state.panel == "tools":
        return [row, keyed(f"{key}:tools", ToolsPanel, team, board.tools, desk)]
    if state.panel == "details":
        return [row, keyed(f"{key}:details", DetailsPanel, team, desk)]
    return [row]


def _opener(desk: MatchingDesk, panel: str) -> Callable[[], None]:
    return lambda: desk.open_panel(panel)
