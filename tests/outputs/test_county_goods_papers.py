"""貸出票 and 返却リスト as pixels and text: the code scans, all of it is on the page."""

from datetime import date
from pathlib import Path

import pytest

from app.catalogue.messages import Messages
from app.documents.county_goods import LoanSlip, OutLine, loan_slip, return_list
from app.documents.letterhead import Letterhead
from app.documents.paper import HEIGHT, INNER, MARGIN
from app.documents.payloads import Kind, parse
from app.ui.components.camera import codes_in
from tests.outputs.reading import (
    fonts_of,
    ink_outside,
    needs,
    page_texts,
    pixels,
    poppler_text,
    squeezed,
)
from tests.support.centres import MORNING_MS

HEAD = Letterhead("訓練県社協", "045-000-0000", MORNING_MS, "台風第0号")
LOAN = bytes(range(16))
LONG = "災害ボランティアセンターの立ち上げと運営のための資機材をまとめて置く大きなストックヤード"
DAY = date(2026, 8, 11)
INSIDE = [(MARGIN - 0.5, 0.0, INNER + 1.0, HEIGHT)]


def slip(language: str = "ja") -> bytes:
    what = LoanSlip(
        LOAN, "L-AB-123", "訓練北市社会福祉協議会", "訓練南市社会福祉協議会", LONG, LONG,
        "ブルーシート(大)", "枚", 1200, 1200, "他の社協", date(2026, 9, 1), "市の2トン車", LONG * 3,
        "0463-00-0001", "0466-00-0002",
    )  # fmt: skip
    return loan_slip(what, HEAD, Messages.load(language))


def returns(count: int) -> bytes:
    lines = [
        OutLine(
            f"訓練{number // 8}市社協", "0463-00-0000", f"L-A-{number}", "角スコップ", "本",
            number, number + 1, DAY if number % 3 else None, number == 4, "購入", "",
        )
        for number in range(count)
    ]  # fmt: skip
    return return_list(lines, "訓練市社協", DAY, HEAD, Messages.load("ja"))


@needs("pdftoppm")
def test_the_slip_is_one_page_and_its_code_opens_the_loan(tmp_path: Path) -> None:
    made = slip()
    (page,) = pixels(made, tmp_path)
    page.save(tmp_path / "slip.png")
    (code,) = codes_in((tmp_path / "slip.png").read_bytes())
    payload = parse(code)
    assert payload is not None
    assert (payload.kind, payload.entity) == (Kind.LOAN, LOAN)
    assert not ink_outside(page, INSIDE)


def test_the_slip_says_who_lends_what_to_whom_and_has_room_for_both_counts() -> None:
    text = poppler_text(slip())
    for words in (
        "L-AB-123", "訓練北市社会福祉協議会→訓練南市社会福祉協議会", "ブルーシート(大)", "1,200枚",
        "令和8年9月1日(火)", "市の2トン車", "訓練南市社会福祉協議会受領",
        "氏名や個人の電話番号は書かない", LONG,
    ):  # fmt: skip
        assert squeezed(words) in text
    assert all(embedded for _, embedded in fonts_of(slip()))
    assert "Loanslip" in poppler_text(slip("en"))
    assert "〓" not in text


def test_everything_that_goes_home_stands_on_the_list_under_its_council() -> None:
    text = poppler_text(returns(70))
    at = [text.index(squeezed(f"□L-A-{number}角")) for number in range(70)]
    assert at == sorted(at)
    assert "8/11超過" in text
    assert len(page_texts(returns(70))) > 1
    assert "なし" in poppler_text(returns(0))


@needs("pdftoppm")
@pytest.mark.parametrize("count", [0, 70])
def test_no_ink_is_over_the_edge_of_the_list(count: int, tmp_path: Path) -> None:
    for page in pixels(returns(count), tmp_path):
        assert not ink_outside(page, INSIDE)
