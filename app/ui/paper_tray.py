"""Generated papers on their way to the browser: in memory, handed out, then gone.

Papers carry names and addresses, so they never touch a disk in plain. A token is 128 random bits. A
paper is forgotten after three takes, after ten minutes, or when too many wait.
"""

from dataclasses import dataclass
from threading import Lock

from sync.core.ports import Clock, Random

TOKEN_BYTES = 16
WAIT_MS_MAX = 10 * 60 * 1000
WAITING_MAX = 32
TAKES_MAX = 3  # the viewer, its save button, its print button


@dataclass(frozen=True)
class Paper:
    """`inline` opens it in the browser's viewer (PDF); otherwise it is downloaded (XLSX, CSV)."""

    content: bytes
    file_name: str
    media_type: str
    inline: bool = True


class PaperTray:
    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._lock = Lock()
        self._waiting: dict[str, tuple[int, int, Paper]] = {}

    def put(self, paper: Paper) -> str:
        """Returns the path under which the server hands `paper` out for a short while."""
        token = self._random.bytes(TOKEN_BYTES).hex()
        with self._lock:
            self._forget_old()
            while len(self._waiting) >= WAITING_MAX:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[token] = (self._clock.now_ms(), TAKES_MAX, paper)
        return f"/paper/{token}"

    def take(self, token: str) -> Paper | None:
        with self._lock:
            self._forget_old()
            found = self._waiting.pop(token, None)
            if found is None:
                return None
            at_ms, takes, paper = found
            if takes > 1:
                self._waiting[token] = (at_ms, takes - 1, paper)
            return paper

    def _forget_old(self) -> None:
        oldest = self._clock.now_ms() - WAIT_MS_MAX
        for token, (at_ms, _takes, _paper) in list(self._waiting.items()):
            if at_ms < oldest:
                del self._waiting[token]
