"""Doing something from the day's pages: a sound, a line with a way back, or the refusal."""

from app.services.command import Command, Refused
from app.ui.runtime import Runtime


async def done(runtime: Runtime, command: Command, words: str) -> Refused | None:
    """Submits; says it with a way back, or gives the refusal for its field."""
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return outcome
    runtime.sound("accepted")
    runtime.notify(words, ok=outcome)
    return None
