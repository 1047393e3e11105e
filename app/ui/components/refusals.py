"""A refusal below its field, or as a card beside what it is about: why, the next step, and the way
over a hard stop.

Some stops may be gone over by a named person with the right role, who gives a reason. Who is
signed in with that role says only the reason; otherwise the person is chosen and enters the own
PIN.
"""

from collections.abc import Awaitable, Callable, Collection

import flet as ft

from app.services.command import Actor, Override, Refused
from app.ui.component import component
from app.ui.components.buttons import Handler, big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import heading
from app.ui.desk import StaffChoice
from app.ui.i18n import refusal_text, t
from app.ui.runtime import Runtime, current_runtime

RANKS = {"observer": 0, "member": 1, "leader": 2, "chief": 3}
OnOverride = Callable[[Override], Awaitable[None] | None]


def refused_at(refused: Refused | None, field: str) -> str | None:
    """The sentence below a field, where the refusal is about it."""
    return refusal_text(refused) if refused is not None and refused.field == field else None


def refused_elsewhere(refused: Refused | None, fields: Collection[str]) -> list[ft.Control]:
    """A line for a refusal that is about none of the fields drawn."""
    if refused is None or refused.field in fields:
        return []
    return [refusal_line(refusal_text(refused))]


def may_decide(role: str, wanted: str) -> bool:
    """Whether somebody with `role` may go over a stop that wants `wanted`."""
    return RANKS.get(role, 0) >= RANKS.get(wanted, max(RANKS.values()))


def refusal_card(
    tag: str,
    refused: Refused,
    *,
    next_step: tuple[str, Handler] | None = None,
    on_override: OnOverride | None = None,
) -> ft.Control:
    """`next_step` is (words, handler), 「いま加入する」. `on_override` submits the command again
    with the override; it is offered where the refusal allows one."""
    drawn = _RefusalCard(tag, refused, next_step, on_override)
    return ft.Container(drawn, key=f"{tag}@")


@component
def _RefusalCard(
    tag: str,
    refused: Refused,
    next_step: tuple[str, Handler] | None,
    on_override: OnOverride | None,
) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    parts: list[ft.Control] = [
        ft.Semantics(content=heading(refusal_text(refused)), live_region=True)
    ]
    acts: list[ft.Control] = []
    if next_step is not None:
        acts.append(big_button(f"{tag}.next", next_step[0], next_step[1]))
    over = on_override is not None and refused.override is not None
    if over and not opened:
        acts.append(quiet_button(f"{tag}.override", t("frame.override"), lambda: set_opened(True)))
    if acts:
        parts.append(ft.Row(acts, wrap=True, spacing=12, run_spacing=12))
    if opened and on_override is not None and refused.override is not None:
        parts.append(_OverrideForm(tag, refused.override, on_override, lambda: set_opened(False)))
    return card(*parts, status="late")


@component
def _OverrideForm(
    tag: str, wanted: str, on_override: OnOverride, close: Callable[[], None]
) -> ft.Control:
    runtime = current_runtime()
    myself = may_decide(runtime.actor.role, wanted) and runtime.actor.staff is not None
    nobody: tuple[StaffChoice, ...] = ()
    deciders, set_deciders = ft.use_state(nobody)
    who, set_who = ft.use_state("")
    pin, set_pin = ft.use_state("")
    reason, set_reason = ft.use_state("")
    refused, set_refused = ft.use_state("")

    async def load() -> None:
        operation = runtime.operation
        staff = await runtime.work(lambda: runtime.desk.door.staff(operation))
        set_deciders(tuple(choice for choice in staff if may_decide(choice.role, wanted)))

    ft.use_effect(lambda: None if myself else runtime.spawn(load()), [])

    async def go() -> None:
        if not reason.strip():
            set_refused("reason")
            return
        decider = runtime.actor if myself else await _prove(runtime, deciders, who, pin)
        if decider is None or decider.staff is None:
            set_refused("pin")
            runtime.sound("refused")
            return
        set_refused("")
        answer = on_override(Override(decider.staff, decider.name, decider.role, reason.strip()))
        if answer is not None:
            await answer

    parts: list[ft.Control] = []
    if not myself:
        parts += _decider_fields(tag, deciders, who, set_who, pin, set_pin, refused == "pin")
    missing = t("frame.override_reason_needed") if refused == "reason" else None
    parts.append(
        text_field(
            f"{tag}.reason",
            t("frame.override_reason"),
            reason,
            set_reason,
            refusal=missing,
            lines=2,
        )
    )
    acts = [
        button(f"{tag}.go", t("frame.override_go"), go, icon=ft.Icons.GAVEL),
        quiet_button(f"{tag}.close", t("frame.stop"), close),
    ]
    parts.append(ft.Row(acts, wrap=True, spacing=12, run_spacing=12))
    return ft.Column(parts, spacing=12, tight=True)


def _decider_fields(
    tag: str,
    deciders: tuple[StaffChoice, ...],
    who: str,
    set_who: Callable[[str], None],
    pin: str,
    set_pin: Callable[[str], None],
    wrong: bool,
) -> list[ft.Control]:
    options = tuple((choice.id.hex(), choice.name) for choice in deciders)
    return [
        choice_chips(
            f"{tag}.by", t("frame.override_by"), options, who, lambda code: set_who(code or "")
        ),
        text_field(
            f"{tag}.pin",
            t("frame.override_pin"),
            pin,
            set_pin,
            secret=True,
            keyboard=ft.KeyboardType.NUMBER,
            refusal=t("frame.override_wrong_pin") if wrong else None,
        ),
    ]


async def _prove(
    runtime: Runtime, deciders: tuple[StaffChoice, ...], who: str, pin: str
) -> Actor | None:
    """The decider, if the PIN is right; guessing is slowed down as at the door."""
    chosen = next((choice for choice in deciders if choice.id.hex() == who), None)
    if chosen is None:
        return None
    desk, operation = runtime.desk, runtime.operation
    await runtime.sleep(desk.guard.wait_s(chosen.id))
    actor = await runtime.work(lambda: desk.door.sign_in(operation, chosen.id, pin))
    if actor is None:
        desk.guard.wrong(chosen.id)
    else:
        desk.guard.right(chosen.id)
    return actor
