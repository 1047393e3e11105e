"""The wiring of the pages that read and write files: USB and the backup.

The browser's own files come and go as bytes; they are sealed, so on their way they may lie in a
folder for a moment.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar, cast

import flet as ft

from app.services.command import Refused
from app.services.sync_view import BundleReport, Stick
from app.ui.component import component
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, PickedFile, pick_files
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.sync.acting import long_work
from app.ui.screens.sync.backup import BackupActions, BackupScreen, BackupStage, Made, Making
from app.ui.screens.sync.usb import (
    Exported,
    Failed,
    Imported,
    Running,
    UsbActions,
    UsbScreen,
    UsbStage,
)
from app.ui.sync_port import OnStep, SyncPort
from app.ui.use_sync import use_sync
from app.ui.use_task import use_task

T = TypeVar("T")
Pick = Callable[[], Awaitable[tuple[PickedFile, ...]]]
LOOK_S = 3  # how often it is looked whether a stick was put in
MEGABYTE = 1024 * 1024
SEALED_FILE = "application/octet-stream"
# What the browser saves, a browser must be able to read.
PHOTOS_BY_BROWSER = FILE_BYTES_MAX // 2


async def pick_bundle() -> tuple[PickedFile, ...]:
    return await pick_files("tasuki")


def use_sticks() -> tuple[tuple[Stick, ...], Callable[[], None]]:
    """The sticks as they are now, and a way to look again. A hook."""
    runtime = current_runtime()
    turn, set_turn = ft.use_state(0)

    def look() -> None:
        set_turn(lambda now: now + 1)

    async def keep_looking() -> None:
        while True:
            await runtime.sleep(LOOK_S)
            look()

    use_task(keep_looking)
    state = use_sync(lambda port: port.sticks(), turn)
    value = getattr(state, "value", None)
    return cast("tuple[Stick, ...]", value or ()), look


@component
def UsbRoute(pick: Pick = pick_bundle) -> ft.Control:
    runtime = current_runtime()
    kept = cast("tuple[UsbStage, Callable[[UsbStage], None]]", ft.use_state(None))
    stage, set_stage = kept
    sticks, look = use_sticks()
    desk = use_kept(lambda: UsbDesk(runtime))
    desk.show, desk.pick, desk.look = set_stage, pick, look
    actions = use_kept(desk.actions)
    return UsbScreen(sticks, stage, runtime.clock.now_ms(), actions)


class UsbDesk:
    """One page of one session. `show` draws another stage."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.show: Callable[[UsbStage], None] = lambda _stage: None
        self.pick: Pick = pick_bundle
        self.look: Callable[[], None] = lambda: None

    def actions(self) -> UsbActions:
        return UsbActions(self.export, self.read, self.save, self.choose, self.look_again)

    def look_again(self) -> None:
        self.look()

    async def export(self, folder: Path) -> None:
        await self._export(folder.name or str(folder), lambda port, step: port.export_bundle(
            folder, self.runtime.actor, step))  # fmt: skip
        self.look()

    async def save(self) -> None:
        """By the browser: it asks where to, or keeps it among its downloads."""
        actor = self.runtime.actor

        def job(port: SyncPort, step: OnStep) -> int | Refused:
            found, answer = into_memory(
                lambda folder: port.export_bundle(folder, actor, step, PHOTOS_BY_BROWSER),
                failed=Refused,
            )
            papers.append(found)
            return answer

        papers: list[Paper | None] = []
        await self._export(t("sync.usb.save"), job, "saved")
        if papers and papers[0] is not None:
            await self.runtime.open_paper(papers[0])

    async def _export(
        self, name: str, job: Callable[[SyncPort, OnStep], int | Refused], hint: str = "stick"
    ) -> None:
        after: UsbStage = None
        try:
            answer = await long_work(self.runtime, job, self._bar("export", name))
            after = (
                Exported(name, answer, hint) if isinstance(answer, int) else Failed(name, answer)
            )
            self._sound(after)
        finally:
            self.show(after)

    async def read(self, path: Path) -> None:
        actor = self.runtime.actor
        await self._import(path.name, lambda port, step: port.import_bundle(path, actor, step))

    async def choose(self) -> None:
        try:
            files = await self.pick()
        except FileTooBigError:
            limit = FILE_BYTES_MAX // MEGABYTE
            self.runtime.sound("refused")
            self.runtime.notify(t("frame.file_too_big", limit=limit), tone="late")
            return
        if not files:
            return
        file, actor = files[0], self.runtime.actor

        def job(port: SyncPort, step: OnStep) -> BundleReport | Refused:
            with TemporaryDirectory(prefix="tasuki-") as folder:
                path = Path(folder) / "picked.tasuki"
                path.write_bytes(file.content)
                return port.import_bundle(path, actor, step)

        await self._import(file.name, job)

    async def _import(
        self, name: str, job: Callable[[SyncPort, OnStep], BundleReport | Refused]
    ) -> None:
        after: UsbStage = None
        try:
            answer = await long_work(self.runtime, job, self._bar("import", name))
            after = Failed(name, answer) if isinstance(answer, Refused) else Imported(name, answer)
            self._sound(after)
        finally:
            self.show(after)

    def _bar(self, what: str, name: str) -> Callable[..., None]:
        return lambda step: self.show(Running(what, name, step)) if step is not None else None

    def _sound(self, after: UsbStage) -> None:
        self.runtime.sound("refused" if isinstance(after, Failed) else "accepted")


def into_memory(write: Callable[[Path], T], *, failed: type[Refused]) -> tuple[Paper | None, T]:
    """What `write` puts into a folder, to be handed to the browser; and its answer."""
    with TemporaryDirectory(prefix="tasuki-") as folder:
        answer = write(Path(folder))
        if isinstance(answer, failed):
            return None, answer
        made = next(iter(sorted(Path(folder).glob("*.tasuki*"))), None)
        if made is None:
            return None, answer
        return Paper(made.read_bytes(), made.name, SEALED_FILE, inline=False), answer


@component
def BackupRoute() -> ft.Control:
    runtime = current_runtime()
    kept = cast("tuple[BackupStage, Callable[[BackupStage], None]]", ft.use_state(None))
    stage, set_stage = kept
    sticks, _look = use_sticks()
    state = use_sync(lambda port: port.state())

    async def make(folder: Path | None, passphrase: str) -> Refused | None:
        actor = runtime.actor
        papers: list[Paper | None] = []

        def job(port: SyncPort, step: OnStep) -> int | Refused:
            if folder is not None:
                return port.back_up(folder, passphrase, actor, step)
            paper, answer = into_memory(
                lambda place: port.back_up(place, passphrase, actor, step), failed=Refused
            )
            papers.append(paper)
            return answer

        after: BackupStage = None
        try:
            answer = await long_work(
                runtime, job, lambda step: set_stage(Making(step)) if step is not None else None
            )
            if isinstance(answer, Refused):
                runtime.sound("refused")
                return answer
            runtime.sound("accepted")
            after = Made(answer, str(folder) if folder is not None else "")
        finally:
            set_stage(after)
        if papers and papers[0] is not None:
            await runtime.open_paper(papers[0])
        return None

    actions = BackupActions(make)
    return shown(state, lambda _state: BackupScreen(sticks, stage, actions))
