"""Laws of search keys."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import names as search_keys
from app.domain.addresses import fold_address, house_key
from app.domain.kanji_variants import KANJI_VARIANTS
from app.domain.names import expand_query, fold, loose_kana, normalise_phone

NAME_LETTERS = "あいうえおかがさざただづなはばぱまやゃらわをんっー々ヽヾゞアイウヴァィェヵヶﾊﾞ゛゜"
ADDRESS_LETTERS = "神奈川県市町大字丁目番地号室ノのケヶがカ一二十百〇三ー-−・ 019２３コ々"
names = (
    st.text()
    | st.text(alphabet=NAME_LETTERS)
    | st.text(alphabet=[chr(code) for code in KANJI_VARIANTS])
)
addresses = st.text() | st.text(alphabet=ADDRESS_LETTERS, max_size=24)


@given(names)
def test_a_key_of_a_key_is_the_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert loose_kana(loose_kana(text)) == loose_kana(text)


@given(names | st.text(alphabet=NAME_LETTERS + "渡邉髙橋 　゙ーA\u0301"))
@example("ゔぁ")
@example("か\u3099")
def test_letter_by_letter_gives_what_the_whole_gives(text: str) -> None:
    assert fold(text) == search_keys._fold_together(text)


@given(addresses)
def test_a_key_of_an_address_is_its_own_key(text: str) -> None:
    assert fold_address(fold_address(text)) == fold_address(text)


@given(addresses)
def test_a_house_is_the_beginning_of_its_address(text: str) -> None:
    assert fold_address(text).startswith(house_key(text))


@given(names, names)
def test_spaces_never_matter(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == fold(f" {one}\u3000\t{other} ")


@given(
    st.text(
        alphabet="アイウエオカキクケコサシスセソタチツテトナニヌネノガギグヤユヨワンー", max_size=12
    )
)
def test_what_is_typed_so_far_begins_what_is_typed_in_the_end(kana: str) -> None:
    assert all(fold(kana).startswith(fold(kana[:length])) for length in range(len(kana)))


@given(names)
def test_every_alternative_of_a_query_is_a_key_and_stands_once(text: str) -> None:
    keys = expand_query(text)
    assert all(fold(key) == key and key for key in keys)
    assert len(set(keys)) == len(keys)


@given(st.text())
def test_a_phone_key_holds_digits_only(text: str) -> None:
    assert not normalise_phone(text).strip("0123456789")
