"""The camera of the device as a reader of codes, and a picture of a code where there is no camera.

Takes a still again and again and looks for a QR code in it, on a worker, until the panel is closed.
Where there is no camera, or it is not allowed, it says so and what stands beside it stays as it
was: a scanner and the keyboard need no camera.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft
from flet_camera import Camera, ResolutionPreset

from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.files import FileTooBigError, pick_files
from app.ui.components.texts import text
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.scale import GAP, scale

PIXELS_MAX = 40_000_000  # a picture of a phone has 12 to 50 million; a bomb has more
BETWEEN_LOOKS_S = 0.25
FAILURES_MAX = 8
SAME_CODE_LOOKS = 20  # so many looks pass before the card in front is taken again


def codes_in(picture: bytes) -> tuple[str, ...]:
    """Texts of the QR codes in an encoded picture; empty where there is none or it is no picture.
    Bars of other kinds are seen in noise now and then, as four digits: nobody is to be found by
    them. zxing is not there on phones: then nothing is found.
    """
    try:
        import zxingcpp
    except ImportError:
        return ()
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as image:
            if image.width * image.height > PIXELS_MAX:
                return ()
            plain = ImageOps.exif_transpose(image).convert("L")
    except (UnidentifiedImageError, OSError, ValueError):
        return ()
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return tuple(code.text for code in zxingcpp.read_barcodes(plain, formats=kind))


def any_code(picture: bytes) -> str | None:
    return next(iter(codes_in(picture)), None)


@dataclass(frozen=True)
class Eye:
    """What a panel looks for. `find` gives the text of a code that is wanted, `say` the words for
    opening, looking, no_camera, no_code and too_big; `tag` begins its identifiers."""

    tag: str
    say: Callable[[str], str]
    find: Callable[[bytes], str | None] = any_code
    between_s: float = BETWEEN_LOOKS_S


class Looking:
    """The loop of one open panel."""

    def __init__(self, runtime: Runtime, eye: Eye) -> None:
        self.runtime = runtime
        self.eye = eye
        self.camera = Camera()  # the one that the newest drawing has put there
        self.on_code: Callable[[str], Awaitable[None]] = _nobody
        self.say: Callable[[str], None] = lambda _word: None
        self._open = True
        self._last = ""
        self._since = 0

    async def run(self) -> None:
        try:
            cameras = await self.camera.get_available_cameras()
            if not cameras:
                self.say("no_camera")
                return
            back = next((one for one in cameras if one.lens_direction.value == "back"), cameras[0])
            await self.camera.initialize(back, ResolutionPreset.MEDIUM, enable_audio=False)
            self.say("looking")
            failures = 0
            while self._open:
                failures = 0 if await self._look() else failures + 1
                if failures > FAILURES_MAX:
                    self.say("no_camera")
                    return
                await self.runtime.sleep(self.eye.between_s)
        except asyncio.CancelledError:
            raise
        except Exception:
            # Not allowed, taken by another program, or a client without cameras: the same to us.
            self.say("no_camera")

    async def _look(self) -> bool:
        """False where no picture came: once is nothing, the screen may have been drawn anew."""
        try:
            picture = await self.camera.take_picture()
        except (RuntimeError, TimeoutError):
            return False
        code = await self.runtime.work(lambda: self.eye.find(bytes(picture or b"")))
        self._since += 1
        if code is None or (code == self._last and self._since < SAME_CODE_LOOKS):
            return True
        self._last, self._since = code, 0
        if self._open:
            await self.on_code(code)
        return True

    def close(self) -> None:
        self._open = False


async def _nobody(_code: str) -> None:
    return None


@component
def CameraPanel(
    eye: Eye, on_code: Callable[[str], Awaitable[None]], close: Callable[[], None]
) -> ft.Control:
    """`on_code` gets what a code says, as if a scanner had typed it."""
    runtime = current_runtime()
    word, set_word = ft.use_state("opening")
    looking = use_kept(lambda: Looking(runtime, eye))
    looking.on_code, looking.say = on_code, set_word

    def begin() -> None:
        runtime.spawn(looking.run(), counted=False)

    ft.use_effect(begin, [], cleanup=looking.close)

    async def pick() -> None:
        try:
            files = await pick_files(images=True)
        except FileTooBigError:
            set_word("too_big")
            return
        if not files:
            return
        content = files[0].content
        code = await runtime.work(lambda: eye.find(content))
        if code is None:
            runtime.sound("unknown")
            set_word("no_code")
            return
        await on_code(code)

    acts = ft.Row(
        [
            button(f"{eye.tag}.picture", t("frame.picture"), pick, icon=ft.Icons.IMAGE_SEARCH),
            quiet_button(
                f"{eye.tag}.camera_close", t("frame.close"), close, icon=ft.Icons.CLOSE
            ),
        ],
        wrap=True,
        spacing=GAP,
    )  # fmt: skip
    words = ft.Column(
        [text(eye.say(word), bold=True), acts],
        spacing=GAP,
        tight=True,
        expand=True,
    )
    if word not in ("opening", "looking"):
        return card(words)
    looking.camera = Camera(expand=True, key=f"{eye.tag}.camera_eye")
    # Low enough that what came of the last code is seen below it.
    lens = ft.Container(looking.camera, height=scale().target * 3, expand=True)
    return card(ft.Row([lens, words], spacing=GAP))
