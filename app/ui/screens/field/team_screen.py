"""One team's page: before it leaves the send-off, outside the return, back the report.

The head says who they are and where they were; on a wide screen the return stands left and the
report right, and the acts below both.
"""

import flet as ft

from app.domain.board import return_at, usual_return
from app.domain.calendar_jp import minutes_of
from app.services.command import Refused
from app.store.queries.field import TeamPage, ToolLine
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.dates import time_field
from app.ui.components.phone import phone_button
from app.ui.components.proof import ProofRow
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.minute import use_minute
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.injury_form import InjuryForm
from app.ui.screens.field.report_form import (
    Form,
    changer,
    report_command,
    report_part,
    return_command,
    return_part,
)
from app.ui.screens.field.send_off import SendOffPanel
from app.ui.screens.field.state import PageView
from app.ui.screens.field.told import ToldPart
from app.ui.screens.field.words import people_text, place_of, refusal_at, spoken, time_or_dash
from app.ui.signal import use_signal

BESIDE_A_FIELD = frozenset({"hurt", "heads_back", "progress", "next_on", "next_people", "sandbags"})
TWO_COLUMNS_LETTERS = 52


@component
def TeamScreen(view: PageView | None, actions: FieldActions) -> ft.Control:
    runtime = current_runtime()
    use_minute()
    if view is None:
        home = button("field.to_board", t("field.to_board"), lambda: actions.go("/field"))
        return empty_state(t("field.no_team"), t("field.no_team_hint"), home)
    page = view.page
    state = page.line.state
    if state in ("forming", "ready"):
        usual = usual_return(view.usual_minutes, runtime.clock.now_ms())
        panel = SendOffPanel(page.line, usual, actions)
        return stack([_head(page, actions), panel], scroll=True)
    if state == "out" or (state == "back" and page.report is None):
        return _Asking(page, actions)
    told = [_head(page, actions), ToldPart(page, actions)]
    if state == "back":
        told.append(InjuryForm(page.line.id, page.members, page.injuries, actions))
    return stack(told, scroll=True)


