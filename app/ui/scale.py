"""Sizes in logical pixels: letters by the session's letter size, targets for gloves and wet hands.

No letter is under 16 px and no touch target under 56 px, whatever the letter size.
"""

from dataclasses import dataclass

from app.ui.look import Letters, current_look

GAP = 12  # between touch targets
RADIUS = 10
SCROLL_BAR = 16  # room beside what scrolls
LINE_HEIGHT = 1.5
WIDE = 900  # from here on the rail stands at the left


@dataclass(frozen=True)
class Scale:
    """`code` is for numbers people say aloud (C-0137), `figure` for those read at five metres."""

    small: int
    body: int
    large: int
    title: int
    code: int
    figure: int
    icon: int
    target: int


SCALES: dict[Letters, Scale] = {
    "standard": Scale(16, 18, 21, 26, 26, 60, 26, 56),
    "large": Scale(19, 22, 26, 31, 31, 70, 31, 64),
    "extra": Scale(24, 28, 32, 38, 38, 84, 38, 76),
}


def scale() -> Scale:
    """The sizes of the session that is being drawn."""
    return SCALES[current_look().letters]
