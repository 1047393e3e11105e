"""Colours with a meaning: three themes, seven statuses, the same everywhere.

`tests/screens/test_palette.py` computes every contrast: at least 4.5:1 in all themes, at least
7:1 in the sun theme (WCAG 2.2, 1.4.3 and 1.4.6). Colour never speaks alone: a status also has a
word and a shape (`components/status_chip.py`).
"""

from dataclasses import dataclass
from typing import Literal, get_args

from app.ui.look import ThemeName, current_look

StatusName = Literal["waiting", "ready", "out", "late", "done", "stopped", "decide"]
STATUS_NAMES: tuple[StatusName, ...] = get_args(StatusName)


@dataclass(frozen=True)
class StatusColours:
    """`fill` with `on_fill` on it is loud; `tint` with `ink` on it is quiet. `ink` also stands
    on any surface of the theme."""

    fill: str
    on_fill: str
    tint: str
    ink: str


@dataclass(frozen=True)
class Palette:
    """All are #rrggbb. `line` outlines controls (3:1), `hair` only separates."""

    background: str
    surface: str
    raised: str
    text: str
    soft: str
    line: str
    hair: str
    primary: str
    on_primary: str
    primary_tint: str
    on_primary_tint: str
    focus: str
    drill: str
    on_drill: str
    waiting: StatusColours
    ready: StatusColours
    out: StatusColours
    late: StatusColours
    done: StatusColours
    stopped: StatusColours
    decide: StatusColours

    def status(self, name: StatusName) -> StatusColours:
        colours: StatusColours = getattr(self, name)
        return colours


_LIGHT = Palette(
    background="#f4f5f2",
    surface="#ffffff",
    raised="#e9ece6",
    text="#1a1c1a",
    soft="#4d524d",
    line="#767d76",
    hair="#d3d8d0",
    primary="#0b5d4f",
    on_primary="#ffffff",
    primary_tint="#d5ece5",
    on_primary_tint="#063d34",
    focus="#0a57c2",
    drill="#ffcf33",
    on_drill="#1c1600",
    waiting=StatusColours("#1b5fb4", "#ffffff", "#dce9fa", "#124a91"),
    ready=StatusColours("#00716b", "#ffffff", "#d2efec", "#00534e"),
    out=StatusColours("#b04a00", "#ffffff", "#ffe5d1", "#873700"),
    late=StatusColours("#ba1a2b", "#ffffff", "#ffdfe0", "#960d1e"),
    done=StatusColours("#2a7230", "#ffffff", "#dcf0d9", "#1d5622"),
    stopped=StatusColours("#5c605d", "#ffffff", "#e3e5e3", "#454947"),
    decide=StatusColours("#7440a8", "#ffffff", "#eee2fa", "#592c87"),
)

_SUN = Palette(
    background="#ffffff",
    surface="#ffffff",
    raised="#f0f0f0",
    text="#000000",
    soft="#2b2b2b",
    line="#000000",
    hair="#6b6b6b",
    primary="#00443a",
    on_primary="#ffffff",
    primary_tint="#e2f5f0",
    on_primary_tint="#00332b",
    focus="#003d99",
    drill="#ffd400",
    on_drill="#000000",
    waiting=StatusColours("#0b3f85", "#ffffff", "#e3eeff", "#08346f"),
    ready=StatusColours("#004c48", "#ffffff", "#dcf7f4", "#003f3b"),
    out=StatusColours("#7a3300", "#ffffff", "#fff0e3", "#6a2c00"),
    late=StatusColours("#8c0012", "#ffffff", "#ffecec", "#7d000f"),
    done=StatusColours("#174d1c", "#ffffff", "#e6f7e3", "#114216"),
    stopped=StatusColours("#3a3d3b", "#ffffff", "#efefef", "#2f3230"),
    decide=StatusColours("#4e2180", "#ffffff", "#f5ecff", "#431a70"),
)

_DARK = Palette(
    background="#111412",
    surface="#1b1f1c",
    raised="#272c28",
    text="#f1f3ef",
    soft="#c0c6bf",
    line="#8b938b",
    hair="#3b423c",
    primary="#7fd8c3",
    on_primary="#00372d",
    primary_tint="#123f36",
    on_primary_tint="#c3f2e5",
    focus="#9cc6ff",
    drill="#ffcf33",
    on_drill="#1c1600",
    waiting=StatusColours("#8ebcff", "#002350", "#17365f", "#bdd7ff"),
    ready=StatusColours("#5fd6cb", "#003733", "#0b423e", "#a1ece4"),
    out=StatusColours("#ffab6b", "#431d00", "#573112", "#ffd0ac"),
    late=StatusColours("#ff9a9d", "#4d0009", "#642028", "#ffc6c7"),
    done=StatusColours("#8fd48c", "#0a3510", "#1d4421", "#bfeabb"),
    stopped=StatusColours("#bcc1bd", "#232624", "#393d3a", "#d9dcd9"),
    decide=StatusColours("#d0abff", "#33095f", "#452b66", "#e5d1ff"),
)

PALETTES: dict[ThemeName, Palette] = {"light": _LIGHT, "sun": _SUN, "dark": _DARK}


def palette() -> Palette:
    """The colours of the session that is being drawn."""
    return PALETTES[current_look().theme]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours, 1.0 to 21.0."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
