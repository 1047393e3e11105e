"""Short tones that tell the outcome to somebody who does not look at the screen.

The files lie in `assets/sounds/` and are written by `build_sounds.py`. The browser
plays them through the audio control that the shipped web client contains; nothing is fetched from
outside.
"""

import asyncio
from typing import Literal, get_args

from flet_audio import Audio, ReleaseMode

from app.ui.faults import report_fault

SoundName = Literal[
    # answers to any act
    "accepted", "again", "look", "refused",
    # outcomes at reception
    "new", "uninsured", "other_day", "unknown",
]  # fmt: skip
SOUND_NAMES: tuple[SoundName, ...] = get_args(SoundName)


LOAD_S_MAX = 5.0


class SoundBoard:
    """Players are made once for a session and kept: a tone must start within a blink."""

    def __init__(self) -> None:
        self._players: dict[SoundName, Audio] = {}
        self._loaded: dict[SoundName, asyncio.Event] = {}

    def prepare(self) -> None:
        """Makes the players and lets the browser fetch the tones. Needs the page's context."""
        for name in SOUND_NAMES:
            if name not in self._players:
                loaded = self._loaded[name] = asyncio.Event()
                self._players[name] = Audio(
                    src=f"/sounds/{name}.wav",
                    release_mode=ReleaseMode.STOP,
                    on_loaded=loaded.set,
                )

    async def play(self, name: SoundName, volume: float) -> None:
        """A tone that cannot be played is logged and nothing else: it is never the only signal."""
        self.prepare()
        player = self._players[name]
        try:
            await asyncio.wait_for(self._loaded[name].wait(), LOAD_S_MAX)
            if player.volume != volume:
                player.volume = volume
                player.update()
            await player.play()
        except Exception as error:
            report_fault(error, f"the sound {name}")
