"""Which place: the centre or a satellite. Never drawn in a centre that has no other place."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.store.queries.places import HEADQUARTERS, Place, place_code
from app.ui.components.choices import choice_chips
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.runtime import Runtime
from app.ui.scale import GAP
from sync.core.ids import EntityId

_STORE_KEY = "tasuki.place"


def kept_place(runtime: Runtime) -> str:
    """The place that the person works for, as it was chosen on any board; blank for all."""
    found = runtime.page.session.store.get(_STORE_KEY)
    return found if isinstance(found, str) else ""


def keep_place(runtime: Runtime, place: str) -> None:
    runtime.page.session.store.set(_STORE_KEY, place)


def place_options(places: tuple[Place, ...]) -> tuple[tuple[str, str], ...]:
    """The centre first."""
    return ((HEADQUARTERS, t("place.hq")), *((place.id.hex(), place.name) for place in places))


def place_chips(
    tag: str,
    label: str,
    places: tuple[Place, ...],
    satellite: EntityId | None,
    on_choose: Callable[[EntityId | None], Awaitable[None] | None],
) -> list[ft.Control]:
    """One of the places; somebody is always somewhere, so the choice is not taken back. Made to be
    unpacked: nothing where there is no choice."""
    if not places:
        return []
    by_code = {place_code(place.id): place.id for place in places}
    now = place_code(satellite if satellite in by_code.values() else None)

    def choose(code: str | None) -> Awaitable[None] | None:
        return on_choose(by_code.get(code or now))

    return [choice_chips(tag, label, place_options(places), now, choose)]


def place_filter(
    tag: str,
    places: tuple[Place, ...],
    chosen: str,
    on_choose: Callable[[str], Awaitable[None] | None],
) -> list[ft.Control]:
    """すべて, 本部, a satellite; the codes are those of `places.at_place`."""
    if not places:
        return []
    options = (("all", t("place.all")), *place_options(places))

    def choose(code: str | None) -> Awaitable[None] | None:
        return on_choose("" if code in (None, "all") else code or "")

    chips = choice_chips(tag, "", options, chosen or "all", choose)
    # The name stands beside: boards need their height for rows.
    return [ft.Row([text(t("place.filter"), bold=True), ft.Container(chips, expand=True)],
                   spacing=GAP)]  # fmt: skip
