"""The browser shows what was drawn, whatever comes, goes, moves, grows and shrinks at once.

Every test with a driver ends with `agrees`; here lists are made that flet alone sends wrongly.
"""

import importlib.util
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft
import pytest
from flet.controls.object_patch import DiffBuilder

from app.ui.component import component, keyed, memo
from app.ui.tagged import tagged
from tests.support.driver import Driver
from tests.support.mirror import agrees

SEEDS = range(24)
STEPS = 6


@dataclass(frozen=True)
class Line:
    id: str
    words: tuple[str, ...]


def _body(words: tuple[str, ...]) -> ft.Control:
    """Children that come and go, flat and nested, with and without a key."""
    inner = ft.Row([ft.Text(word) for word in words[2:]])
    marks = [ft.Container(ft.Text(f"印 {word}"), key=word) for word in dict.fromkeys(words)]
    return ft.Column([*map(ft.Text, words[:2]), *([inner] if len(words) > 2 else []), *marks])


@memo
def Plain(line: Line) -> ft.Control:
    return ft.Container(_body(line.words))


@component
def Counting(line: Line) -> ft.Control:
    """A row with state: what was counted stays with its line."""
    count, set_count = ft.use_state(0)
    button = ft.TextButton(f"{line.id}を{count}回", on_click=lambda: set_count(count + 1))
    return ft.Column([tagged(f"count:{line.id}", button), _body(line.words)])


def _lines(chance: random.Random) -> tuple[Line, ...]:
    chosen = chance.sample(range(12), chance.randrange(10))
    return tuple(
        Line(str(n), tuple(chance.choice("春夏秋冬朝昼夜") for _ in range(chance.randrange(6))))
        for n in chosen
    )


def _list_of(row: Callable[[Line], ft.Control], first: tuple[Line, ...]) -> tuple[Any, list[Any]]:
    setter: list[Any] = []

    @component
    def Listed() -> ft.Control:
        lines, set_lines = ft.use_state(first)
        setter[:] = [set_lines]
        rows = [keyed(line.id, row, line) for line in lines]
        return ft.Column([ft.Text("上"), *rows, *([ft.Text("下")] if len(lines) % 2 else [])])

    return Listed, setter


@pytest.mark.parametrize("row", [Plain, Counting])
@pytest.mark.parametrize("seed", SEEDS)
async def test_random_lists_reach_the_client_as_drawn(row: Any, seed: int) -> None:
    chance = random.Random(seed)
    listed, setter = _list_of(row, _lines(chance))
    async with Driver() as driver:
        await driver.show(listed)
        for _ in range(STEPS):
            counts = driver.keys("count:")
            if counts:
                await driver.tap(chance.choice(counts))
            setter[0](_lines(chance))
            await driver.settle()
            agrees(driver)


async def _ends_well_when_they_swap() -> bool:
    """b rises over a and loses a word, a gains one."""
    first = (Line("a", ("春",)), Line("b", ("朝", "昼")))
    listed, setter = _list_of(Plain, first)
    driver = await Driver().show(listed)
    setter[0]((Line("b", ("朝",)), Line("a", ("春", "夏"))))
    await driver.settle()
    try:
        agrees(driver)
    except AssertionError:
        return False
    finally:
        await driver.close()
    return True


async def test_a_row_rises_and_shrinks_over_one_that_grows() -> None:
    assert await _ends_well_when_they_swap()


async def test_flet_alone_shows_words_of_one_row_in_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should this fail with a later flet, then `exact_patches.py` may go."""
    spec = importlib.util.find_spec("flet.controls.object_patch")
    assert spec is not None
    assert spec.loader is not None
    untouched = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untouched)
    for name in ("store_index", "take_index"):
        monkeypatch.setattr(DiffBuilder, name, getattr(untouched.DiffBuilder, name))
    assert not await _ends_well_when_they_swap()
