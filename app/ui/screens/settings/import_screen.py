"""取り込み: pick a file, see what it would do, correct how it is read, then write it whole."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.documents.readers.headers import Kind
from app.documents.readers.table import doubt_key, step_key
from app.domain.calendar_jp import day_of, day_text, time_text
from app.services.import_texts import written_as
from app.store.queries.imports import ImportRun
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import number_stepper, refusal_line
from app.ui.components.progress import progress_card
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import StatusName
from app.ui.scale import GAP
from app.ui.screens.settings.import_columns import Columns, OnSlot
from app.ui.screens.settings.import_problems import Problems
from app.ui.screens.settings.import_state import (
    Picking,
    Preview,
    Reading,
    Stage,
    Writing,
    Written,
)
from app.ui.screens.settings.menu import page_head

COUNTED: tuple[tuple[str, StatusName], ...] = (
    ("new", "ready"), ("changed", "waiting"), ("same", "done"), ("joined", "done"),
    ("skipped", "stopped"), ("error", "late"),
)  # fmt: skip
ALWAYS = ("new", "changed", "same")


@dataclass(frozen=True)
class ImportActions:
    pick: Callable[[], Awaitable[None]]
    stop: Callable[[], None]
    again: Callable[[], None]
    set_kind: Callable[[Kind], Awaitable[None]]
    set_sheet: Callable[[int], Awaitable[None]]
    set_header: Callable[[int], Awaitable[None]]
    set_slot: OnSlot
    write: Callable[[], Awaitable[None]]


@component
def ImportScreen(stage: Stage, runs: tuple[ImportRun, ...], actions: ImportActions) -> ft.Control:
    match stage:
        case Picking():
            return stack([page_head("import"), *_picking(stage, runs, actions)], scroll=True)
        case Reading():
            words = t(step_key(stage.step), done=f"{stage.done:,}", total=f"{stage.total:,}")
            bar = progress_card(
                "import.reading", words, stage.done, stage.total or None, actions.stop
            )
            return stack([page_head("import"), heading(stage.name), bar])
        case Writing():
            bar = progress_card("import.writing", t("import.screen.writing"), 0, None)
            return stack([page_head("import"), heading(stage.name), bar])
        case Written():
            return stack([page_head("import"), _written(stage, actions)], scroll=True)
        case Preview():
            return PreviewScreen(stage, actions)


@component
def PreviewScreen(preview: Preview, actions: ImportActions) -> ft.Control:
    part, set_part = ft.use_state("columns")
    problems = len(preview.forecast.problems)
    parts = (
        ("columns", t("import.screen.columns")),
        ("problems", t("import.screen.problems", count=problems)),
    )
    shown = Problems(preview) if part == "problems" else Columns(preview.mapping, actions.set_slot)
    return stack(
        [
            page_head("import", quiet_button("import.again", t("import.screen.other_file"),
                                             actions.again, icon=ft.Icons.UPLOAD_FILE)),
            _summary(preview, actions),
            _how_read(preview, actions),
            choice_chips("import.part", t("import.screen.look_at"), parts, part,
                         lambda code: set_part(code or part)),
            shown,
        ],
        scroll=True,
    )  # fmt: skip


def _picking(
    stage: Picking, runs: tuple[ImportRun, ...], actions: ImportActions
) -> list[ft.Control]:
    pick = big_button(
        "import.pick", t("frame.pick_file"), actions.pick, icon=ft.Icons.UPLOAD_FILE
    )  # fmt: skip
    parts: list[ft.Control] = []
    if stage.refusal:
        parts.append(card(refusal_line(stage.refusal), status="late"))
    parts.append(
        empty_state(
            t("import.screen.what_files"),
            t("import.screen.nothing_yet"),
            pick,
            icon=ft.Icons.UPLOAD_FILE,
        )
    )
    if runs:
        columns = (
            Column(t("import.screen.when"), 3),
            Column(t("import.screen.file"), 4),
            Column(t("import.screen.counts"), 4),
        )
        rows = [
            (
                _when(run.at),
                t("import.screen.run_of", file=run.file_name, kind=_kind(run.kind)),
                t("import.screen.run", new=run.new, changed=run.changed, same=run.same),
            )
            for run in runs
        ]
        parts.append(card(heading(t("import.screen.before")), table(columns, rows)))
    return parts


def _summary(preview: Preview, actions: ImportActions) -> ft.Control:
    counts = preview.forecast.counts
    chips: list[ft.Control] = [
        status_chip(status, f"{t(f'import.screen.count_{name}')} {counts[name]:,}",
                    loud=name == "error" and counts[name] > 0)
        for name, status in COUNTED
        if counts[name] or name in ALWAYS
    ]  # fmt: skip
    lines: list[ft.Control] = [
        heading(preview.file.name),
        ft.Row(chips, wrap=True, spacing=GAP, run_spacing=GAP),
    ]
    if preview.imported_at is not None:
        lines.append(text(t("import.screen.seen", when=_when(preview.imported_at))))
    for name in preview.mapping.missing:
        lines.append(refusal_line(t("import.screen.missing", slot=t(f"import.slot.{name}"))))
    for doubt in (*preview.decoded.doubts, *preview.mapping.doubts):
        lines.append(text(t(doubt_key(doubt))))
    if counts["error"]:
        lines.append(text(t("import.screen.errors_stay", count=counts["error"])))
    if preview.forecast.writes:
        words = t("import.screen.write", new=counts["new"], changed=counts["changed"])
        lines.append(big_button("import.write", words, actions.write, icon=ft.Icons.DOWNLOAD_DONE))
    else:
        lines.append(text(t("import.screen.nothing_new"), bold=True))
    return card(*lines, status="late" if counts["error"] else None)


def _how_read(preview: Preview, actions: ImportActions) -> ft.Control:
    """What kind of list it is, on which sheet, below which header."""
    mapping, tables = preview.mapping, preview.decoded.tables
    kinds = tuple((str(kind), t(f"import.screen.kind_{kind}")) for kind in Kind)

    async def set_kind(code: str | None) -> None:
        if code is not None:
            await actions.set_kind(Kind(code))

    async def set_sheet(code: str | None) -> None:
        if code is not None:
            await actions.set_sheet(int(code))

    async def set_header(row: int | None) -> None:
        if row is not None and row != mapping.header_row:
            await actions.set_header(row)

    parts: list[ft.Control] = [
        choice_chips("import.kind", t("import.screen.kind"), kinds, str(mapping.kind), set_kind)
    ]
    if len(tables) > 1:
        sheets = tuple((str(n), table.name or str(n + 1)) for n, table in enumerate(tables))
        chosen = str(mapping.sheet)
        parts.append(choice_chips("import.sheet", t("import.screen.sheet"), sheets, chosen,
                                  set_sheet))  # fmt: skip
    parts.append(
        number_stepper("import.header", t("import.screen.header"), mapping.header_row, set_header,
                       most=20, unit=t("import.screen.header_unit"))
    )  # fmt: skip
    origin = t(mapping.origin_key)
    form = written_as(preview.decoded)
    parts.append(soft_text(t("import.screen.read_from", origin=origin, form=form)))
    return card(*parts)


def _written(stage: Written, actions: ImportActions) -> ft.Control:
    counts = stage.counts
    lines: list[ft.Control] = [
        status_chip("done", t("import.screen.done"), loud=True),
        heading(stage.name),
        text(t("import.screen.run", new=counts["new"], changed=counts["changed"],
               same=counts["same"])),
    ]  # fmt: skip
    if counts["error"]:
        lines.append(text(t("import.screen.errors_left", count=counts["error"])))
    lines.append(soft_text(t(f"import.screen.then_{stage.kind}")))
    lines.append(button("import.again", t("import.screen.other_file"), actions.again,
                        icon=ft.Icons.UPLOAD_FILE))  # fmt: skip
    return card(*lines, status="done")


def _when(at: int) -> str:
    return f"{day_text(day_of(at), current_look().language)} {time_text(at)}"


def _kind(code: str) -> str:
    return t(f"import.screen.kind_{code}")
