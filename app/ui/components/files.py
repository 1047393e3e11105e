"""Files in: the browser hands over the bytes; they stay in memory, never on a disk in plain."""

from dataclasses import dataclass, field

import flet as ft

FILE_BYTES_MAX = 48 * 1024 * 1024  # one message of the web socket, with room to spare


class FileTooBigError(Exception):
    """The picked file is larger than FILE_BYTES_MAX; nothing was read."""


@dataclass(frozen=True)
class PickedFile:
    name: str
    content: bytes = field(repr=False)


async def pick_files(
    *extensions: str, several: bool = False, images: bool = False
) -> tuple[PickedFile, ...]:
    """Opens the browser's dialog; empty when the person closes it. Call it in a handler.

    `extensions` are without a dot. Raises FileTooBigError.
    """
    kind = ft.FilePickerFileType.CUSTOM if extensions else ft.FilePickerFileType.ANY
    files = await ft.FilePicker().pick_files(
        file_type=ft.FilePickerFileType.IMAGE if images else kind,
        allowed_extensions=list(extensions) or None,
        allow_multiple=several,
        with_data=True,
        cancel_upload_on_window_blur=False,
    )
    if any(file.size > FILE_BYTES_MAX for file in files or ()):
        raise FileTooBigError
    return tuple(PickedFile(file.name, bytes(file.bytes or b"")) for file in files or ())
