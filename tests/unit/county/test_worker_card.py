"""The card of a relief worker: what was printed is what is read, and a slip is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.payloads import parse
from app.domain.worker_card import WorkerCard, card_text, looks_like_card, read_card
from sync.core.ids import EntityId

CARD = WorkerCard(
    EntityId(bytes(range(16))), "14203-07", "14206", "needs", "member", date(2026, 8, 12),
    date(2026, 8, 18), name="訓練 花子", kana="クンレン ハナコ",
)  # fmt: skip


def test_a_card_is_read_as_it_was_printed() -> None:
    text = card_text(CARD)
    assert text.isascii()
    assert read_card(text) == CARD
    assert CARD.home == "14203"
    assert parse(text) is None  # it is no volunteer's, no need's and no tool's


def test_what_scanners_make_of_it() -> None:
    text = card_text(CARD)
    assert read_card(text.upper() + "\r\n") == CARD
    assert read_card(text.replace(":", "'")) == CARD
    assert read_card(text.replace(":", "+")) == CARD


@given(place=st.integers(9, 150), letter=st.sampled_from("abcxyz27"))
def test_a_slip_of_one_sign_is_noticed(place: int, letter: str) -> None:
    text = card_text(CARD)
    if place >= len(text) or text[place] == letter:
        return
    wrong = text[:place] + letter + text[place + 1 :]
    read = read_card(wrong)
    # The last sign carries bits that say nothing.
    assert read is None or (place == len(text) - 1 and read == CARD)
    assert looks_like_card(wrong)


@pytest.mark.parametrize("text", ["", "tasuki:p:c-0137", "tasuki:w:abc", "tasuki:w:" + "a" * 80])
def test_what_is_no_card(text: str) -> None:
    assert read_card(text) is None


@given(name=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_any_name_comes_through(name: str) -> None:
    card = WorkerCard(**{**vars(CARD), "name": name})
    assert read_card(card_text(card)) == card


@pytest.mark.parametrize(
    "wrong", [{"name": "花" * 61}, {"worker": "訓練"}, {"section": "X Y"}, {"name": "a\x1fb"}]
)
def test_what_cannot_be_a_card(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="read again"):
        card_text(WorkerCard(**{**vars(CARD), **wrong}))
