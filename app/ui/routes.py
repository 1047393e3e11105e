"""Addresses. Everything but the gallery stands behind the doors and inside the frame.

/                      the first section that the person may enter
/<section>/...         pages of a section (`sections.py`)
/dev/gallery           all atoms in all states, no data
"""

from collections.abc import Iterable

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import empty_state
from app.ui.frame import Frame, Home
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.entrance.route import Doors
from app.ui.screens.gallery.route import GalleryRoute
from app.ui.section import Section


@component
def NotFound() -> ft.Control:
    runtime = current_runtime()
    home = big_button("frame.home", t("frame.home"), lambda: runtime.go("/"))
    return empty_state(t("frame.not_found"), t("frame.not_found_hint"), home)


def build_routes(sections: Iterable[Section]) -> list[ft.Route]:
    inside = [
        ft.Route(index=True, component=Home),
        *(
            ft.Route(path=section.route.lstrip("/"), children=list(section.pages))
            for section in sections
        ),
    ]
    return [
        ft.Route(path="dev/gallery", component=GalleryRoute),
        ft.Route(component=Doors, children=[ft.Route(component=Frame, children=inside)]),
    ]
