"""Whoever stands in clear in a file is found, in any encoding, across chunks; nobody is quoted."""

from pathlib import Path
from random import Random

import pytest

from app.services import plaintext
from app.services.plaintext import Leak, leaks
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.queries.personal_texts import personal_texts
from tests.support.centres import open_centre

TEXTS = {
    "渡邉 訓練": "name",
    "訓練": "name",
    "森": "name",
    "090-0000-0011": "phone",
    "神奈川県小田原市下大井998-13": "address",
    "Maria Kunren": "name",
}
NOISE = Random(3).randbytes(300_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp932"])
@pytest.mark.parametrize("text", ["渡邉 訓練", "神奈川県小田原市下大井998-13"])
@pytest.mark.parametrize("place", [0, 1, 777, len(NOISE)])
def test_a_text_is_found_wherever_it_stands(
    tmp_path: Path, text: str, encoding: str, place: int
) -> None:
    path = tmp_path / "log.sqlite"
    path.write_bytes(NOISE[:place] + text.encode(encoding) + NOISE[place:])
    found = leaks([("log.sqlite", path)], TEXTS)
    kinds = {(leak.file, leak.kind, leak.encoding) for leak in found}
    assert ("log.sqlite", TEXTS[text], encoding) in kinds
    assert text not in repr(found)


def test_digits_are_found_once_though_two_encodings_agree_on_them(tmp_path: Path) -> None:
    path = tmp_path / "vault.part"
    path.write_bytes(b"x" * 50 + b"090-0000-0011,Maria Kunren,090-0000-0011")
    assert leaks([("vault.part", path)], TEXTS) == (
        Leak("vault.part", "name", "utf-8", 1),
        Leak("vault.part", "phone", "utf-8", 1),
    )


def test_a_text_that_lies_over_the_end_of_a_chunk_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plaintext, "CHUNK_BYTES", 1_000)
    path = tmp_path / "x"
    for place in range(980, 1_005):
        path.write_bytes(bytes(place) + "渡邉 訓練".encode() + bytes(2_000))
        assert leaks([("x", path)], TEXTS), place


def test_noise_holds_nobody_and_one_letter_is_no_proof(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(NOISE + "森".encode() + NOISE)
    assert leaks([("x", path)], TEXTS) == ()
    assert leaks([("x", path)], {}) == ()


def test_what_a_person_was_called_before_is_looked_for_too(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        made = centre.do(RegisterVolunteer("訓練 一郎", "クンレン イチロウ", "090-0000-0011"))
        assert made.entity is not None
        centre.do(ChangeVolunteer(made.entity, {"name": "練習 次郎", "phone": "090-0000-0012"}))
        texts = centre.operation.read(personal_texts)
    assert texts["訓練 一郎"] == texts["練習 次郎"] == "name"
    assert {"090-0000-0011", "09000000011", "090-0000-0012"} <= texts.keys()
    assert not any("センター" in text for text in texts), "the centre itself is no secret"
