"""What every form has by which a device comes in: an invitation by camera, by scanner or typed, a
name for the device, two ways to ask, and the steps of coming in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

import flet as ft

from app.services.command import Refused
from app.services.sync_view import JOIN_STEPS
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.refusals import refused_at
from app.ui.components.scan_field import ScanField
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, scale
from app.ui.tagged import tagged

EYE = Eye("join", lambda word: t(f"sync.camera.{word}"))


@dataclass(frozen=True)
class Invited:
    """`invitation` is the text of a picture; `address` and `code` are typed instead of it. `label`
    is the name of this device at the others."""

    invitation: str = ""
    address: str = ""
    code: str = ""
    label: str = ""

    @property
    def asked(self) -> str:
        typed = f"{self.address.strip()} {self.code.strip()}".strip()
        return self.invitation or typed

    def refusal(self) -> Refused | None:
        """What is missing before anybody is asked."""
        if not self.invitation and not (self.address.strip() and self.code.strip()):
            return Refused("invitation_missing", field="invitation")
        if not self.label.strip():
            return Refused("sync_label_missing", field="label")
        return None


Form = TypeVar("Form", bound=Invited)
Ask: TypeAlias = Callable[[Form], Awaitable[Refused | None]]


@dataclass(frozen=True)
class Asking(Generic[Form]):
    """What is typed so far, why it was refused, and what can be done with it."""

    form: Form
    refused: Refused | None
    change: Callable[..., None]
    scanned: Callable[[str], Awaitable[None]]
    over_the_network: Callable[[], Awaitable[None]]
    by_pictures: Callable[[], Awaitable[None]]


def use_asking(first: Form, join: Ask[Form], ask: Ask[Form]) -> Asking[Form]:
    """`join` asks over the network, `ask` by pictures, which needs the picture of the invitation.
    What was typed stays when something goes wrong. A hook."""
    form, set_form = ft.use_state(first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def change(**values: str) -> None:
        set_form(lambda now: replace(now, **values))

    async def scanned(words: str) -> None:
        change(invitation=words.strip())
        set_refused(None)

    async def over_the_network() -> None:
        missing = form.refusal()
        set_refused(missing if missing is not None else await join(form))

    async def by_pictures() -> None:
        missing = form.refusal()
        if missing is None and not form.invitation:
            missing = Refused("invitation_scan", field="invitation")
        set_refused(missing if missing is not None else await ask(form))

    return Asking(form, refused, change, scanned, over_the_network, by_pictures)


@component
def InvitationPart(asking: Asking[Form]) -> ft.Control:
    eye, set_eye = ft.use_state(False)
    form, change, scanned = asking.form, asking.change, asking.scanned
    refusal = refused_at(asking.refused, "invitation")

    async def seen(words: str) -> None:
        set_eye(False)
        await scanned(words)

    head = heading(t("sync.join.part_invitation"))
    if form.invitation:
        again = quiet_button(
            "join.again", t("sync.join.scan_again"), lambda: change(invitation=""),
            icon=ft.Icons.REFRESH,
        )  # fmt: skip
        done = tagged("join.scanned", status_chip("done", t("sync.join.scanned")))
        parts: list[ft.Control] = [head, ft.Row([done, again], wrap=True, spacing=GAP)]
        return _part(parts, refusal)
    camera: ft.Control = ft.Row(
        [big_button("join.camera", t("sync.join.camera"), lambda: set_eye(True),
                    icon=ft.Icons.QR_CODE_SCANNER)]
    )  # fmt: skip
    if eye:
        camera = CameraPanel(EYE, seen, lambda: set_eye(False))
    parts = [
        head,
        camera,
        ScanField("join.scanner", t("sync.join.scanner"), t("sync.pictures.scanner_hint"), scanned,
                  autofocus=True),
        soft_text(t("sync.join.or_type")),
        text_field("join.address", t("sync.invite.address"), form.address,
                   lambda words: change(address=words), hint=t("sync.new_address_hint"),
                   keyboard=ft.KeyboardType.URL),
        text_field("join.code", t("sync.invite.code"), form.code,
                   lambda words: change(code=words), hint=t("sync.join.code_hint"),
                   keyboard=ft.KeyboardType.VISIBLE_PASSWORD),
    ]  # fmt: skip
    return _part(parts, refusal)


def _part(parts: list[ft.Control], refusal: str | None) -> ft.Control:
    if refusal:
        parts.append(refusal_line(refusal))
    return ft.Column(
        parts, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def beside(left: ft.Control, right: ft.Control, *, wide: bool) -> ft.Control:
    """Two halves of a form, the second one below where there is no room."""
    if not wide:
        return ft.Column([left, right], spacing=GAP + 4, tight=True)
    halves: list[ft.Control] = [ft.Container(half, expand=1) for half in (left, right)]
    return ft.Row(halves, spacing=GAP * 3, vertical_alignment=ft.CrossAxisAlignment.START)


def join_steps(step: str) -> ft.Control:
    """What is done, what is under way, what comes."""
    here = JOIN_STEPS.index(step) if step in JOIN_STEPS else 0
    rows: list[ft.Control] = []
    for place, name in enumerate(JOIN_STEPS):
        sign: ft.Control = ft.Icon(
            ft.Icons.CHECK_CIRCLE if place < here else ft.Icons.CIRCLE_OUTLINED,
            size=scale().icon, color=palette().done.ink if place < here else palette().soft,
        )  # fmt: skip
        if place == here:
            sign = ft.ProgressRing(width=scale().icon, height=scale().icon)
        words = text(t(f"sync.join.step_{name}"), bold=place == here, expand=True)
        rows.append(tagged(f"join.step.{name}", ft.Row([sign, words], spacing=GAP)))
    rows.append(soft_text(t("sync.join.keep_near")))
    return ft.Semantics(content=ft.Column(rows, spacing=GAP, tight=True), live_region=True)
