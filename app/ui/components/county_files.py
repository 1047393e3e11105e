"""Files of something in a county: pick, shrink, seal, attach; open in the browser, remove."""

import flet as ft

from app.services.blobs import BlobMissing
from app.services.command import Refused
from app.services.county_attachments import AttachFile, RemoveFile
from app.services.county_files import PDF, FileUnfit, made_fit, shown_as
from app.store.queries.county_notices import AttachedFile
from app.ui.component import component
from app.ui.components.buttons import button, icon_button, quiet_button
from app.ui.components.county_form import LOOKS_PERSONAL
from app.ui.components.fields import refusal_line
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, PickedFile, pick_files
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime, current_runtime
from app.ui.scale import GAP
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag
from sync.core.errors import BadInput, DamagedFile, LogFull, LogUnwritable
from sync.core.ids import EntityId

MEBIBYTE = 1024 * 1024


@component
def FileStrip(
    subject: EntityId, files: tuple[AttachedFile, ...], may_change: bool, label: str | None = None
) -> ft.Control:
    """The files of one record; `may_change` shows what adds and removes them."""
    runtime = current_runtime()
    problem, set_problem = ft.use_state("")
    once = use_once()

    async def add() -> bool:
        set_problem("")
        try:
            picked = await pick_files(several=True)
        except FileTooBigError:
            set_problem(t("frame.file_too_big", limit=FILE_BYTES_MAX // MEBIBYTE))
            return False
        said = [await attach(runtime, subject, file) for file in picked]
        set_problem("\n".join(dict.fromkeys(words for words in said if words)))
        return False

    parts: list[ft.Control] = [
        _file_row(file, number, may_change) for number, file in enumerate(files, start=1)
    ]
    if may_change:
        parts.append(
            quiet_button(
                row_tag("county_files.add", subject), label or t("county_notices.attach"),
                once.of(add), icon=ft.Icons.ATTACH_FILE,
            )
        )  # fmt: skip
    if problem:
        parts.append(refusal_line(problem))
    return ft.Column(parts, spacing=GAP, tight=True)


def _file_row(file: AttachedFile, number: int, may_change: bool) -> ft.Control:
    runtime = current_runtime()
    name = file.name or t("county_notices.file_name", number=number)

    async def open_it() -> None:
        await open_file(runtime, file, name)

    async def remove() -> None:
        await send_or_say(runtime, RemoveFile(file.id), t("county_notices.removed_file"))

    row: list[ft.Control] = [
        button(row_tag("county_files.open", file.id), t("county_notices.open_file", name=name),
               open_it,
               icon=ft.Icons.PICTURE_AS_PDF if file.media_type == PDF else ft.Icons.IMAGE)
    ]  # fmt: skip
    if may_change:
        row.append(
            icon_button(row_tag("county_files.remove", file.id), ft.Icons.DELETE_OUTLINE,
                        t("county_notices.remove_file"), remove)
        )  # fmt: skip
    return ft.Row(row, wrap=True, spacing=GAP)


async def open_file(runtime: Runtime, file: AttachedFile, name: str) -> None:
    """Shows a file in the browser; what is not here (yet) is said at the bottom."""
    blobs = runtime.county.blobs
    try:
        content = await runtime.work(lambda: blobs.get(file.blob, file.key))
    except BlobMissing:
        runtime.notify(t("county_notices.file_missing"), tone="late")
        return
    except DamagedFile:
        runtime.notify(t("county_notices.file_damaged"), tone="late")
        return
    media_type = shown_as(content)
    if media_type is None:
        runtime.notify(t("refused.county_file_unusable"), tone="late")
        return
    await runtime.open_paper(Paper(content, name, media_type))


async def attach(runtime: Runtime, subject: EntityId, file: PickedFile) -> str | None:
    """Makes fit, seals and records one picked file; what went wrong, in words, or None. A name of a
    file that looks as if it named a person is left away."""
    try:
        fit = await runtime.work(lambda: made_fit(file.content))
        blobs = runtime.county.blobs
        sealed = await runtime.work(lambda: blobs.put(fit.content))
    except FileUnfit as unfit:
        return refusal_text(Refused(unfit.code, unfit.params))
    except LogFull:
        return t("refused.disk_full")
    except (BadInput, LogUnwritable):
        return t("refused.disk_unwritable")
    command = AttachFile(subject, sealed.hash, sealed.size, fit.media_type, sealed.key, file.name)
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused) and outcome.code == LOOKS_PERSONAL:
        nameless = AttachFile(subject, sealed.hash, sealed.size, fit.media_type, sealed.key)
        outcome = await runtime.submit(nameless)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return refusal_text(outcome)
    runtime.sound("accepted")
    runtime.notify(t("county_notices.attached"), ok=outcome)
    return None
