"""What every settings page does with a command, and where its refusal stands."""

from collections.abc import Awaitable, Callable, Collection
from typing import TypeAlias

import flet as ft

from app.services.command import Command, Ok, Refused
from app.ui.components.fields import refusal_line
from app.ui.i18n import refusal_text
from app.ui.runtime import current_runtime

Answer: TypeAlias = Awaitable[Refused | None]
Submit: TypeAlias = Callable[[Command, str], Answer]
"""A command, and what the line at the bottom says when it is done."""


async def submit(command: Command, said: str) -> Refused | None:
    """None when it is on the disk; then the line at the bottom says `said`, with 取り消す."""
    done, refused = await submit_for(command, said)
    del done
    return refused


async def submit_for(command: Command, said: str) -> tuple[Ok | None, Refused | None]:
    """The same, with the answer of what was done."""
    runtime = current_runtime()
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return None, outcome
    runtime.sound("accepted")
    runtime.notify(said, ok=outcome)
    return outcome, None


def refused_at(refused: Refused | None, field: str) -> str | None:
    """The sentence below a field, where the refusal is about it."""
    return refusal_text(refused) if refused is not None and refused.field == field else None


def refused_elsewhere(refused: Refused | None, fields: Collection[str]) -> list[ft.Control]:
    """A line for a refusal that is about none of the fields drawn."""
    if refused is None or refused.field in fields:
        return []
    return [refusal_line(refusal_text(refused))]
