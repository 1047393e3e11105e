"""連絡網 and the BCP checklist as pixels and text: all of it on the page, nothing over its edge."""

from datetime import date
from pathlib import Path

import pytest

from app.catalogue.messages import Messages
from app.documents.bcp_checklist import (
    Checklist,
    ChecklistAlternate,
    ChecklistTask,
    bcp_checklist,
)
from app.documents.call_list import CallLine, call_list
from app.documents.letterhead import Letterhead
from app.documents.paper import HEIGHT, INNER, MARGIN
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
LONG = "災害ボランティアセンターの立ち上げと、市町村・県社協・関係団体への連絡をまとめて受け持つ係"
STATES = (("open", "未着手"), ("doing", "対応中"), ("done", "できている"), ("no", "できない"))
INSIDE = [(MARGIN - 0.5, 0.0, INNER + 1.0, HEIGHT)]


def calls(count: int) -> bytes:
    lines = tuple(
        CallLine(
            number % 7, f"訓練{number}市社協", LONG if number == 3 else "当番",
            f"0463-00-{number:04d}", "8:30〜17:15", "訓練県社協 当番" if number else "",
            "訓練県社協 夜間" if number == 2 else "",
        )
        for number in range(count)
    )  # fmt: skip
    return call_list(lines, date(2026, 8, 11), HEAD, Messages.load("ja"))


def checklist(language: str = "ja") -> bytes:
    what = Checklist(
        "訓練市社協", "8/11 9:42 から数えた時間",
        tuple(
            ChecklistTask(LONG if number == 1 else f"仕事{number}", number * 3, "8/11 12:42 まで",
                          "done" if number == 2 else "", "8/11 10:00", "鍵は警備室")
            for number in range(1, 24)
        ),
        (ChecklistAlternate("電源", "発電機 2 台", "倉庫", "open"),),
        STATES, STATES, (("safe", "無事"), ("hurt", "けが"), ("missing", "連絡なし")),
        tuple((f"14203-{number:02d}", "safe" if number == 1 else "") for number in range(1, 42)),
    )  # fmt: skip
    return bcp_checklist(what, HEAD, Messages.load(language))


def test_everybody_stands_on_the_call_list_in_order_with_the_number_to_dial() -> None:
    made = calls(60)
    text = poppler_text(made)
    at = [text.index(f"0463-00-{number:04d}") for number in range(60)]
    assert at == sorted(at)
    for words in (
        LONG,
        "訓練県社協当番から",
        "出ないときは訓練県社協夜間",
        "令和8年8月11日(火)現在",
    ):
        assert squeezed(words) in text
    assert len(page_texts(made)) > 1
    assert all(embedded for _, embedded in fonts_of(made))
    assert "〓" not in text


def test_the_checklist_has_every_task_and_number_and_ticks_what_was_said() -> None:
    text = poppler_text(checklist())
    for words in (LONG, "仕事23", "鍵は警備室", "発電機2台", "14203-41", "■できている", "■無事"):
        assert squeezed(words) in text
    assert text.count("■できている") == 1
    assert text.count("□無事") == 40
    assert "Continuitychecklist" in poppler_text(checklist("en"))


@needs("pdftoppm")
@pytest.mark.parametrize("made", [calls(30), checklist()], ids=["calls", "checklist"])
def test_no_ink_is_over_the_edge_of_the_page(made: bytes, tmp_path: Path) -> None:
    for page in pixels(made, tmp_path):
        assert not ink_outside(page, INSIDE)
        assert any(page.histogram()[:50])
