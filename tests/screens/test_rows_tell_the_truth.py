"""What stands in the browser is what was drawn, in every list, whatever happens at once.

Another desk changes a day at random (rows come, go, move, grow and shrink), a person types and taps
at random, and after every step the client's page is compared with the server's. The seed is in the
name of the test: `pytest -k "needs and 3"` does the same again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.domain.calendar_jp import HOUR_MS, MINUTE_MS
from app.services.equipment import StartCatalogue
from tests.support.busy_day import BusyDay
from tests.support.centres import Centre
from tests.support.ground import Ground
from tests.support.matching_desk import CHIEF
from tests.support.mirror import agrees
from tests.support.planting import Plant
from tests.support.sessions import SessionDriver, session_on

SEEDS = range(2)
STEPS = 4
CHANGES_MAX = 6
# Every page with a list whose order or rows can change.
PAGES = {
    "reception": ("/reception", "/reception/today"),
    "needs": ("/needs", "/needs/surveys", "/needs/calls"),
    "matching": ("/matching",),
    "field": ("/field", "/field/stop"),
    "equipment": ("/equipment", "/equipment/back", "/equipment/stock", "/equipment/count"),
    "lent": ("/equipment/borrowed", "/equipment/washing", "/equipment/add"),
    "today": ("/today", "/today/decide", "/today/history", "/today/papers"),
    "settings": (
        "/settings/staff",
        "/settings/satellites",
        "/settings/codes",
        "/settings/calendar",
    ),
}
# Keys that leave the page, print, or wait for the browser.
ELSEWHERE = (
    "frame.", "section.", "toast", "print", "papers.", "today.paper", "pick", "camera", "photo",
    "export", "refused.", "person.", "sign",
)  # fmt: skip
WORDS = ("", "訓練", "架空", "1", "あ", "N-", "角")


@dataclass
class Stir:
    """Another desk that does something of everything."""

    centre: Centre
    chance: random.Random
    ground: Ground = field(init=False)

    def __post_init__(self) -> None:
        self.ground = Ground(self.centre)
        self.ground.counts = dict.fromkeys(range(1, 9), 100)

    def __call__(self) -> None:
        acts = (self.people, self.needs, self.teams, self.tools, self.staff)
        for _ in range(self.chance.randrange(1, CHANGES_MAX)):
            self.chance.choice(acts)()
        self.ground.plant()
        if self.chance.random() < 0.3:
            self.centre.clock.advance(7 * MINUTE_MS)

    def _any(self, table: str) -> Any:
        ids = self.centre.rows(f'SELECT id FROM "live_{table}" ORDER BY id')
        return self.chance.choice(ids)[0] if ids else None

    def _change(self, table: str, **values: Any) -> None:
        key = self._any(table)
        if key is not None:
            self.centre.do(Plant(((table, key, values),)))

    def _some(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def people(self) -> None:
        if self.chance.random() < 0.5:
            self.ground.volunteer(
                self._some("訓練 花子", "架空 次郎", "髙﨑 咲"), insured=self._some(True, False),
                skills=self._some((), ("nursing",), ("nursing", "cooking")),
                has_light_truck=self._some(True, False, None), experience=self._some(True, None),
            )  # fmt: skip
            return
        at = self.centre.clock.ms
        self._change("check_in", left_at=self._some(None, at), at=at - self._some(0, 1, 2) * 60_000)
        self._change("volunteer", name=self._some("架空 三郎", "訓練 月子"), insurance_claim="none")

    def needs(self) -> None:
        status = self._some("received", "survey_waiting", "ready", "triage", "on_hold", "surveyed")
        values: dict[str, Any] = {
            "status": status, "crisis": self._some(True, False), "people": self._some(None, 2, 9),
            "kinds": self._some((), ("mud_removal",), ("mud_removal", "furniture_out", "yard")),
            "dangers": self._some((), ("glass_nails",)), "town": self._some("架空町", "汐入町"),
            "priority": self._some(0, 5), "visits": self._some(0, 4),
        }  # fmt: skip
        if self.chance.random() < 0.4:
            self.ground.need(**values)
        else:
            self._change("need", **values)

    def teams(self) -> None:
        at = self.centre.clock.ms
        state = self._some("forming", "ready", "out", "back", "disbanded")
        values: dict[str, Any] = {
            "state": state, "leader_name": self._some(None, "訓練 班長"), "heads_out": 3,
            "heads_back": self._some(2, 3), "sent_at": at - HOUR_MS,
            "planned_return_at": at + self._some(-1, 1) * HOUR_MS, "returned_at": at,
        }  # fmt: skip
        if self.chance.random() < 0.4:
            need = self._any("need")
            self.ground.team(need=need, members=self._some(0, 1, 3), **values)
        else:
            self._change("team", **values)

    def tools(self) -> None:
        thing, team = self._any("equipment"), self._any("team")
        place = self._any("place")
        move = {
            "equipment": thing, "quantity": self._some(1, 7), "at": self.centre.clock.ms,
            "from_place": place, "reason": "lend", "team": team,
        }  # fmt: skip
        if self.chance.random() < 0.5:
            move = {**move, "from_place": None, "to_place": place, "team": None,
                    "reason": "receive", "ownership": self._some("bought", "rental"),
                    "owner": "架空商会", "due_on": self._some(None, "2026-08-10")}  # fmt: skip
        self.centre.do(Plant((("stock_move", None, move),)))
        self._change("equipment", position=self._some(1, 5, 9), low_mark=self._some(0, 50))

    def staff(self) -> None:
        row = {"name": self._some("訓練 一", "訓練 二"), "role": self._some("member", "leader")}
        active = self._some(True, True, False)
        self.ground.rows.append(("staff", self.ground.new(19), {**row, "active": active}))
        self._change("staff", **row)
        day, words = self._some("2026-08-12", "2026-08-13"), self._some("片付け", "休み")
        mark = {"day": day, "kind": "adjust", "note": words}
        self.ground.rows.append(("calendar_day", self.ground.new(20), mark))
        place = {"name": self._some("東", "西"), "active": active}
        self.ground.rows.append(("satellite", self.ground.new(21), place))


async def touch(driver: SessionDriver, chance: random.Random) -> None:
    """A letter typed, or something on the page tapped."""
    keys = [key for key in driver.keys("") if not any(word in key for word in ELSEWHERE)]
    fields = [key for key in keys if key.endswith((".search", ".words"))]
    pressed = [key for key in keys if len(driver.find_all(key)) == 1 and driver.can_tap(key)]
    if fields and chance.random() < 0.4:
        await driver.type(chance.choice(fields), chance.choice(WORDS))
    elif pressed:
        await driver.tap(chance.choice(pressed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("section", PAGES)
async def test_every_list_of(section: str, seed: int, centre: Centre, busy: BusyDay) -> None:
    chance = random.Random(f"{section} {seed}")
    centre.do(StartCatalogue())
    stir: Callable[[], None] = Stir(centre, chance)
    stir()
    size = chance.choice(((1280, 800), (800, 1280)))
    async with session_on(centre, actor=CHIEF, width=size[0], height=size[1]) as driver:
        pages = PAGES[section]
        await driver.open_app(pages[0])
        for step in range(STEPS):
            await driver.visit(pages[step * len(pages) // STEPS])
            assert not driver.renders["NotFound"]
            agrees(driver)
            stir()
            await driver.settle()
            agrees(driver)
            await touch(driver, chance)
            agrees(driver)
            assert not driver.has("failed_card"), driver.tree()
