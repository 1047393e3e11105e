"""The one line at the bottom: what just happened, and 取り消す for ten seconds.

Instead of "are you sure?" before an act there is undo after it. A newer line takes the place of an
older one; the older act can still be undone from the history.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.command import Action, Refused
from app.ui.i18n import refusal_text, t
from app.ui.palette import StatusName
from app.ui.signal import Signal

if TYPE_CHECKING:
    from app.ui.runtime import Runtime

UNDO_SECONDS = 10.0


@dataclass(frozen=True)
class Toast:
    """`tone` is a status of the palette; `action` can be undone; `turn` tells equal lines apart."""

    text: str
    tone: StatusName = "done"
    action: Action | None = None
    turn: int = 0


class Toaster:
    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime
        self._turn = 0
        self.now: Signal[Toast | None] = Signal(None)

    def show(self, toast: Toast) -> None:
        self._turn += 1
        shown = Toast(toast.text, toast.tone, toast.action, self._turn)
        self.now.set(shown)
        self._runtime.spawn(self._fade(shown), counted=False)

    def show_fault(self, number: str) -> None:
        self.show(Toast(t("refused.failed", number=number), "late"))

    def dismiss(self) -> None:
        self.now.set(None)

    async def _fade(self, toast: Toast) -> None:
        await self._runtime.sleep(UNDO_SECONDS)
        if self.now.value is toast:
            self.now.set(None)

    async def undo(self) -> None:
        """Takes back the act of the line that stands, and says how that went."""
        toast = self.now.value
        if toast is None or toast.action is None:
            return
        self.now.set(None)
        outcome = await self._runtime.undo(toast.action)
        if isinstance(outcome, Refused):
            self._runtime.sound("refused")
            self.show(Toast(refusal_text(outcome), "late"))
        else:
            self.show(Toast(t("frame.undone"), "stopped"))
