"""What every settings page does with a command."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from app.services.command import Command, Ok, Refused
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
