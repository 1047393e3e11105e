"""この端末を仲間に入れる: what a device sees that has no operation yet.

The invitation by camera, by scanner or typed; a name for the device; a passphrase twice. What was
typed stays when something goes wrong.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import JOIN_STEPS, PASSPHRASE_LETTERS_MIN
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card
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
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import Runtime, current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.entrance.join_pictures import entered_part
from app.ui.screens.sync.device_form import WIDE_LETTERS
from app.ui.signal import use_signal
from app.ui.sync_port import JoinPort

NARROW, WIDE = 680, 1160
IN_A_FIELD = frozenset({"invitation", "label", "passphrase", "again"})


@dataclass(frozen=True)
class JoinForm(Invited):
    """With what this device brings."""

    passphrase: str = ""
    again: str = ""

    def refusal(self) -> Refused | None:
        missing = super().refusal()
        if missing is not None:
            return missing
        if len(self.passphrase) < PASSPHRASE_LETTERS_MIN:
            return Refused("passphrase_short", {"least": PASSPHRASE_LETTERS_MIN}, "passphrase")
        if self.passphrase != self.again:
            return Refused("passphrases_differ", field="again")
        return None


@component
def JoinRoute(port: JoinPort) -> ft.Control:
    runtime = current_runtime()
    no_step: str | None = None
    step, set_step = ft.use_state(no_step)
    picture, set_picture = ft.use_state("")
    entered, set_entered = ft.use_state(False)

    async def join(form: JoinForm) -> Refused | None:
        set_step(JOIN_STEPS[0])

        def on_step(name: str) -> None:
            runtime.on_loop(lambda: set_step(name))

        came = False
        try:
            answer = await runtime.work(
                lambda: port.join(form.asked, form.label.strip(), form.passphrase, on_step)
            )
            if isinstance(answer, Refused):
                runtime.sound("refused")
                return answer
            await _open(runtime, form.passphrase)
            came = True
        finally:
            if not came:
                set_step(None)
        return None

    async def ask(form: JoinForm) -> Refused | None:
        answer = await runtime.work(
            lambda: port.ask_by_picture(form.invitation, form.label.strip())
        )
        if isinstance(answer, Refused):
            runtime.sound("refused")
            return answer
        set_picture(answer)
        return None

    async def enter(form: JoinForm, words: str) -> Refused | None:
        answer = await runtime.work(lambda: port.enter_by_picture(words, form.passphrase))
        if isinstance(answer, Refused):
            runtime.sound("refused")
            return answer
        runtime.sound("accepted")
        set_entered(True)
        return None

    async def begin(form: JoinForm, route: str) -> None:
        await _open(runtime, form.passphrase)
        runtime.go(route)

    acts = JoinActions(join, ask, enter, lambda: set_picture(""), begin)
    return JoinScreen(JoinView(step, picture, entered), acts)


async def _open(runtime: Runtime, passphrase: str) -> None:
    operation = await runtime.work(lambda: runtime.desk.unlock(passphrase))
    runtime.sound("accepted")
    runtime.open(operation)


@dataclass(frozen=True)
class JoinActions:
    """`ask` and `enter` are for where there is no network: by pictures, both ways; `begin` opens
    what came in by them, at the page where the rest is received."""

    join: Callable[[JoinForm], Awaitable[Refused | None]]
    ask: Callable[[JoinForm], Awaitable[Refused | None]]
    enter: Callable[[JoinForm, str], Awaitable[Refused | None]]
    back: Callable[[], None]
    begin: Callable[[JoinForm, str], Awaitable[None]]


@dataclass(frozen=True)
class JoinView:
    """`picture` is what the inviting device must read where there is no network, `entered` that its
    answer was read; `step` is of coming in over the network."""

    step: str | None = None
    picture: str = ""
    entered: bool = False

    @property
    def asking(self) -> bool:
        return self.step is None and not self.picture and not self.entered


@component
def JoinScreen(view: JoinView, acts: JoinActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    asking = use_asking(JoinForm(), acts.join, acts.ask)
    wide = window.width >= scale().body * WIDE_LETTERS
    # Each has a place of its own that stays: what was typed is not lost by a refusal.
    halves = (InvitationPart(asking), _own(asking))
    asked = ft.Container(beside(*halves, wide=wide), visible=view.asking)
    now: ft.Control | None = None
    if view.step is not None:
        now = join_steps(view.step)
    elif view.entered:
        now = entered_part(lambda route: acts.begin(asking.form, route))
    elif view.picture:
        now = PictureExchange(
            view.picture,
            lambda words: acts.enter(asking.form, words),
            acts.back,
            t("sync.join.rest_later"),
        )
    head: list[ft.Control] = [title(t("sync.join.title"))]
    if view.asking:
        head.append(text(t("sync.join.hint")))
    whole = card(*head, ft.Container(now), asked, padding=24, spacing=GAP + 4)
    column = ft.Column(
        [ft.Container(whole, width=WIDE if wide and view.step is None else NARROW)],
        alignment=ft.MainAxisAlignment.START,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
    )
    return ft.Container(
        column, bgcolor=palette().background, alignment=ft.Alignment.TOP_CENTER, expand=True,
        padding=12,
    )  # fmt: skip


def _own(asking: Asking[JoinForm]) -> ft.Control:
    form, change, refused, go = (
        asking.form, asking.change, asking.refused, asking.over_the_network,
    )  # fmt: skip
    parts: list[ft.Control] = [
        heading(t("sync.join.part_own")),
        text_field("join.label", t("sync.invite.label"), form.label,
                   lambda words: change(label=words), needed=True,
                   hint=t("sync.invite.label_hint"), refusal=refused_at(refused, "label")),
        text_field("join.passphrase", t("sync.join.passphrase"), form.passphrase,
                   lambda words: change(passphrase=words), secret=True, needed=True,
                   refusal=refused_at(refused, "passphrase")),
        text_field("join.passphrase_again", t("sync.join.passphrase_again"), form.again,
                   lambda words: change(again=words), secret=True, needed=True, on_submit=go,
                   refusal=refused_at(refused, "again")),
        soft_text(t("sync.join.passphrase_hint", least=PASSPHRASE_LETTERS_MIN)),
    ]  # fmt: skip
    parts += refused_elsewhere(refused, IN_A_FIELD)
    pictures = ("join.pictures", t("sync.join.no_network"), asking.by_pictures)
    if refused is not None and refused.code == "inviter_unreachable":
        parts += [
            text(t("sync.join.unreachable"), bold=True),
            big_button(*pictures, icon=ft.Icons.QR_CODE_2),
            quiet_button("join.go", t("sync.join.go_again"), go, icon=ft.Icons.REFRESH),
        ]
    else:
        parts += [
            big_button("join.go", t("sync.join.go"), go, icon=ft.Icons.LOGIN),
            quiet_button(*pictures, icon=ft.Icons.WIFI_OFF),
        ]
    parts += [
        soft_text(t("sync.join.new_centre")),
    ]
    return ft.Column(
        parts, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
