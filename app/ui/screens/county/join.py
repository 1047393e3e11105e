"""県の協力に加わる: what every page of 県内 is while this device is in no county.

The invitation by camera, by scanner or typed, and a name for the device. Where there is no network
the two devices show each other pictures. What is wrong with a county that lies here is said, and
it can be set aside.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import JOIN_STEPS
from app.store.queries.frame import frame_row
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.fields import text_field
from app.ui.components.invitations import (
    Asking,
    InvitationPart,
    Invited,
    beside,
    join_steps,
    use_asking,
)
from app.ui.components.picture_exchange import PictureExchange
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading, soft_text, text
from app.ui.county_port import CountyPort
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.county.leave import LeavePart
from app.ui.signal import use_signal
from app.ui.use_query import Ready, use_query

WIDE_LETTERS = 56
IN_A_FIELD = frozenset({"invitation", "label"})
LABEL_LETTERS_MAX = 40


@dataclass(frozen=True)
class WayActions:
    """`ask` and `enter` are for where there is no network."""

    join: Callable[[Invited], Awaitable[Refused | None]]
    ask: Callable[[Invited], Awaitable[Refused | None]]
    enter: Callable[[Invited, str], Awaitable[Refused | None]]
    back: Callable[[], None]


@component
def WayIn() -> ft.Control:
    runtime = current_runtime()
    trouble = use_signal(runtime.county_trouble)
    place = runtime.desk.place
    if place is None:
        return empty_state(t("county.join.none"), t("county.join.none_hint"), icon=ft.Icons.HUB)
    if trouble:
        return TroubleScreen(trouble)
    return WayInRoute(place)


@component
def TroubleScreen(trouble: str) -> ft.Control:
    return stack(
        [
            section_header(t("county.trouble.title")),
            card(
                text(t(f"county.trouble.{trouble}"), bold=True),
                text(t("county.trouble.centre_is_fine")),
                LeavePart(t("county.trouble.anew")),
                status="late",
            ),
        ],
        scroll=True,
    )


@component
def WayInRoute(place: CountyPort) -> ft.Control:
    runtime = current_runtime()
    no_step: str | None = None
    step, set_step = ft.use_state(no_step)
    picture, set_picture = ft.use_state("")
    frame = use_query(frame_row, ("centre_profile",))
    name = frame.value.centre if isinstance(frame, Ready) else None

    def heard(answer: Refused | None) -> Refused | None:
        runtime.sound("accepted" if answer is None else "refused")
        return answer

    async def join(form: Invited) -> Refused | None:
        set_step(JOIN_STEPS[0])

        def on_step(name: str) -> None:
            runtime.on_loop(lambda: set_step(name))

        try:
            answer = await runtime.work(
                lambda: place.join(form.asked, form.label.strip(), runtime.actor, on_step)
            )
        finally:
            set_step(None)
        return heard(answer)

    async def ask(form: Invited) -> Refused | None:
        answer = await runtime.work(
            lambda: place.ask_by_picture(form.invitation, form.label.strip())
        )
        if isinstance(answer, Refused):
            return heard(answer)
        set_picture(answer)
        return None

    async def enter(form: Invited, words: str) -> Refused | None:
        return heard(
            await runtime.work(
                lambda: place.enter_by_picture(words, form.label.strip(), runtime.actor)
            )
        )

    if name is None:
        return ft.Container()
    label = f"{name} {runtime.operation.letter}"[-LABEL_LETTERS_MAX:]
    acts = WayActions(join, ask, enter, lambda: set_picture(""))
    return WayInScreen(label, step, picture, acts)


@component
def WayInScreen(label: str, step: str | None, picture: str, acts: WayActions) -> ft.Control:
    """`step` of coming in over the network; `picture` to show where there is none."""
    window = use_signal(current_runtime().window)
    asking = use_asking(Invited(label=label), acts.join, acts.ask)
    wide = window.width >= scale().body * WIDE_LETTERS
    halves = (InvitationPart(asking), _own(asking))
    now: ft.Control | None = None
    if step is not None:
        now = join_steps(step)
    elif picture:
        now = PictureExchange(
            picture,
            lambda words: acts.enter(asking.form, words),
            acts.back,
            t("county.join.rest_later"),
        )
    asked = ft.Container(beside(*halves, wide=wide), visible=now is None)
    return stack(
        [
            section_header(t("county.join.title")),
            text(t("county.join.hint")),
            soft_text(t("county.join.no_names")),
            card(ft.Container(now), asked, padding=20),
        ],
        scroll=True,
    )


def _own(asking: Asking[Invited]) -> ft.Control:
    change, refused, go = asking.change, asking.refused, asking.over_the_network
    parts: list[ft.Control] = [
        heading(t("sync.join.part_own")),
        text_field("county.label", t("sync.invite.label"), asking.form.label,
                   lambda words: change(label=words), needed=True, on_submit=go,
                   refusal=refused_at(refused, "label")),
        soft_text(t("county.join.label_hint")),
    ]  # fmt: skip
    parts += refused_elsewhere(refused, IN_A_FIELD)
    parts += [
        big_button("county.join", t("county.join.go"), go, icon=ft.Icons.LOGIN),
        quiet_button("county.pictures", t("sync.join.no_network"), asking.by_pictures,
                     icon=ft.Icons.WIFI_OFF),
        soft_text(t("county.join.at_home")),
    ]  # fmt: skip
    return ft.Column(
        parts, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
