"""Every paper of one real day, read back by programs that are not ours.

The day has the longest names and addresses, 旧字 and letters beyond the first plane.
"""

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.documents import payloads
from app.domain.papers import PAPER_KINDS
from app.domain.staff_access import Access
from app.services.day import CloseDay
from app.services.papers import PaperRequest, gather, make
from tests.outputs.reading import (
    CODE_READERS,
    fonts_of,
    needs,
    page_texts,
    pixels,
    poppler_text,
    squeezed,
    zbar_codes,
    zxing_codes,
)
from tests.outputs.samples import (
    BEYOND_BMP,
    DAY,
    LONG_ADDRESS,
    LONG_KANA,
    LONG_NAME,
    OLD_FORMS,
    VARIANT,
)
from tests.support.busy_day import BusyDay, busy_day
from tests.support.centres import open_centre

CHIEF = Access("chief", all_sections=True)
PAPERS = [code for code, kind in PAPER_KINDS.items() if "pdf" in kind.forms]
LISTS = [code for code, kind in PAPER_KINDS.items() if "pdf" not in kind.forms]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[BusyDay, dict[tuple[str, str], bytes]]:
    """The day, and every paper of it by (kind, form)."""
    made = {}
    with open_centre(tmp_path_factory.mktemp("day") / "op") as centre:
        busy = busy_day(centre)
        centre.do(CloseDay(DAY, "全員の無事を電話で確認"))
        ids = {"team": (busy.teams["out"],), "people": tuple(busy.people.values()), "day": ()}
        for code, kind in PAPER_KINDS.items():
            for form in kind.forms:
                request = PaperRequest(code, form, DAY, ids[kind.about])
                reads = partial(gather, request=request, access=CHIEF, now_ms=centre.clock.now_ms())
                content = centre.operation.read(reads)
                made[code, form] = make(content).content
    return busy, made


def test_names_and_addresses_are_whole_on_the_order(day) -> None:
    text = "".join(page_texts(day[1]["work_order", "pdf"]))
    for words in (LONG_NAME, LONG_KANA, LONG_ADDRESS, OLD_FORMS, BEYOND_BMP, VARIANT):
        assert squeezed(words) in text
    assert "聞いた病名" not in text


@needs("pdftotext")
@pytest.mark.parametrize("code", PAPERS)
def test_poppler_reads_every_paper_and_finds_the_drill(day, code: str) -> None:
    text = poppler_text(day[1][code, "pdf"])
    assert "訓練" in text
    assert "〓" not in text


@pytest.mark.parametrize("code", ["name_tag", "check_in_card"])
def test_tags_and_cards_have_every_person_as_typed(day, code: str) -> None:
    text = "".join(page_texts(day[1][code, "pdf"]))
    for words in (LONG_NAME, OLD_FORMS, BEYOND_BMP, VARIANT, "架空大学髙﨑ボランティア会"):
        assert squeezed(words) in text
    assert "090-" not in text
    assert "足柄下郡" not in text


@needs("pdftoppm")
@pytest.mark.parametrize("codes", CODE_READERS)
def test_the_orders_code_is_the_needs_id(day, codes, tmp_path: Path) -> None:
    busy, made = day
    pages = pixels(made["work_order", "pdf"], tmp_path)
    assert {tuple(codes(page)) for page in pages} == {(payloads.need(busy.needs["out"]),)}


@needs("pdftoppm")
@pytest.mark.parametrize("codes", CODE_READERS)
def test_the_cards_codes_are_the_peoples_ids(day, codes, tmp_path: Path) -> None:
    busy, made = day
    (page,) = pixels(made["check_in_card", "pdf"], tmp_path)
    assert codes(page) == sorted(payloads.person(one) for one in busy.people.values())


@needs("pdftoppm")
@needs("zbarimg")
@pytest.mark.parametrize("code", PAPERS)
def test_two_readers_see_the_same_codes_on_every_paper(day, code: str, tmp_path: Path) -> None:
    for page in pixels(day[1][code, "pdf"], tmp_path):
        assert zbar_codes(page) == zxing_codes(page)


def test_the_report_names_nobody_who_was_there_or_asked(day) -> None:
    (text,) = page_texts(day[1]["day_report", "pdf"])
    for words in (LONG_NAME, OLD_FORMS, BEYOND_BMP, "090-", "架空町2-2"):
        assert squeezed(words) not in text
    for words in ("12", "全員の無事を電話で確認", "2班：出発4人、帰着3人"):
        assert squeezed(words) in text


@pytest.mark.parametrize("code", PAPERS)
def test_fonts_are_inside(day, code: str) -> None:
    assert all(embedded for _, embedded in fonts_of(day[1][code, "pdf"]))


@pytest.mark.parametrize("code", LISTS)
def test_a_list_says_the_same_in_every_form(day, code: str) -> None:
    made = day[1]
    page = load_workbook(io.BytesIO(made[code, "xlsx"])).worksheets[0]
    book = [
        ["" if v is None else str(v) for v in row] for row in page.iter_rows(3, values_only=True)
    ]
    plain = list(csv.reader(io.StringIO(made[code, "csv"].decode("utf-8-sig"))))
    old = list(csv.reader(io.StringIO(made[code, "csv_sjis"].decode("cp932"))))
    assert len(book) == len(plain) == len(old)
    assert len(plain) > 1
    assert plain[0] == book[0] == old[0]
    assert [row[0] for row in plain[1:] if "𠮷" not in row[0]] == [
        row[0] for row in book[1:] if "𠮷" not in row[0]
    ]


def test_lists_keep_names_as_typed_and_shift_jis_tells_by_a_plain_form(day) -> None:
    made = day[1]
    plain = made["list_participants", "csv"].decode("utf-8-sig")
    assert all(words in plain for words in (LONG_NAME, OLD_FORMS, BEYOND_BMP, VARIANT))
    old = made["list_participants", "csv_sjis"].decode("cp932")
    assert OLD_FORMS in old
    assert BEYOND_BMP not in old
    assert "吉野" in old
