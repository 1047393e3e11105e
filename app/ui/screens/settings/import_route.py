"""The import's wiring: threads for the reading, one command for the writing."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import cast

import flet as ft

from app.documents.readers.columns import Mapping, recognise
from app.documents.readers.headers import Kind
from app.documents.readers.table import FileRefused, Stopped
from app.services.command import Refused
from app.services.imports import ImportFile
from app.store.queries.imports import import_runs
from app.ui.component import component
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, PickedFile, pick_files
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import refusal_text, t
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.settings.import_screen import ImportActions, ImportScreen
from app.ui.screens.settings.import_state import (
    Picking,
    Preview,
    Reading,
    Stage,
    Watch,
    Writing,
    Written,
    first_preview,
    next_preview,
)
from app.ui.use_query import use_query

EXTENSIONS = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls")
TICK_S = 0.2
MEGABYTE = 1024 * 1024
Pick = Callable[[], Awaitable[tuple[PickedFile, ...]]]


async def pick_list() -> tuple[PickedFile, ...]:
    return await pick_files(*EXTENSIONS)


@component
def ImportRoute(pick: Pick = pick_list) -> ft.Control:
    runtime = current_runtime()
    kept = cast("tuple[Stage, Callable[[Stage], None]]", ft.use_state(Picking()))
    stage, set_stage = kept
    desk = use_kept(lambda: _ImportDesk(runtime))
    desk.stage, desk.show, desk.pick = stage, set_stage, pick
    runs = use_query(import_runs, ("import_run",))
    actions = use_kept(desk.actions)
    return shown(runs, lambda rows: ImportScreen(stage, rows, actions))


class _ImportDesk:
    """One import of one session. `stage` is what is drawn, `show` draws another one."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.stage: Stage = Picking()
        self.show: Callable[[Stage], None] = lambda _stage: None
        self.pick: Pick = pick_list
        self._watch = Watch("")

    def actions(self) -> ImportActions:
        return ImportActions(
            self.choose, self.stop, lambda: self.show(Picking()), self.set_kind, self.set_sheet,
            self.set_header, self.set_slot, self.write,
        )  # fmt: skip

    async def choose(self) -> None:
        try:
            files = await self.pick()
        except FileTooBigError:
            limit = FILE_BYTES_MAX // MEGABYTE
            self.show(Picking(t("frame.file_too_big", limit=limit)))
            return
        if not files:
            return
        file = files[0]
        operation, actor, today = self.runtime.operation, self.runtime.actor, self._today()
        await self._read(
            file.name, lambda watch: first_preview(file, operation, actor, today, watch)
        )

    def stop(self) -> None:
        self._watch.stopped = True

    async def set_kind(self, kind: Kind) -> None:
        if isinstance(self.stage, Preview) and kind is not self.stage.mapping.kind:
            await self._again(recognise(self.stage.decoded, kind))

    async def set_sheet(self, sheet: int) -> None:
        if isinstance(self.stage, Preview):
            kind = self.stage.mapping.kind
            await self._again(recognise(self.stage.decoded, kind, sheet=sheet))

    async def set_header(self, row: int) -> None:
        if isinstance(self.stage, Preview):
            now = self.stage.mapping
            await self._again(
                recognise(self.stage.decoded, now.kind, sheet=now.sheet, header_row=row)
            )

    async def set_slot(self, index: int, name: str | None) -> None:
        if isinstance(self.stage, Preview):
            await self._again(self.stage.mapping.with_slot(index, name))

    async def write(self) -> None:
        """The worker decides once more over what holds then; what it answers is what was done."""
        preview = self.stage
        if not isinstance(preview, Preview):
            return
        self.show(Writing(preview.file.name))
        outcome = await self.runtime.submit(ImportFile(preview.plan))
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            self.runtime.notify(refusal_text(outcome), tone="late")
            self.show(preview)
            return
        self.runtime.sound("accepted")
        self.runtime.notify(t("import.screen.done"), ok=outcome)
        counts = {
            name: int(str(count)) for name, count in outcome.notices[0].params.items()
        }  # fmt: skip
        self.show(Written(preview.file.name, preview.plan.kind, counts))

    async def _again(self, mapping: Mapping) -> None:
        preview = self.stage
        assert isinstance(preview, Preview)
        operation, actor, today = self.runtime.operation, self.runtime.actor, self._today()
        await self._read(
            preview.file.name,
            lambda watch: next_preview(
                preview.file, preview.decoded, mapping, operation, actor, today, watch
            ),
            back=preview,
        )

    async def _read(
        self, name: str, job: Callable[[Watch], Preview], *, back: Stage | None = None
    ) -> None:
        """Runs a job on a worker and shows how far it is; a stop goes back to where it began."""
        watch = self._watch = Watch(name)
        running = True

        async def tick() -> None:
            while running:
                self.show(watch.now)
                await self.runtime.sleep(TICK_S)

        if back is None:
            self.show(Reading(name))
        self.runtime.spawn(self._later(tick), counted=False)
        after: Stage = back or Picking()
        try:
            after = await self.runtime.work(lambda: job(watch))
        except FileRefused as refused:
            after = Picking(t(refused.key, **refused.params))
            self.runtime.sound("refused")
        except Stopped:
            pass
        finally:
            running = False
            self.show(after)

    async def _later(self, tick: Callable[[], Awaitable[None]]) -> None:
        """A short job ends before its progress is drawn: then nothing flickers."""
        await self.runtime.sleep(TICK_S)
        await tick()

    def _today(self) -> date:
        return date.fromisoformat(self.runtime.today)
