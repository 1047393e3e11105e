"""What the browser does for us: sounds, files in, papers out, keys, the line with undo."""

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card, stack
from app.ui.components.files import pick_files
from app.ui.components.texts import text
from app.ui.keys import use_keys
from app.ui.paper_tray import Paper
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.gallery.words import w
from app.ui.sound import SOUND_NAMES, SoundName

# A page of paper that says nothing: the smallest PDF that a viewer opens.
BLANK_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@component
def MachinePage() -> ft.Control:
    runtime = current_runtime()
    said, set_said = ft.use_state("")
    use_keys(
        runtime.keys,
        {key: (lambda key=key: set_said(key)) for key in ("F2", "F5", "Escape", "Control+Z")},  # type: ignore[misc]
    )

    def play(name: SoundName) -> None:
        runtime.sound(name)
        set_said(name)

    async def pick() -> None:
        files = await pick_files("csv", "xlsx", several=True)
        set_said(" ".join(f"{file.name}:{len(file.content)}" for file in files) or "-")

    async def show_paper() -> None:
        await runtime.open_paper(Paper(BLANK_PDF, f"{w('file')}.pdf", "application/pdf"))

    async def download() -> None:
        await runtime.open_paper(
            Paper(b"\xef\xbb\xbfa,b\n", f"{w('file')}.csv", "text/csv", inline=False)
        )

    sounds = ft.Row(
        [
            button(f"gallery.sound.{name}", w(f"sound_{name}"), lambda name=name: play(name))  # type: ignore[misc]
            for name in SOUND_NAMES
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )
    acts = ft.Row(
        [
            button("gallery.pick", w("pick"), pick),
            button("gallery.paper", w("paper"), show_paper),
            button("gallery.download", w("download"), download),
            button("gallery.toast", w("toast"), lambda: runtime.notify(w("toast_said"))),
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )
    return stack([card(sounds), card(acts), text(w("said", what=said))], scroll=True)
