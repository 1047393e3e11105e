"""A file of stock, times or weights: picked, foreseen line by line, then taken in as one act."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.documents.readers.table import FileRefused
from app.services.county_goods_import import GoodsFile
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county_layout import acts
from app.ui.components.fields import refusal_line
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, pick_files
from app.ui.components.texts import soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.sending import send_or_say

MEBIBYTE = 1024 * 1024
BAD_SHOWN_MAX = 12
Foresee = Callable[[bytes], Awaitable[GoodsFile]]


@dataclass(frozen=True)
class _State:
    file: GoodsFile | None = None
    name: str = ""
    problem: str = ""


@component
def FileIn(tag: str, label: str, foresee: Foresee) -> ft.Control:
    """`foresee` says what a file would do; nothing is written before it is confirmed."""
    runtime = current_runtime()
    state, set_state = ft.use_state(_State())
    once = use_once()

    async def pick() -> None:
        try:
            picked = await pick_files("csv", "xlsx", "txt", "tsv")
            if picked:
                set_state(_State(await foresee(picked[0].content), picked[0].name))
        except FileTooBigError:
            problem = t("frame.file_too_big", limit=FILE_BYTES_MAX // MEBIBYTE)
            set_state(_State(problem=problem))
        except FileRefused as refused:
            set_state(_State(problem=t(refused.key, **refused.params)))

    async def take() -> bool:
        file = state.file
        if file is None or file.command is None:
            return False
        said = t("county_goods.file_taken", count=file.lines)
        if await send_or_say(runtime, file.command, said):
            set_state(_State())
        return False

    parts: list[ft.Control] = [button(tag, label, pick, icon=ft.Icons.UPLOAD_FILE)]
    if state.problem:
        parts.append(refusal_line(state.problem))
    if state.file is not None:
        parts.append(_foreseen(tag, state.file, state.name, once.of(take),
                               lambda: set_state(_State())))  # fmt: skip
    return ft.Column(parts, spacing=8, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _foreseen(
    tag: str, file: GoodsFile, name: str, take: Callable[[], Awaitable[None]],
    close: Callable[[], None],
) -> ft.Control:  # fmt: skip
    parts: list[ft.Control] = [
        text(name, bold=True), text(t("county_goods.file_lines", count=file.lines)),
    ]  # fmt: skip
    if file.left_out:
        parts.append(soft_text(t("county_goods.file_estimates", count=file.left_out)))
    if file.bad:
        ink = palette().late.ink
        parts.append(text(t("county_goods.file_bad", count=len(file.bad)), bold=True, colour=ink))
        parts += [
            soft_text(t(f"county_goods.line_{bad.code}", number=bad.number, words=bad.words))
            for bad in file.bad[:BAD_SHOWN_MAX]
        ]
    row: list[ft.Control] = []
    if file.command is not None:
        row.append(big_button(f"{tag}.take", t("county_goods.file_take", count=file.lines), take,
                              icon=ft.Icons.CHECK))  # fmt: skip
    row.append(quiet_button(f"{tag}.close", t("frame.close"), close))
    return card(*parts, acts(*row), padding=12, spacing=6)
