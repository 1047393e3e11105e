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
from app.ui.links import link
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
    """The middle of the screen: what may be long scrolls, the one big thing stays in sight."""
    parts = trouble(state, desk)
    team = board.team
    if not board.chosen:
        return stack([*parts, *start_of_a_team(state, board, view, desk)], scroll=True)
    parts.append(_head(team, board.job, desk))
    if state.suggestion is not None:
        parts.append(SuggestionPanel(state.suggestion, desk))
    if team is not None:
        parts += _team_body(state, board, team, desk)
    elif board.job is not None and state.suggestion is None:
        parts.append(_nobody_yet(board.job))
    return ft.Column(
        [stack(parts, spacing=8, scroll=True), _foot(state, board, desk)],
        spacing=8,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(team: Team | None, job: JobToServe | None, desk: MatchingDesk) -> ft.Control:
    """Which team, for what, and what must be known when people are chosen."""
    crisis = (team is not None and team.crisis) or (job is not None and job.row.crisis)
    front: list[ft.Control] = []
    if team is not None:
        front += [code_text(team.number), status_chip(*team_status(team))]
    if job is not None:
        front.append(code_text(job.row.number))
    if crisis:
        front.append(status_chip("late", t("matching.crisis"), loud=True))
    place = team.place if team is not None else job.row.place if job is not None else ""
    if place:
        front.append(status_chip("decide", t("place.gather", name=place)))
    if job is not None:
        front += link("matching.open_need", t("matching.open_need"), f"/needs/{job.row.id.hex()}")
    close = icon_button("matching.close", ft.Icons.CLOSE, t("matching.close"), desk.close)
    parts: list[ft.Control] = [
        ft.Row([ft.Row(front, spacing=10, wrap=True, run_spacing=4, expand=True), close], spacing=8)
    ]
    if job is not None:
        parts += _about_job(job, counted=team is None)
    elif team is not None:
        parts.append(text(team_work(team), bold=True))
    if team is not None and team.contact_name:
        words = t("matching.contact", name=team.contact_name, phone=team.contact_phone)
        parts.append(text(words))
    return card(*parts, status="late" if crisis else None, spacing=4, padding=12)


def _about_job(job: JobToServe, *, counted: bool) -> list[ft.Control]:
    """Work, place, wishes, dangers, stops. `counted`: how many people, where no team says it."""
    row = job.row
    where = "　".join(part for part in (work_text(job), row.town) if part)
    facts = [mark(people_wanted(job))] if counted else []
    facts += [mark(word) for word in wants(job)]
    parts: list[ft.Control] = [text(where, bold=True)]
    if facts:
        parts.append(marks(facts))
    if row.people_reason:
        parts.append(soft_text(t("matching.reason", reason=row.people_reason)))
    if row.dangers:
        dangers = "・".join(code_label("danger", code) for code in row.dangers)
        parts.append(
            text(t("matching.dangers", dangers=dangers), bold=True, colour=palette().late.ink)
        )
    parts += [text(stop_text(stop), bold=True, colour=palette().late.ink) for stop in job.stops]
    if job.waste_closed:
        words = t("day_mark.waste_site_closed")
        parts.append(text(words, bold=True, colour=palette().late.ink))
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


def _foot(state: DeskState, board: BoardView, desk: MatchingDesk) -> ft.Control:
    """The one big thing, and the suggestion beside it while there are places."""
    team = board.team
    acts: list[ft.Control] = []
    left = desk.places_left()
    if board.job is not None and state.suggestion is None and left != 0:
        label = t("matching.suggest") if left is None else t("matching.suggest_count", count=left)
        suggest = big_button if team is None else button
        acts.append(
            suggest("matching.suggest", label, desk.suggest, icon=ft.Icons.AUTO_AWESOME,
                    expand=1)
        )  # fmt: skip
    if team is not None:
        acts.append(_main_act(team, desk))
    return ft.Row(acts, spacing=GAP)


def _main_act(team: Team, desk: MatchingDesk) -> ft.Control:
    if team.kind == "centre":
        return big_button(
            "matching.finish", t("matching.finish"), lambda: desk.finish(team.id, team.number),
            icon=ft.Icons.CHECK, disabled=not team.members, expand=1,
        )  # fmt: skip
    if team.state == "ready":
        return button(
            "matching.take_back", t("matching.take_back"),
            lambda: desk.take_back(team.id, team.number), icon=ft.Icons.UNDO, expand=1,
        )  # fmt: skip
    return big_button(
        "matching.ready", t("matching.to_send_off"),
        lambda: desk.make_ready(team.id, team.number), icon=ft.Icons.NORTH_EAST,
        disabled=not team.members, expand=1,
    )  # fmt: skip


def _team_body(
    state: DeskState, board: BoardView, team: Team, desk: MatchingDesk
) -> list[ft.Control]:
    parts: list[ft.Control] = [_missing(team)]
    members = [keyed(one.id, MemberRow, team.id, one, desk) for one in team.members]
    if members:
        parts.append(card(*members, padding=8, spacing=4))
    if team.kind != "centre":
        parts.append(_settled(team))
        parts += _panels(state, board, team, desk)
    parts.append(_rare(team, desk))
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
    said = ft.Row(
        [text(person.name, bold=True), *words], wrap=True, spacing=6, run_spacing=2, expand=True
    )
    return ft.Row(
        [star, said, drop],
        spacing=4,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _member_tags(one: TeamMember) -> tuple[str, ...]:
    """The tags of the row of waiting people; of a group the heads that are on this team."""
    if one.person.group is None:
        return tags_of(one.person)
    return (t("matching.tag.heads", heads=one.heads),)


def _rare(team: Team, desk: MatchingDesk) -> ft.Control:
    acts: list[ft.Control] = [
        quiet_button(
            "matching.disband", t("matching.disband"), lambda: desk.disband(team.id, team.number)
        )
    ]
    if team.need is not None:
        need = team.need
        acts.append(
            quiet_button(
                "matching.another", t("matching.another_team"), lambda: desk.another_team(need)
            )
        )
    if team.state == "ready":
        acts += link("matching.send_off", t("matching.open_send_off"),
                     f"/field/team/{team.id.hex()}", ft.Icons.NORTH_EAST)  # fmt: skip
    return ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP)


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
