"""USB: write a bundle to a stick, read one from it; or by the browser's own files.

What lies on a stick is sealed. Reading never changes it, and a file that ends early gives what came
before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import flet as ft

from app.services.command import Refused
from app.services.sync_view import BundleReport, Stick
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line
from app.ui.components.progress import progress_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Step, page_head
from app.ui.sync_words import moment

FILES_SHOWN = 5
KILOBYTE, MEGABYTE, GIGABYTE = 1_000, 1_000_000, 1_000_000_000
NOT_TAKEN = ("fork", "bad_signature", "broken_chain", "decode", "newer_format", "not_enrolled")


@dataclass(frozen=True)
class Running:
    """`what` is export or import."""

    what: str
    name: str
    step: Step


@dataclass(frozen=True)
class Exported:
    """`hint` says what to do with it now: stick or saved."""

    name: str
    batches: int
    hint: str = "stick"


@dataclass(frozen=True)
class Imported:
    name: str
    report: BundleReport


@dataclass(frozen=True)
class Failed:
    name: str
    refused: Refused


UsbStage = Running | Exported | Imported | Failed | None


@dataclass(frozen=True)
class UsbActions:
    export: Callable[[Path], Awaitable[None]]
    read: Callable[[Path], Awaitable[None]]
    save: Callable[[], Awaitable[None]]
    pick: Callable[[], Awaitable[None]]
    look: Callable[[], None]


@component
def UsbScreen(
    sticks: tuple[Stick, ...], stage: UsbStage, now_ms: int, actions: UsbActions
) -> ft.Control:
    if isinstance(stage, Running):
        done, total, unit = scaled(stage.step)
        words = t(f"sync.usb.{stage.what}_running", name=stage.name, unit=t(f"sync.unit.{unit}"))
        bar = progress_card("sync.usb.bar", words, done, total or None)
        return stack([page_head("usb"), bar, soft_text(t("sync.usb.do_not_pull"))])
    look = quiet_button("sync.usb.look", t("sync.usb.look"), actions.look, icon=ft.Icons.REFRESH)
    parts: list[ft.Control] = [page_head("usb", look), *_outcome(stage, now_ms)]
    if not sticks:
        parts.append(
            empty_state(t("sync.usb.no_stick"), t("sync.usb.no_stick_hint"), icon=ft.Icons.USB)
        )
    parts += [keyed(str(one.path), StickCard, one, now_ms, actions) for one in sticks]
    parts.append(
        card(
            heading(t("sync.usb.elsewhere")),
            soft_text(t("sync.usb.elsewhere_hint")),
            ft.Row(
                [
                    button("sync.usb.save", t("sync.usb.save"), actions.save,
                           icon=ft.Icons.DOWNLOAD),
                    button("sync.usb.pick", t("sync.usb.pick"), actions.pick,
                           icon=ft.Icons.UPLOAD_FILE),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
            ),
        )
    )  # fmt: skip
    return stack(parts, scroll=True)


@memo
def StickCard(stick: Stick, now_ms: int, actions: UsbActions) -> ft.Control:
    parts: list[ft.Control] = [
        heading(stick.name),
        soft_text(t("sync.usb.free", size=size_text(stick.bytes_free), path=stick.path)),
        ft.Row([big_button(f"sync.usb.export:{stick.path}", t("sync.usb.export"),
                           lambda: actions.export(stick.path), icon=ft.Icons.SAVE_ALT)]),
    ]  # fmt: skip
    if stick.files:
        parts.append(text(t("sync.usb.files"), bold=True))
    for file in stick.files[:FILES_SHOWN]:
        told = t("sync.usb.file", size=size_text(file.bytes), when=moment(file.changed_ms, now_ms))
        parts.append(
            ft.Row(
                [
                    ft.Column([text(file.path.name), soft_text(told)], spacing=0, tight=True,
                              expand=True),
                    button(
                        f"sync.usb.read:{file.path}", t("sync.usb.read"),
                        lambda path=file.path: actions.read(path),  # type: ignore[misc]
                        icon=ft.Icons.FILE_OPEN,
                    ),
                ],
                spacing=GAP,
            )
        )  # fmt: skip
    if len(stick.files) > FILES_SHOWN:
        parts.append(soft_text(t("sync.usb.older", count=len(stick.files) - FILES_SHOWN)))
    return card(*parts)


def _outcome(stage: UsbStage, now_ms: int) -> list[ft.Control]:
    match stage:
        case Exported():
            return [
                card(
                    status_chip("done", t("sync.usb.exported"), loud=True),
                    heading(stage.name),
                    text(t("sync.usb.exported_count", count=f"{stage.batches:,}")),
                    soft_text(t(f"sync.usb.exported_{stage.hint}")),
                    status="done",
                )
            ]
        case Imported():
            return [report_card(stage.name, stage.report, now_ms)]
        case Failed():
            return [
                card(
                    heading(stage.name),
                    refusal_line(refusal_text(stage.refused)),
                    soft_text(t("sync.usb.nothing_changed")),
                    status="late",
                )
            ]
    return []


def report_card(name: str, report: BundleReport, now_ms: int) -> ft.Control:
    """What came, what was here already, what was not taken and why, and whether it ended early."""
    lines: list[ft.Control] = [
        status_chip("late" if report.torn else "done",
                    t("sync.usb.torn_chip" if report.torn else "sync.usb.imported"), loud=True),
        heading(name),
    ]  # fmt: skip
    if report.made_ms is not None:
        when = moment(report.made_ms, now_ms)
        lines.append(soft_text(t("sync.usb.made", letter=report.letter or "?", when=when)))
    lines.append(
        text(t("sync.usb.came", new=f"{report.new:,}", already=f"{report.already:,}"), bold=True)
    )
    if report.photos:
        lines.append(text(t("sync.usb.photos", count=f"{report.photos:,}")))
    if report.torn:
        lines.append(text(t("sync.usb.torn")))
    for code in dict.fromkeys(report.refused):
        known = code if code in NOT_TAKEN else "other"
        lines.append(refusal_line(t(f"sync.not_taken.{known}")))
    if report.refused:
        lines.append(soft_text(t("sync.usb.rest_is_here")))
    return card(*lines, status="late" if report.torn or report.refused else "done")


def scaled(step: Step) -> tuple[int, int, str]:
    """Bytes in numbers that can be read."""
    if step.total >= MEGABYTE:
        return step.done // MEGABYTE, max(1, step.total // MEGABYTE), "megabytes"
    return step.done // KILOBYTE, -(-step.total // KILOBYTE), "kilobytes"


def size_text(count: int) -> str:
    if count >= GIGABYTE:
        return t("settings.device.gigabytes", gigabytes=f"{count / GIGABYTE:,.1f}")
    if count >= MEGABYTE:
        return t("settings.device.megabytes", megabytes=f"{count / MEGABYTE:,.1f}")
    return t("sync.usb.kilobytes", kilobytes=f"{max(1, count // KILOBYTE):,}")
