"""Photographs on the page of a need and on the survey sheet: consent first, then pick.

A picked file is shrunk, turned upright and stripped of where it was taken before anything of it is
kept; what is kept is sealed. A preview opens large below the strip, with what it shows.
"""

from collections.abc import Callable

import flet as ft

from app.documents.photographs import MEDIA_TYPE, NotAPhotograph, photograph
from app.services.blobs import BlobMissing
from app.services.command import Command, Outcome, Refused
from app.services.needs import ChangeNeed
from app.services.photos import AddPhoto, DescribePhoto, RemovePhoto
from app.store.queries.needs_history import PhotoLine
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips, yes_no
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.files import FILE_BYTES_MAX, FileTooBigError, PickedFile, pick_files
from app.ui.components.progress import progress_card
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import Runtime, current_runtime, guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.needs.wording import moment_words
from app.ui.tagged import row_tag, tagged
from sync.core.errors import BadInput, DamagedFile, LogFull, LogUnwritable
from sync.core.ids import EntityId

PREVIEW = 160
MEBIBYTE = 1024 * 1024


@component
def PhotoStrip(
    need: EntityId, photos: tuple[PhotoLine, ...], consent: bool, survey: EntityId | None
) -> ft.Control:
    """`consent`: the resident agreed to photographs; without it none can be added."""
    runtime = current_runtime()
    no_photo: EntityId | None = None
    opened, set_opened = ft.use_state(no_photo)
    problem, set_problem = ft.use_state("")
    under_way, set_under_way = ft.use_state((0, 0))
    once = use_once()

    async def add() -> bool:
        set_problem("")
        try:
            files = await pick_files(several=True, images=True)
        except FileTooBigError:
            set_problem(t("frame.file_too_big", limit=FILE_BYTES_MAX // MEBIBYTE))
            return False
        problems: list[str] = []
        for place, file in enumerate(files):
            set_under_way((place, len(files)))
            said = await keep_photo(runtime, need, file, survey)
            if said is not None and said not in problems:
                problems.append(said)
        set_problem("\n".join(problems))
        set_under_way((0, 0))
        return False

    async def agree(value: bool | None) -> None:
        await runtime.submit(ChangeNeed(need, {"photo_consent": value}))

    parts: list[ft.Control] = [heading(t("needs.part_photos"))]
    if not photos and not consent:
        parts.append(soft_text(t("needs.photo_consent_first")))
    if photos:
        parts.append(_strip(photos, opened, set_opened))
    chosen = next((photo for photo in photos if photo.id == opened), None)
    if chosen is not None:
        parts.append(keyed(chosen.id, PhotoLarge, chosen, lambda: set_opened(None)))
    if under_way[1]:
        parts.append(progress_card("needs.photos", t("needs.photo_keeping"), *under_way))
    if consent:
        parts.append(
            button("needs.photo_add", t("needs.photo_add"), once.of(add), icon=ft.Icons.ADD_A_PHOTO)
        )
    else:
        parts.append(yes_no("needs.photo_consent", t("need_field.photo_consent"), None, agree))
    if problem:
        parts.append(refusal_line(problem))
    return card(*parts)


async def keep_photo(
    runtime: Runtime, need: EntityId, file: PickedFile, survey: EntityId | None
) -> str | None:
    """Shrinks, seals and records one picked file; what went wrong, in words, or None."""
    try:
        shrunk = await runtime.work(lambda: photograph(file.content))
        blobs = runtime.operation.blobs
        sealed = await runtime.work(lambda: blobs.put(shrunk.jpeg))
    except NotAPhotograph:
        return t("needs.photo_unreadable", name=file.name)
    except LogFull:
        return t("refused.disk_full")
    except (BadInput, LogUnwritable):
        return t("refused.disk_unwritable")
    outcome = await runtime.submit(
        AddPhoto(
            need, sealed.hash, sealed.key, sealed.size, shrunk.thumbnail,
            media_type=MEDIA_TYPE, survey=survey,
        )
    )  # fmt: skip
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        return refusal_text(outcome)
    runtime.sound("accepted")
    runtime.notify(t("needs.photo_kept"), ok=outcome)
    return None


def _strip(
    photos: tuple[PhotoLine, ...],
    opened: EntityId | None,
    open_it: Callable[[EntityId | None], None],
) -> ft.Control:
    previews = [keyed(photo.id, Preview, photo, photo.id == opened, open_it) for photo in photos]
    return ft.Row(previews, wrap=True, spacing=GAP, run_spacing=GAP)


@memo
def Preview(
    photo: PhotoLine, opened: bool, open_it: Callable[[EntityId | None], None]
) -> ft.Control:
    colours = palette()
    label = photo.caption or code_label("photo_kind", photo.kind) or t("needs.photo")
    control = ft.Container(
        ft.Image(
            src=photo.thumbnail, width=PREVIEW, height=PREVIEW, fit=ft.BoxFit.COVER,
            border_radius=RADIUS, semantics_label=label,
        ),
        border=ft.Border.all(4, colours.primary if opened else colours.hair),
        border_radius=RADIUS,
        ink=True,
        tooltip=label,
        on_click=guarded(lambda: open_it(None if opened else photo.id)),
    )  # fmt: skip
    return tagged(row_tag("needs.photo", photo.id), control, label=label)


@component
def PhotoLarge(photo: PhotoLine, close: Callable[[], None]) -> ft.Control:
    """The photograph as large as there is room; what it shows can be said and corrected."""
    runtime = current_runtime()
    nothing: bytes | None = None
    content, set_content = ft.use_state(nothing)
    problem, set_problem = ft.use_state("")
    caption, set_caption = ft.use_state(photo.caption)

    async def load() -> None:
        blobs = runtime.operation.blobs
        try:
            set_content(await runtime.work(lambda: blobs.get(photo.blob, photo.key)))
        except BlobMissing:
            set_problem(t("needs.photo_not_here"))
        except DamagedFile:
            set_problem(t("needs.photo_damaged"))

    ft.use_effect(lambda: runtime.spawn(load()), [])

    async def describe(kind: str | None) -> None:
        await _done(runtime, DescribePhoto(photo.id, kind, caption), "needs.photo_described")

    async def remove() -> None:
        outcome = await _done(runtime, RemovePhoto(photo.id), "needs.photo_removed")
        if not isinstance(outcome, Refused):
            close()

    picture: ft.Control = (
        ft.Image(src=content, fit=ft.BoxFit.CONTAIN, semantics_label=photo.caption or None)
        if content is not None
        else soft_text(problem or t("frame.loading"))
    )
    taken = moment_words(photo.taken_at, runtime.clock.now_ms())
    return ft.Column(
        [
            ft.Container(picture, height=scale().body * 24, alignment=ft.Alignment.CENTER,
                         bgcolor=palette().raised),
            text(t("needs.photo_taken", at=taken)),
            choice_chips("needs.photo_kind", t("needs.photo_kind"), code_options("photo_kind"),
                         photo.kind, describe),
            text_field("needs.photo_caption", t("needs.photo_caption"), caption, set_caption,
                       on_submit=lambda: describe(photo.kind)),
            ft.Row(
                [
                    button("needs.photo_describe", t("needs.photo_describe"),
                           lambda: describe(photo.kind)),
                    quiet_button("needs.photo_remove", t("needs.photo_remove"), remove,
                                 icon=ft.Icons.DELETE_OUTLINE),
                    quiet_button("needs.photo_close", t("frame.close"), close),
                ],
                wrap=True,
                spacing=GAP,
            ),
        ],
        spacing=GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


async def _done(runtime: Runtime, command: Command, words: str) -> Outcome:
    outcome = await runtime.submit(command)
    if isinstance(outcome, Refused):
        runtime.sound("refused")
        runtime.notify(refusal_text(outcome), tone="late")
    else:
        runtime.sound("accepted")
        runtime.notify(t(words), ok=outcome)
    return outcome
