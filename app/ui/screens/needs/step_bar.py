"""The foot of a need's page: the one next step, large; what it lacks beside it; the rest behind.

A step that asks nothing is done by the tap itself and can be taken back for ten seconds.
"""

import flet as ft

from app.domain.needs import NeedFacts
from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import section_header, stack
from app.ui.components.fields import refusal_line
from app.ui.components.texts import text
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.links import may_open
from app.ui.palette import palette
from app.ui.runtime import Runtime, current_runtime
from app.ui.scale import GAP
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.steps import (
    ELSEWHERE,
    FORMS,
    OWN_PAGE,
    lacking,
    may_do,
    other_acts,
    route_elsewhere,
    simple_command,
)
from sync.core.ids import EntityId


def step_route(act: str, need: EntityId, team: EntityId | None = None) -> str | None:
    """Where a tap on the act leads; None where it is done at once. `team`: the one that works on
    the need now."""
    if act in ELSEWHERE:
        return route_elsewhere(act, need, team)
    if act in OWN_PAGE:
        return f"{need_route(need)}/{OWN_PAGE[act]}"
    return f"{need_route(need)}/do/{act}" if act in FORMS else None


async def take_step(
    runtime: Runtime, act: str, need: EntityId, team: EntityId | None = None
) -> Refused | None:
    """Goes where the act is done, or does it."""
    route = step_route(act, need, team)
    if route is not None:
        runtime.go(route)
        return None
    outcome = await runtime.submit(simple_command(act, need))
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return outcome
    runtime.sound("accepted")
    if outcome.notices:
        runtime.notify(notice_text(outcome.notices[0]), ok=outcome, tone="decide")
    else:
        runtime.notify(t(f"need_done.{act}"), ok=outcome)
    return None


@component
def StepBar(
    need: EntityId, facts: NeedFacts, first: str, team: EntityId | None = None
) -> ft.Control:
    runtime = current_runtime()
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    colours = palette()
    missing = lacking(first, facts)
    leads_to = step_route(first, need, team)
    closed = leads_to is not None and not may_open(leads_to)
    allowed = may_do(first, runtime.actor.role)

    async def go() -> None:
        set_refused(await take_step(runtime, first, need, team))

    lines: list[ft.Control] = []
    if missing:
        words = t("needs.and").join(t(f"missing.{name}") for name in missing)
        lines.append(text(t("needs.lacks", missing=words), bold=True, colour=colours.decide.ink))
    elif closed:
        lines.append(text(t("needs.other_desk"), bold=True, colour=colours.decide.ink))
    elif not allowed:
        lines.append(text(t("refused.needs_role"), bold=True, colour=colours.decide.ink))
    if refused is not None:
        lines.append(refusal_line(refusal_text(refused)))
    acts: list[ft.Control] = [
        big_button(
            f"needs.step.{first}",
            t(f"need_act.{first}"),
            go,
            icon=ft.Icons.ARROW_FORWARD,
            disabled=bool(missing) or not allowed or closed,
        )
    ]
    if missing and set(missing) != {"crisis_told"}:
        page = "survey" if "feasible" in missing or "people" in missing else "edit"
        acts.append(
            button(
                "needs.fill",
                t("needs.fill_in"),
                lambda: runtime.go(f"{need_route(need)}/{page}"),
                icon=ft.Icons.EDIT,
            )
        )
    acts.append(
        button(
            "needs.others",
            t("needs.other_acts"),
            lambda: runtime.go(f"{need_route(need)}/acts"),
            icon=ft.Icons.MORE_HORIZ,
        )
    )
    row = ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP)
    return ft.Container(
        ft.Column([*lines, row], spacing=6, tight=True),
        border=ft.Border(top=ft.BorderSide(2, colours.line)),
        bgcolor=colours.background,
        padding=ft.Padding.only(top=10),
    )


@component
def OtherActs(need: EntityId, facts: NeedFacts, first: str, number: str) -> ft.Control:
    """Everything else that may be done with the need now, each as wide as the screen."""
    runtime = current_runtime()
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)

    async def do(act: str) -> None:
        answer = await take_step(runtime, act, need)
        set_refused(answer)
        if answer is None and step_route(act, need) is None:
            runtime.go(need_route(need))

    rows: list[ft.Control] = []
    for act in other_acts(facts, first):
        missing = lacking(act, facts)
        note = t(f"need_note.{act}")
        if missing:
            words = t("needs.and").join(t(f"missing.{name}") for name in missing)
            note = t("needs.lacks", missing=words)
        elif not may_do(act, runtime.actor.role):
            note = t("refused.needs_role")
        rows.append(
            choice_row(
                f"needs.act.{act}",
                t(f"need_act.{act}"),
                lambda act=act: do(act),  # type: ignore[misc]
                note=note,
            )
        )
    for mark, on in (("crisis", facts.crisis), ("watch", facts.watch)):
        rows.append(
            choice_row(
                f"needs.mark.{mark}",
                t(f"needs.{mark}_{'off' if on else 'on'}"),
                lambda mark=mark: runtime.go(f"{need_route(need)}/mark/{mark}"),  # type: ignore[misc]
            )
        )
    back = quiet_button(
        "needs.back",
        t("frame.back"),
        lambda: runtime.go(need_route(need)),
        icon=ft.Icons.ARROW_BACK,
    )
    head = section_header(t("needs.acts_of", number=number), back)
    parts = [head]
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return stack([*parts, *rows], scroll=True)
