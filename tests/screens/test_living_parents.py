"""A control that stays while its container is drawn anew still finds its page."""

import gc

import flet as ft
import pytest
from flet.controls.object_patch import DiffBuilder

import app.ui.living_parents as living
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.texts import text
from tests.support.sessions import SessionDriver


async def _page_is_found() -> bool:
    kept: list[ft.Control] = []

    @component
    def Around() -> ft.Control:
        count, set_count = ft.use_state(0)
        if not kept:
            kept.append(ft.Container(text("stays")))
            kept.append(ft.Row([text("in a list")]))
        more = button("more", f"drawn {count}", lambda: set_count(count + 1))
        return ft.Column([more, ft.Container(kept[0], padding=count), ft.Row([kept[1]])])

    async with SessionDriver() as driver:
        await driver.show(Around)
        await driver.tap("more")
        gc.collect()
        try:
            return all(one.page is driver.page for one in kept)
        except RuntimeError:
            return False


async def test_what_stays_finds_its_page_when_the_garbage_was_collected() -> None:
    assert await _page_is_found()


async def test_flet_alone_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should this fail with a later flet, then `living_parents.py` may go."""
    monkeypatch.setattr(DiffBuilder, "_compare_dataclasses", living._compare)
    assert not await _page_is_found()
