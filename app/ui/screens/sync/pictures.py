"""QRで渡す: a running picture for the other screen's camera, or the camera on the other's picture.

For a morning's walk-ins where there is neither a network nor a stick.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import flet as ft

from app.documents.qr import film_png
from app.services.command import Refused
from app.services.sync_view import LinkState, Peer, PictureProgress
from app.ui.component import component
from app.ui.components.buttons import big_button, button, choice_row
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import card, columns, stack
from app.ui.components.fields import labelled, refusal_line
from app.ui.components.progress import progress_card
from app.ui.components.scan_field import ScanField
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.sync.acting import page_head
from app.ui.screens.sync.device_form import WIDE_LETTERS
from app.ui.screens.sync.usb import report_card
from app.ui.signal import use_signal
from app.ui.sync_words import peer_name
from app.ui.tagged import row_tag, tagged
from app.ui.use_task import use_task
from sync.core.ids import DeviceId

FRAME_S = 0.3  # a camera needs two looks at a picture
LOOK_S = 0.1
PIXELS_PER_MODULE = 6
EYE = Eye("sync.pictures", lambda word: t(f"sync.camera.{word}"), between_s=LOOK_S)


@dataclass(frozen=True)
class PicturesView:
    """`sending` where pictures are shown, `reading` while another screen's are read."""

    peers: tuple[Peer, ...]
    sending: Iterator[str] | None = None
    reading: bool = False
    progress: PictureProgress | None = None
    refused: Refused | None = None


@dataclass(frozen=True)
class PicturesActions:
    send: Callable[[DeviceId | None], Awaitable[None]]
    begin_reading: Callable[[], None]
    read: Callable[[str], Awaitable[None]]
    stop: Callable[[], None]


@component
def PicturesScreen(view: PicturesView, now_ms: int, actions: PicturesActions) -> ft.Control:
    parts: list[ft.Control] = [page_head("pictures")]
    if view.sending is not None:
        return stack([*parts, RunningPicture(view.sending, actions.stop)], scroll=True)
    if view.refused is not None:
        parts.append(card(refusal_line(refusal_text(view.refused)), status="late"))
    if view.progress is not None and view.progress.report is not None:
        parts.append(report_card(t("sync.pictures.read_all"), view.progress.report, now_ms))
    if view.reading:
        return stack([*parts, Reading(view.progress, actions)], scroll=True)
    return stack([*parts, SendForm(view.peers, actions), _read_card(actions)], scroll=True)


@component
def SendForm(peers: tuple[Peer, ...], actions: PicturesActions) -> ft.Control:
    """To whom: what that device lacks is shown, so that it is few pictures."""
    far = (LinkState.REVOKED, LinkState.FORKED)
    known = sorted(
        (peer for peer in peers if peer.device and peer.state not in far and not peer.is_hub),
        key=lambda peer: (-peer.waiting, peer.letter),
    )
    first = known[0].device.hex() if known else ""
    chosen, set_chosen = ft.use_state(first)
    device = next((peer.device for peer in known if peer.device.hex() == chosen), None)
    rows = [
        choice_row(
            row_tag("sync.pictures.to", peer.device), peer_name(peer),
            lambda peer=peer: set_chosen(peer.device.hex()),  # type: ignore[misc]
            note=t("sync.waiting", count=f"{peer.waiting:,}"), selected=device == peer.device,
            icon=ft.Icons.TABLET,
        )
        for peer in known
    ]  # fmt: skip
    rows.append(
        choice_row(
            "sync.pictures.to_all", t("sync.pictures.anybody"), lambda: set_chosen(""),
            note=t("sync.pictures.anybody_hint"), selected=device is None, icon=ft.Icons.DEVICES,
        )
    )  # fmt: skip
    return card(
        heading(t("sync.pictures.show")),
        labelled(t("sync.pictures.to"), stack(rows)),
        ft.Row([big_button("sync.pictures.send", t("sync.pictures.send"),
                           lambda: actions.send(device), icon=ft.Icons.QR_CODE_2)]),
    )  # fmt: skip


def _read_card(actions: PicturesActions) -> ft.Control:
    return card(
        heading(t("sync.pictures.read")),
        soft_text(t("sync.pictures.read_hint")),
        ft.Row([big_button("sync.pictures.begin", t("sync.pictures.begin"), actions.begin_reading,
                           icon=ft.Icons.PHOTO_CAMERA)]),
    )  # fmt: skip


@component
def RunningPicture(frames: Iterator[str], stop: Callable[[], None]) -> ft.Control:
    """One picture after the other, until the other screen says that it has everything."""
    runtime = current_runtime()
    window = use_signal(runtime.window)
    nothing: tuple[int, bytes] = (0, b"")
    now, set_now = ft.use_state(nothing)

    async def run() -> None:
        number = 0
        while True:
            picture = await runtime.work(lambda: _next_picture(frames))
            if not picture:
                return
            number += 1
            set_now((number, picture))
            await runtime.sleep(FRAME_S)

    use_task(run)
    number, picture = now
    wide = window.width >= scale().body * WIDE_LETTERS
    side = int(min(window.height * 0.68, window.width * (0.45 if wide else 0.8)))
    shown: ft.Control = ft.Container(width=side, height=side)
    if picture:
        shown = ft.Image(
            src=picture, width=side, height=side, fit=ft.BoxFit.CONTAIN, gapless_playback=True,
            filter_quality=ft.FilterQuality.NONE, semantics_label=t("sync.pictures.running"),
        )  # fmt: skip
    count = tagged("sync.pictures.number", text(t("sync.pictures.number", count=f"{number:,}")))
    end = button("sync.pictures.stop", t("sync.pictures.end"), stop, icon=ft.Icons.STOP)
    eye = ft.Row([shown], alignment=ft.MainAxisAlignment.CENTER)
    words = [
        text(t("sync.pictures.running"), bold=True),
        soft_text(t("sync.pictures.running_hint")),
        ft.Row([count, end], wrap=True, spacing=GAP, run_spacing=GAP),
    ]
    if wide:
        return card(columns(ft.Container(eye, expand=1), ft.Container(stack(words), expand=1)))
    return card(eye, *words)


def _next_picture(frames: Iterator[str]) -> bytes:
    words = next(frames, None)
    return b"" if words is None else film_png(words, PIXELS_PER_MODULE)


@component
def Reading(progress: PictureProgress | None, actions: PicturesActions) -> ft.Control:
    """The camera, a scanner's field, and how much of it is here."""
    parts: list[ft.Control] = []
    got, needed = (progress.got, progress.needed) if progress is not None else (0, 0)
    if progress is None or progress.report is None:
        parts.append(
            progress_card("sync.pictures.bar", t("sync.pictures.got"), got, needed or None)
        )
    parts += [
        CameraPanel(EYE, actions.read, actions.stop),
        ScanField(
            "sync.pictures.code",
            t("sync.pictures.scanner"),
            t("sync.pictures.scanner_hint"),
            actions.read,
        ),
    ]  # fmt: skip
    return stack(parts, spacing=scale().small)
