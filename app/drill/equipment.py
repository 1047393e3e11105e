"""The tools of the demo: what the centre has at the start, and what a team takes along."""

from dataclasses import dataclass

from app.drill.dice import Dice
from app.drill.material import words
from app.drill.needs import SyntheticNeed

# What everybody gets, and tools of which one does for a team.
ALWAYS = {"bib": 1, "work_glove": 1, "dust_mask": 1, "water": 2}
ONE_A_TEAM = {"pressure_washer", "pump", "sandbag_stand", "flat_cart", "crowbar", "hammer", "rope"}
BAGS_A_PERSON = 20
PEOPLE_OF_STOCK = 400
CONSUMABLES = {
    "sandbag",
    "tarp",
    "rope",
    "goggle",
    "dust_mask",
    "work_glove",
    "rubber_glove",
    "water",
    "salt_candy",
}


@dataclass(frozen=True)
class Stock:
    """A lot that the centre received."""

    code: str
    quantity: int
    ownership: str
    owner: str


@dataclass(frozen=True)
class Item:
    """Some of one thing; the last three are of what comes back."""

    code: str
    quantity: int
    damaged: int = 0
    lost: int = 0
    washed: bool = True


def opening_stock(people: int) -> tuple[Stock, ...]:
    """Every lot at the start: `days.toml` is for 400 people, more of them bring more of it."""
    lots = []
    scale = max(1, people // PEOPLE_OF_STOCK)
    for line in words("days")["stock"]:
        code, quantity, ownership, *owner = line.split()
        lots.append(Stock(code, int(quantity) * scale, ownership, " ".join(owner)))
    return tuple(lots)


def tools_for(need: SyntheticNeed, heads: int) -> tuple[Item, ...]:
    """What a team of `heads` takes to a need."""
    wanted = {code: count * heads for code, count in ALWAYS.items()}
    for code in need.tools:
        if code == "sandbag":
            wanted[code] = BAGS_A_PERSON * heads
        else:
            wanted[code] = 1 if code in ONE_A_TEAM else max(1, heads // 2)
    return tuple(Item(code, quantity) for code, quantity in sorted(wanted.items()))


def brought_back(dice: Dice, lent: tuple[Item, ...]) -> tuple[Item, ...]:
    """What returns: consumables do not, a tool now and then is broken or missing."""
    back = []
    for item in lent:
        if item.code in CONSUMABLES:
            continue
        lost = 1 if dice.chance(1.5) else 0
        damaged = 1 if item.quantity > lost and dice.chance(2.5) else 0
        back.append(Item(item.code, item.quantity, damaged, lost, washed=dice.chance(85)))
    return tuple(back)
