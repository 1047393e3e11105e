"""What the pages of a person and of a group do: submit, say it with 取り消す, hand back why not."""

from app.services.command import Command, Ok, Refused
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.runtime import Runtime


async def done(runtime: Runtime, command: Command, said: str) -> Refused | None:
    """`said` is the text of the line at the bottom; a refusal belongs beside its field."""
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return outcome
    runtime.sound("accepted")
    runtime.notify(_with_notices(said, outcome), ok=outcome)
    return None


async def done_or_said(runtime: Runtime, command: Command, said: str) -> None:
    """For an act without a field: why not stands in the line at the bottom."""
    refused = await done(runtime, command, said)
    if refused is not None:
        runtime.notify(refusal_text(refused), tone="late")


def _with_notices(said: str, outcome: Ok) -> str:
    return t("reception.said", said=said, notices=" ".join(map(notice_text, outcome.notices)))
