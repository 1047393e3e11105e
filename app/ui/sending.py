"""What a page does with a command: submit it, say that it is done, hand back why not."""

from typing import TypeAlias

from app.services.command import Command, Refused
from app.ui.i18n import notice_text, refusal_text
from app.ui.runtime import Runtime

Answer: TypeAlias = Refused | None


async def send(runtime: Runtime, command: Command, said: str) -> Answer:
    """None when it is on the disk; the refusal else. `said` stands with 取り消す at the bottom."""
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return outcome
    words = [said, *(notice_text(notice) for notice in outcome.notices)]
    runtime.sound("look" if outcome.notices else "accepted")
    runtime.notify("　".join(words), ok=outcome, tone="decide" if outcome.notices else "done")
    return None


async def send_or_say(runtime: Runtime, command: Command, said: str) -> bool:
    """For an act without a form: what was refused is said at the bottom."""
    refused = await send(runtime, command, said)
    if refused is not None:
        runtime.notify(refusal_text(refused), tone="late")
    return refused is None
