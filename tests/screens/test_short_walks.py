"""The short way finds every control that flet's long way finds, in the same order."""

import dataclasses
import importlib.util
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from flet.controls.object_patch import DiffBuilder

from app.ui.sections import SECTIONS
from app.ui.short_walks import parts_of
from tests.support.busy_day import busy_day
from tests.support.centres import open_centre
from tests.support.driver import Driver
from tests.support.example_sections import EXAMPLE_SECTIONS
from tests.support.sessions import SessionDriver, session_on

GALLERY = ("fields", "cards", "figures", "rows", "machine")


def long_way() -> Any:
    """A builder as flet ships it."""
    spec = importlib.util.find_spec("flet.controls.object_patch")
    assert spec is not None
    assert spec.loader is not None
    untouched = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untouched)
    return untouched.DiffBuilder(None, None, control_cls=ft.BaseControl)


def _holding(value: object) -> bool:
    if isinstance(value, (list, dict)):
        return any(
            _holding(part) for part in (value.values() if isinstance(value, dict) else value)
        )
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def same_ways(driver: Driver) -> int:
    """Fails where a field that is left out holds something; how many controls were looked at."""
    seen, flet, ours = 0, long_way(), DiffBuilder(None, None, control_cls=ft.BaseControl)
    for control in list(driver.session.index.values()):
        fields = [one for one in dataclasses.fields(control) if not one.metadata.get("skip", False)]
        held = [value for one in fields if _holding(value := getattr(control, one.name))]
        assert [id(value) for value in parts_of(control) if _holding(value)] == list(map(id, held))
        gone = list(ours._removed_controls(control, True))
        assert list(map(id, gone)) == list(map(id, flet._removed_controls(control, True)))
        seen += 1
    return seen


@pytest.mark.parametrize("page", GALLERY)
async def test_every_part_of_the_gallery(page: str) -> None:
    async with SessionDriver() as driver:
        await driver.open_app("/dev/gallery", sections=EXAMPLE_SECTIONS)
        await driver.tap(f"gallery.page.{page}")
        assert same_ways(driver) > 50


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
async def test_every_section_of_a_busy_day(section: Any, tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        busy_day(centre)
        async with session_on(centre) as driver:
            await driver.open_app(section.route)
            assert same_ways(driver) > 50
