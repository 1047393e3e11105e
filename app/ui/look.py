"""How one session looks and sounds: language, letter size, theme, volume.

The look belongs to the session, is read without a hook (so that `t()` and the palette may be used
anywhere inside a render or a handler), and is replaced as a whole. Whoever changes it goes through
`Runtime.set_look`, which draws everything anew.
"""

from dataclasses import dataclass
from typing import Literal

import flet as ft

Language = Literal["ja", "en"]
Letters = Literal["standard", "large", "extra"]
ThemeName = Literal["light", "sun", "dark"]

LANGUAGES: tuple[Language, ...] = ("ja", "en")
LETTERS: tuple[Letters, ...] = ("standard", "large", "extra")
THEMES: tuple[ThemeName, ...] = ("light", "sun", "dark")

_STORE_KEY = "tasuki.look"


@dataclass(frozen=True)
class Look:
    """`volume` is 0.0 to 1.0; `muted` keeps it for later. `turn` only grows: a new turn draws
    everything anew, memoized rows too."""

    language: Language = "ja"
    letters: Letters = "standard"
    theme: ThemeName = "light"
    volume: float = 0.8
    muted: bool = False
    turn: int = 0


DEFAULT_LOOK = Look()


def current_look() -> Look:
    """The look of the session whose render or handler is running; the default outside of one."""
    try:
        page = ft.context.page
    except RuntimeError:
        return DEFAULT_LOOK
    look = page.session.store.get(_STORE_KEY)
    return look if isinstance(look, Look) else DEFAULT_LOOK


def store_look(page: ft.Page, look: Look) -> None:
    page.session.store.set(_STORE_KEY, look)