def _head(page: TeamPage, actions: FieldActions) -> ft.Control:
    line = page.line
    back = quiet_button("field.to_board", t("field.to_board"), lambda: actions.go("/field"),
                        icon=ft.Icons.ARROW_BACK)  # fmt: skip
    paper = quiet_button("field.print", t("field.print_order"),
                         lambda: actions.print_order(line.id), icon=ft.Icons.PRINT)  # fmt: skip
    times = t(
        "field.times", sent=time_or_dash(line.sent_at), planned=time_or_dash(line.planned_return_at)
    )
    facts: list[ft.Control] = [
        text(people_text(line.heads_out or line.heads), bold=True), text(place_of(line)),
    ]  # fmt: skip
    if line.leader:
        facts.append(text(t("field.led_by", name=line.leader)))
    if line.sent_at is not None:
        facts.append(soft_text(times))
    if line.phone:
        facts.append(phone_button("field.phone_now", line.phone, actions.call))
    if line.need is not None:
        facts += link("field.open_need", t("field.open_need"), f"/needs/{line.need.hex()}")
    if line.state in ("forming", "ready"):
        facts += link("field.open_people", t("field.open_people"),
                      f"/matching/team/{line.id.hex()}", ft.Icons.GROUPS)  # fmt: skip
    if line.called_back_at is not None and line.state == "out":
        facts.append(status_chip("late", t("field.called_back")))
    return ft.Column(
        [
            section_header(line.number, back, paper),
            ft.Row(facts, wrap=True, spacing=16, run_spacing=4),
        ],
        spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@component
def _Asking(page: TeamPage, actions: FieldActions) -> ft.Control:
    """The team stands at the desk: nothing of what is typed is lost by a refusal."""
    window = use_signal(current_runtime().window)
    form, set_form = ft.use_state(Form(reporter=page.line.leader))
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    change = changer(set_form)
    line = page.line

    async def only_return() -> None:
        set_refused(await actions.bring_back(line, return_command(line.id, form)))

    async def with_report() -> None:
        answer = await actions.report(line, report_command(line, form))
        set_refused(answer)
        if answer is None and not form.hurt:
            actions.go("/field")

    out = line.state == "out"
    left: list[ft.Control] = []
    if out:
        left += [return_part(line, form, change, refused), _Plan(page, actions)]
    else:
        left.append(_returned(page))
    if page.tools_out:
        left.append(_tools(page.tools_out))
    if not out and (line.hurt or page.injuries):
        left.append(InjuryForm(line.id, page.members, page.injuries, actions))
    left.append(ProofRow(line.id))
    right: list[ft.Control] = [report_part(page, form, change, refused)]
    acts: list[ft.Control] = [
        big_button(
            "field.save_report", t("field.save_both" if out else "field.save_report"),
            with_report, icon=ft.Icons.CHECK,
        )
    ]  # fmt: skip
    if out:
        acts.append(
            button("field.save_return", t("field.save_return"), only_return,
                   icon=ft.Icons.SOUTH_WEST)
        )  # fmt: skip
    bottom: list[ft.Control] = [ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8)]
    if refused is not None and refused.field in BESIDE_A_FIELD:
        bottom.insert(0, soft_text(t("field.look_above")))
    elif refused is not None:
        bottom.insert(0, refusal_card("field.refused", spoken(refused)))
    if window.width >= scale().body * TWO_COLUMNS_LETTERS:
        body: ft.Control = ft.Row(
            [stack(left, scroll=True), stack(right, scroll=True)],
            spacing=16, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip
    else:
        body = stack([*left, *right], scroll=True)
    return ft.Column(
        [_head(page, actions), body, *bottom], spacing=GAP, expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@component
def _Plan(page: TeamPage, actions: FieldActions) -> ft.Control:
    """They rang: later than planned, or earlier."""
    runtime = current_runtime()
    line = page.line
    opened, set_opened = ft.use_state(False)
    first = minutes_of(line.planned_return_at) if line.planned_return_at is not None else None
    minutes, set_minutes = ft.use_state(first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save() -> None:
        planned = 0 if minutes is None else return_at(minutes, runtime.clock.now_ms())
        answer = await actions.plan(line, planned)
        set_refused(answer)
        if answer is None:
            set_opened(False)

    if not opened:
        return quiet_button("field.change_plan", t("field.change_plan"), lambda: set_opened(True),
                            icon=ft.Icons.SCHEDULE)  # fmt: skip
    return card(
        time_field("field.planned", t("field.planned_return"), minutes, set_minutes,
                   refusal=refusal_at(refused, "planned_return_at")),
        button("field.save_plan", t("field.save_plan"), save),
    )  # fmt: skip


def _returned(page: TeamPage) -> ft.Control:
    """What is known already of a team that came back before it told."""
    line = page.line
    parts: list[ft.Control] = [
        heading(t("field.back_at", time=time_or_dash(line.returned_at), heads=line.heads_back)),
    ]
    if line.heads_differ:
        words = t("field.heads_differ", out=line.heads_out, back=line.heads_back)
        parts.append(status_chip("late", words, loud=True))
    if line.hurt is not None:
        answer = t("field.hurt_yes" if line.hurt else "field.hurt_no")
        parts.append(text(t("field.hurt_said", answer=answer)))
    if page.need is not None:
        parts.append(soft_text(code_label("need_status", page.need.status)))
    return card(*parts, status="decide")


def _tools(tools: tuple[ToolLine, ...]) -> ft.Control:
    """Still with the team: they go to the tool desk next."""
    lines = [text(t("field.tool", name=tool.name, quantity=tool.quantity, unit=tool.unit))
             for tool in tools]  # fmt: skip
    return card(heading(t("field.tools_out")), ft.Row([*lines], wrap=True, spacing=16))
