"""/dev/gallery: every atom in every state, on made-up words. For eyes and for screenshots."""

import flet as ft

from app.ui.component import component
from app.ui.components.cards import section_header
from app.ui.components.choices import choice_chips
from app.ui.components.toast_line import ToastLine
from app.ui.palette import palette
from app.ui.person_panel import PersonPanel
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.gallery.cards import CardsPage
from app.ui.screens.gallery.fields import FieldsPage
from app.ui.screens.gallery.figures import FiguresPage
from app.ui.screens.gallery.machine import MachinePage
from app.ui.screens.gallery.pressing import PressingPage
from app.ui.screens.gallery.rows import RowsPage
from app.ui.screens.gallery.words import w
from app.ui.signal import use_signal

PAGES = {
    "pressing": PressingPage,
    "fields": FieldsPage,
    "cards": CardsPage,
    "figures": FiguresPage,
    "rows": RowsPage,
    "machine": MachinePage,
}


@component
def GalleryRoute() -> ft.Control:
    use_signal(current_runtime().look)
    page, set_page = ft.use_state("pressing")
    panel, set_panel = ft.use_state(False)
    tabs = choice_chips(
        "gallery.page",
        w("pages"),
        tuple((key, w(key)) for key in PAGES),
        page,
        lambda code: set_page(code or page),
    )
    look = choice_chips(
        "gallery.look",
        w("look"),
        (("open", w("open")),),
        "open" if panel else None,
        lambda code: set_panel(code is not None),
    )
    parts: list[ft.Control] = [
        ft.Row([section_header(w("title")), tabs, look], wrap=True, spacing=24, run_spacing=GAP),
    ]
    if panel:
        parts.append(PersonPanel(lambda: set_panel(False)))
    parts += [ft.Container(PAGES[page](), key=page, expand=True), ToastLine()]
    return ft.Container(
        ft.Column(
            parts,
            spacing=16,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=palette().background,
        padding=20,
        expand=True,
    )
