"""中止: one tap calls everybody back; then the phones, one team after another, who was reached."""

import flet as ft

from app.domain.calendar_jp import time_text
from app.domain.staff_access import LEADER, at_least
from app.services.command import Refused
from app.store.queries.heat import CallRow
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.choices import big_toggle, choice_chips
from app.ui.components.fields import text_field
from app.ui.components.phone import phone_button
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.state import StopView
from app.ui.screens.field.stop_bar import stop_words
from app.ui.screens.field.words import people_text, refusal_at, spoken
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

# Who is not reached yet stands first, so the next ones are always among these.
CALLS_AT_ONCE = 60


@component
def StopScreen(stops: tuple[StopView, ...], actions: FieldActions) -> ft.Control:
    ordering, set_ordering = ft.use_state(False)
    holding = tuple(view for view in stops if view.stop.lifted_at is None)
    over = tuple(view for view in stops if view.stop.lifted_at is not None)
    back = quiet_button("field.to_board", t("field.to_board"), lambda: actions.go("/field"),
                        icon=ft.Icons.ARROW_BACK)  # fmt: skip
    parts: list[ft.Control] = [section_header(t("field.stop_title"), back)]
    parts += [keyed(view.stop.id, _Holding, view, actions) for view in holding]
    if not holding or ordering:
        parts.append(_Order(actions, not holding))
    else:
        parts.append(
            button("field.another_stop", t("field.another_stop"), lambda: set_ordering(True),
                   icon=ft.Icons.ADD)
        )  # fmt: skip
    if holding:
        route = f"/today/calling/{current_runtime().today}"
        parts += link("field.to_calling", t("field.to_calling"), route, ft.Icons.CONTACT_PHONE)
    if over:
        parts.append(heading(t("field.stops_over")))
        parts += [_over(view) for view in over]
    return stack(parts, scroll=True)


@component
def _Order(actions: FieldActions, first: bool) -> ft.Control:
    chosen: str | None = None
    kind, set_kind = ft.use_state(chosen)
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def order() -> None:
        answer = await actions.stop(kind or "", reason)
        set_refused(answer)
        if answer is None:
            set_kind(None)
            set_reason("")

    parts: list[ft.Control] = []
    if first:
        parts.append(text(t("field.stop_hint")))
    parts += [
        choice_chips(
            "field.stop_kind", t("field.stop_kind"), code_options("stop_kind"), kind, set_kind,
            refusal=refusal_at(refused, "kind"), needed=True,
        ),
        text_field("field.stop_reason", t("field.stop_reason"), reason, set_reason,
                   hint=t("field.stop_reason_hint")),
    ]  # fmt: skip
    if refused is not None and refused.field != "kind":
        parts.append(refusal_card("field.stop_refused", spoken(refused)))
    parts.append(
        big_button("field.call_all_back", t("field.call_all_back"), order,
                   icon=ft.Icons.FRONT_HAND, status="late")
    )  # fmt: skip
    return card(*parts, status="late")


@component
def _Holding(view: StopView, actions: FieldActions) -> ft.Control:
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    most, set_most = ft.use_state(CALLS_AT_ONCE)
    role = current_runtime().actor.role

    async def lift() -> None:
        set_refused(await actions.lift(view.stop.id, view.stop.kind))

    parts: list[ft.Control] = [heading(stop_words(view))]
    if view.stop.reason:
        parts.append(text(view.stop.reason))
    if view.calls:
        shown = view.calls[:most]
        parts += [keyed(call.team, CallCard, view.stop.id, call, actions) for call in shown]
        if len(view.calls) > most:
            more = t("field.more_calls", count=len(view.calls) - most)
            parts.append(button("field.more_calls", more, lambda: set_most(most + CALLS_AT_ONCE)))
    else:
        parts.append(
            empty_state(t("field.calls_empty"), t("field.calls_empty_hint"),
                        icon=ft.Icons.HOME_OUTLINED)
        )  # fmt: skip
    if refused is not None:
        parts.append(refusal_card("field.lift_refused", spoken(refused)))
    if at_least(role, LEADER):
        parts.append(button("field.lift", t("field.lift"), lift, icon=ft.Icons.LOCK_OPEN))
    else:
        parts.append(soft_text(t("field.lift_by_leader")))
    return card(stack(parts, spacing=8), status="late")


@memo
def CallCard(stop: EntityId, call: CallRow, actions: FieldActions) -> ft.Control:
    """One team to be rung: the number large, and whether somebody spoke to it."""
    words: list[ft.Control] = [code_text(call.number), text(people_text(call.heads), bold=True)]
    words += [text(part) for part in (call.leader, call.town) if part]
    if call.returned_at is not None:
        words.append(status_chip("done", t("field.came_back", time=time_text(call.returned_at))))
        return ft.Row(words, wrap=True, spacing=GAP, run_spacing=4)
    reached = call.reached_at is not None
    note = None
    if call.reached_at is not None:
        note = t("field.reached_by", time=time_text(call.reached_at), name=call.reached_by)

    async def tick() -> None:
        await actions.turn(actions.reach(stop, call.team, not reached))

    toggle = ft.Container(
        big_toggle(row_tag("field.reached", call.team), t("field.reached"), reached, tick,
                   note=note),
        width=scale().body * 16,
    )  # fmt: skip
    acts = ft.Row(
        [phone_button(row_tag("field.ring", call.team), call.phone, actions.call), toggle],
        wrap=True, spacing=GAP, run_spacing=8,
    )  # fmt: skip
    content = ft.Row(
        [ft.Row(words, wrap=True, spacing=GAP, run_spacing=4), acts],
        wrap=True, spacing=GAP, run_spacing=6, alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip
    return card(stack([content]), status="done" if reached else "late", padding=8)


def _over(view: StopView) -> ft.Control:
    stop = view.stop
    until = t("field.no_time") if stop.lifted_at is None else time_text(stop.lifted_at)
    words = t(
        "field.stop_was", kind=code_label("stop_kind", stop.kind), start=time_text(stop.at),
        end=until, name=stop.lifted_by,
    )  # fmt: skip
    return text(f"{words}　{stop.reason}" if stop.reason else words)
