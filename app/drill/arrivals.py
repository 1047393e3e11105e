"""How many come on which day, and at which minute.

Days follow the published curve of 大洲 (July 2018, eight days to a holiday and its decline),
stretched or pressed to the days wanted. A morning follows what reception desks report: doors at
8:30, most by nine, nobody after eleven.
"""

from app.drill.dice import Dice
from app.drill.material import words

OPENS, BUSIEST, ENDS = 8 * 60 + 30, 8 * 60 + 55, 11 * 60  # minutes of the day


def participants_per_day(total: int, days: int) -> tuple[int, ...]:
    """`total` participants divided over `days` along the curve; the sum is exact."""
    curve = [float(count) for count in words("days")["arrivals"]]
    shares = [_at(curve, (day + 0.5) / days) for day in range(days)]
    counts: list[int] = []
    given = 0
    for day in range(days):
        upto = round(total * sum(shares[: day + 1]) / sum(shares))
        counts.append(upto - given)
        given = upto
    return tuple(counts)


def arrival_minutes(dice: Dice, count: int) -> list[int]:
    """Minutes of the day at which `count` people come through the door, ascending."""
    return sorted(dice.leaning(OPENS, ENDS, BUSIEST) for _ in range(count))


def _at(curve: list[float], place: float) -> float:
    """The curve read at 0 to 1; in between, the straight line from one day to the next."""
    position = place * len(curve) - 0.5
    left = min(max(int(position), 0), len(curve) - 1)
    right = min(left + 1, len(curve) - 1)
    share = min(max(position - left, 0.0), 1.0)
    return curve[left] * (1 - share) + curve[right] * share
