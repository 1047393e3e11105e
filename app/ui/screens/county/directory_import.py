"""The directory out of a spreadsheet: pick, look at what would change line by line, then import."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import flet as ft

from app.documents.readers.decode import decode
from app.documents.readers.directory_rows import DirectoryRow, directory_rows
from app.documents.readers.table import FileRefused
from app.services.command import Refused
from app.services.counties import county_actor
from app.services.county_directory_import import (
    OUTCOMES,
    DirectoryForecast,
    ForecastLine,
    ImportDirectory,
    foresee_directory,
)
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.county_layout import acts
from app.ui.components.fields import refusal_line
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, PickedFile, pick_files
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.palette import StatusName
from app.ui.runtime import current_runtime
from app.ui.sending import send_or_say

MEBIBYTE = 1024 * 1024
Pick: TypeAlias = Callable[..., Awaitable[tuple[PickedFile, ...]]]
LINES_SHOWN = 200
_TONES: dict[str, StatusName] = {
    "new": "done", "changed": "ready", "same": "waiting", "error": "late",
}  # fmt: skip


@component
def DirectoryImport(close: Callable[[], None], pick_from: Pick = pick_files) -> ft.Control:
    """`pick_from` opens the browser's dialog."""
    runtime = current_runtime()
    nothing: tuple[DirectoryRow, ...] = ()
    rows, set_rows = ft.use_state(nothing)
    unknown: DirectoryForecast | None = None
    forecast, set_forecast = ft.use_state(unknown)
    problem, set_problem = ft.use_state("")
    once = use_once()

    async def pick() -> bool:
        set_problem("")
        set_forecast(None)
        try:
            files = await pick_from("csv", "xlsx")
            if not files:
                return False
            content = files[0].content
            read = await runtime.work(lambda: directory_rows(decode(content)))
        except FileTooBigError:
            set_problem(t("frame.file_too_big", limit=FILE_BYTES_MAX // MEBIBYTE))
            return False
        except FileRefused as refused:
            set_problem(t(refused.key, **refused.params))
            return False
        county, actor = runtime.county, county_actor(runtime.actor)
        said = await runtime.work(lambda: county.foresee(foresee_directory(read), actor))
        set_rows(read)
        set_forecast(said)
        return False

    async def go() -> bool:
        done = await send_or_say(runtime, ImportDirectory(rows), t("county_agreement.imported"))
        if done:
            close()
        return done

    parts: list[ft.Control] = [
        section_header(t("county_agreement.import_title"), note=t("county_agreement.import_hint")),
        acts(
            button("county_agreement.pick", t("county_agreement.import"), once.of(pick),
                   icon=ft.Icons.UPLOAD_FILE),
            quiet_button("county_agreement.back", t("frame.close"), close),
        ),
    ]  # fmt: skip
    if problem:
        parts.append(refusal_line(problem))
    if forecast is not None:
        parts += _forecast(forecast)
        if forecast.writes:
            parts.append(
                big_button("county_agreement.import_go", t("county_agreement.import_go"),
                           once.of(go), icon=ft.Icons.CHECK)
            )  # fmt: skip
    return stack(parts, scroll=True)


def _forecast(forecast: DirectoryForecast) -> list[ft.Control]:
    counts = {outcome: forecast.count(outcome) for outcome in OUTCOMES}
    columns = (
        Column("", 2), Column(t("county_agreement.choose_council"), 4),
        Column(t("county_agreement.duty_title"), 4), Column("", 6),
    )  # fmt: skip
    ordered = sorted(forecast.lines, key=lambda line: (line.outcome != "error", line.number))
    lines = [_line(line) for line in ordered if line.outcome != "same"][:LINES_SHOWN]
    parts: list[ft.Control] = [card(heading(t("county_agreement.import_counts", **counts)))]
    if lines:
        parts.append(table(columns, lines))
    return parts


def _line(line: ForecastLine) -> tuple[str | ft.Control, ...]:
    outcome = status_chip(_TONES[line.outcome], t(f"county_agreement.outcome_{line.outcome}"))
    why = refusal_text(Refused(line.why)) if line.why else ""
    number = t("county_agreement.import_line", number=line.number)
    beside = ft.Row([outcome, text(why, expand=True)], spacing=12)
    return (number, line.council, line.title, beside)
