"""When a peer is met again."""

from sync.engine.rhythm import Pace
from sync.engine.turns import Turns
from tests.support.world import SeededRandom


def test_two_that_did_not_end_the_same_meet_again_soon_and_ever_more_seldom():
    pace = Pace()
    turns = Turns(pace, SeededRandom(1), 8, 16)
    turns.keep(["tablet"], 0)
    rests = []
    now = 0.0
    for _ in range(12):
        assert turns.due(now) == ["tablet"]
        turns.finished("tablet", now, same=False)
        rests.append(turns.next_s(now))
        now += rests[-1]
    assert rests[0] <= 2 * pace.settle
    assert pace.idle / 2 <= rests[-1] <= pace.idle
    assert turns.due(now) == ["tablet"]
    turns.finished("tablet", now, same=True)
    assert turns.next_s(now) >= pace.idle / 2
    turns.due(now + pace.idle)
    turns.finished("tablet", now, same=False)
    assert turns.next_s(now) <= 2 * pace.settle
