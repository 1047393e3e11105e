"""Laws of the ledger of equipment."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.equipment import CONSUMABLE, LOAN, Move, balances, correction, in_place

SHOVEL, MASK = b"shovel", b"mask"
PLACES = (b"yard", b"wash")
TYPES = {SHOVEL: LOAN, MASK: CONSUMABLE}
REASONS = ["receive", "lend", "return", "consume", "lose", "damage", "wash", "move", "give_back"]

moves = st.lists(
    st.builds(
        Move,
        st.sampled_from([SHOVEL, MASK]),
        st.integers(1, 50),
        st.sampled_from(REASONS),
        st.sampled_from([None, *PLACES]),
        st.sampled_from([None, *PLACES]),
        st.sampled_from([None, b"team 1", b"team 2"]),
    ),
    max_size=12,
)


@given(moves)
def test_units_are_neither_made_nor_lost(ledger: list[Move]) -> None:
    found = balances(ledger, TYPES)
    for equipment in (SHOVEL, MASK):
        assert sum(n for (which, _), n in found.items() if which == equipment) == 0


@given(moves, st.randoms(use_true_random=False))
def test_the_order_of_the_moves_does_not_matter(ledger: list[Move], random: object) -> None:
    shuffled = list(ledger)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert balances(ledger, TYPES) == balances(shuffled, TYPES)


@given(moves)
def test_nobody_ever_owes_a_consumable(ledger: list[Move]) -> None:
    owed = [key for key in balances(ledger, TYPES) if key[0] == MASK and key[1].team]
    assert not owed


@given(moves, moves, st.integers(0, 99))
def test_a_stock_take_commutes_with_moves_it_did_not_know(
    known: list[Move], unknown: list[Move], counted: int
) -> None:
    yard = PLACES[0]
    expected = in_place(known, TYPES, yard).get(SHOVEL, 0)
    found = correction(SHOVEL, yard, expected, counted)
    taken = [found] if found else []
    effect = in_place(unknown, TYPES, yard).get(SHOVEL, 0)
    assert in_place([*known, *taken, *unknown], TYPES, yard).get(SHOVEL, 0) == counted + effect
