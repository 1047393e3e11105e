"""The keyboard of one session: who hears which key.

The page has one listener; components lay claims with `use_keys`. The newest claim wins, so an open
card takes Escape before the screen below it. A key nobody claims does nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

import flet as ft

from app.ui.hooks import use_kept

KeyHandler: TypeAlias = Callable[[], Awaitable[None] | None]
TypedHandler: TypeAlias = Callable[[str], Awaitable[None] | None]
Guard: TypeAlias = Callable[[KeyHandler], Callable[[], Awaitable[None]]]
KeyClaims: TypeAlias = Mapping[str, KeyHandler]


class KeyDesk:
    def __init__(self) -> None:
        self._claims: dict[int, KeyClaims] = {}
        self._typists: dict[int, TypedHandler] = {}
        self._next = 0
        self.field_focused = False

    def claim(self) -> int:
        self._next += 1
        self._claims[self._next] = {}
        return self._next

    def update(self, place: int, claims: KeyClaims) -> None:
        if place in self._claims:
            self._claims[place] = claims

    def release(self, place: int) -> None:
        self._claims.pop(place, None)

    def handler(self, key: str) -> KeyHandler | None:
        """Keys are named as flet names them ("F2", "Escape", "Arrow Down"), with modifiers in front
        ("Control+Z")."""
        for place in sorted(self._claims, reverse=True):
            found = self._claims[place].get(key)
            if found is not None:
                return found
        return None

    def listen(self, handler: TypedHandler) -> int:
        self._next += 1
        self._typists[self._next] = handler
        return self._next

    def leave(self, place: int) -> None:
        self._typists.pop(place, None)

    async def hear(self, event: ft.KeyboardEvent, run: Guard) -> None:
        """Gives the key to whoever claims it, else to whoever takes stray letters."""
        handler = self.handler(key_name(event))
        typist, letter = self.typist(), typed_letter(event)
        if handler is not None:
            await run(handler)()
        elif typist is not None and letter is not None:
            await run(lambda: typist(letter))()

    def typist(self) -> TypedHandler | None:
        """Who takes letters that are typed while no field has the focus; the newest one."""
        if self.field_focused or not self._typists:
            return None
        return self._typists[max(self._typists)]


def typed_letter(event: ft.KeyboardEvent) -> str | None:
    """The ASCII letter or "Enter" that a scanner sent; None for every other key."""
    if event.ctrl or event.alt or event.meta:
        return None
    if event.key in ("Enter", "Numpad Enter"):
        return "Enter"
    letter = event.key.removeprefix("Numpad ")
    if len(letter) == 1 and letter.isascii() and letter.isprintable():
        return letter.upper() if event.shift else letter.lower()
    return None


def key_name(event: ft.KeyboardEvent) -> str:
    names = (
        ("Control", event.ctrl),
        ("Alt", event.alt),
        ("Shift", event.shift),
        ("Meta", event.meta),
    )
    return "+".join([*(name for name, held in names if held), event.key])


def use_keys(desk: KeyDesk, claims: KeyClaims) -> None:
    """Hears the keys in `claims` while the component is there. A hook; handlers stay fresh."""
    claim = use_kept(lambda: _Claim(desk))
    claim.wanted = claims
    ft.use_effect(claim.begin, [], cleanup=claim.end)
    desk.update(claim.place, claims)


class _Claim:
    def __init__(self, desk: KeyDesk) -> None:
        self._desk = desk
        self.place = 0
        self.wanted: KeyClaims = {}

    def begin(self) -> None:
        self.place = self._desk.claim()
        self._desk.update(self.place, self.wanted)

    def end(self) -> None:
        self._desk.release(self.place)


def use_typed(desk: KeyDesk, on_letter: TypedHandler) -> None:
    """Hears letters and Enter typed while no field has the focus (a scanner). A hook."""
    typist = use_kept(lambda: _Typist(desk))
    typist.handler = on_letter
    ft.use_effect(typist.begin, [], cleanup=typist.end)


class _Typist:
    def __init__(self, desk: KeyDesk) -> None:
        self._desk = desk
        self._place = 0
        self.handler: TypedHandler = lambda _letter: None

    def begin(self) -> None:
        self._place = self._desk.listen(self._hear)

    def _hear(self, letter: str) -> Awaitable[None] | None:
        return self.handler(letter)

    def end(self) -> None:
        self._desk.leave(self._place)
