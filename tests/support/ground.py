"""What stands ready before teams leave: volunteers, needs and teams, without the desks before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.planting import Plant

ALL_CHECKED: dict[str, Any] = {
    "check_health": True, "check_clothes": True, "check_drink": True, "check_phone": True,
}  # fmt: skip


def planted_id(kind: int, number: int = 0) -> EntityId:
    """A plain id: the kind of record and its number."""
    return EntityId(bytes([kind]) + number.to_bytes(15, "big"))


@dataclass
class Ground:
    """`rows` are collected, and planted at once."""

    centre: Centre
    day: str = "2026-08-11"
    rows: list[tuple[str, EntityId, Mapping[str, Any]]] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def new(self, kind: int) -> EntityId:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return planted_id(kind, self.counts[kind])

    def volunteer(
        self, name: str = "訓練 花子", *, insured: bool = True, **values: Any
    ) -> EntityId:
        """Somebody who checked in today; gives the id of the check-in."""
        volunteer, check_in = self.new(1), self.new(2)
        number = f"C-{self.counts[1]:04d}"
        self.rows.append(("volunteer", volunteer, {"name": name, "number": number} | values))
        self.rows.append((
            "check_in", check_in,
            {"volunteer": volunteer, "day": self.day, "heads": 1, "at": self.centre.clock.ms},
        ))  # fmt: skip
        if insured:
            at = self.centre.clock.ms - 40 * 86_400_000
            self.rows.append((
                "insurance", self.new(3),
                {"volunteer": volunteer, "plan": "basic", "enrolled_at": at,
                 "effective_at": at + 86_400_000, "ends_at": at + 200 * 86_400_000,
                 "fiscal_year": 2026},
            ))  # fmt: skip
        return check_in

    def need(self, **values: Any) -> EntityId:
        need = self.new(4)
        base = {
            "number": f"N-{self.counts[4]:04d}", "status": "assigned", "town": "汐入町",
            "kinds": ("mud",), "people": 5, "received_at": self.centre.clock.ms - 86_400_000,
        }  # fmt: skip
        self.rows.append(("need", need, base | values))
        self.rows.append(("need_private", need, {"name": "試験 太郎", "address": "汐入町1-2-3"}))
        return need

    def team(
        self, *, need: EntityId | None = None, members: int | None = 2, **values: Any
    ) -> EntityId:
        """A team that is ready; `members` insured people are on it."""
        team = self.new(5)
        base = {
            "number": f"{self.counts[5]}班", "day": self.day, "state": "ready", "kind": "normal",
            "need": need, "phone": "090-0000-0011",
        }  # fmt: skip
        self.rows.append(("team", team, base | values))
        for _ in range(members or 0):
            self.join(team, self.volunteer())
        return team

    def join(self, team: EntityId, check_in: EntityId, **values: Any) -> EntityId:
        volunteer = next(
            (row["volunteer"] for table, key, row in self.rows
             if table == "check_in" and key == check_in and "volunteer" in row), None,
        )  # fmt: skip
        member = self.new(6)
        base = {"team": team, "check_in": check_in, "volunteer": volunteer, "heads": 1}
        self.rows.append(("team_member", member, base | values))
        return member

    def plant(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            self.centre.do(Plant(tuple(rows)))
