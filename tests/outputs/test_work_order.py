"""活動依頼書 兼 報告書, read back as text and as pixels by programs that are not ours."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image

from app.catalogue.messages import Messages
from app.documents import payloads
from app.documents.letterhead import Letterhead
from app.documents.order import Member, Tool, WorkOrder
from app.documents.unprintable import unprintable
from app.documents.work_order import work_orders
from tests.outputs.reading import (
    CODE_READERS,
    fonts_of,
    ink_outside,
    needs,
    page_texts,
    pixels,
    poppler_text,
    squeezed,
)
from tests.outputs.samples import (
    COMMUNITY,
    DRILL,
    EN,
    HEAD,
    JA,
    LONG_ADDRESS,
    LONG_KANA,
    LONG_NAME,
    LONGEST,
    ORDER,
    VARIANT,
)

Pixels = tuple[Image.Image, ...]
PRINTABLE = [(8.5, 7.5, 193.0, 282.5)]  # what every printer reaches, in millimetres


@cache
def drawn(order: WorkOrder, head: Letterhead = HEAD, language: str = "ja") -> bytes:
    """One order as a PDF. Several tests look at the same papers, and each is drawn once."""
    return work_orders([order], head, Messages.load(language))


@cache
def seen(order: WorkOrder, head: Letterhead = HEAD) -> Pixels:
    """Its sheets as pixels."""
    with TemporaryDirectory() as folder:
        return tuple(pixels(drawn(order, head), Path(folder)))


def words(order: WorkOrder) -> list[str]:
    """Every text of an order that the paper must show, free texts aside that rows may part."""
    site = order.site
    found = [order.need_number, order.team, site.requester, site.kana, site.phone, site.address]
    found += [site.building, site.directions, site.parking, site.road, site.rest, site.waste]
    found += [site.present, *order.kinds, *order.dangers, order.caution, order.tools_note]
    found += [order.leader, order.phone, order.vehicle, "15:30", "045-000-0000", "8月11日(火)"]
    for tool in order.tools:
        found += [tool.name, f"{tool.quantity or ''} {tool.unit}"]
    for member in order.members:
        found += [member.name, member.kana, member.number]
    if order.community:
        found += [order.community.contact, order.community.phone, order.community.district]
    return [squeezed(text) for text in found]


@needs("pdftotext")
@pytest.mark.parametrize("order", [ORDER, LONGEST, COMMUNITY], ids=["usual", "longest", "large"])
def test_everything_on_the_order_is_read_back_by_poppler(order: WorkOrder) -> None:
    text = poppler_text(drawn(order))
    assert [word for word in words(order) if word not in text] == []


def test_the_longest_names_and_addresses_are_whole() -> None:
    text = "".join(page_texts(drawn(LONGEST)))
    assert text.count(LONG_NAME) == 1 + len(LONGEST.members) + 1
    assert text.count(LONG_KANA) == 1 + len(LONGEST.members)
    assert LONG_ADDRESS in text


def test_a_long_request_goes_on_over_rows_and_pages_without_a_gap() -> None:
    request = "".join(f"{n}番の部屋の畳を上げて庭へ出す。" for n in range(400))
    pages = page_texts(work_orders([replace(ORDER, request=request)], HEAD, JA))
    label = squeezed(JA.text("papers.order.request"))
    rest, seen = squeezed(request), 0
    for page in (page.replace(label, "") for page in pages):
        shown = next((n for n in range(len(rest), 0, -1) if rest[:n] in page), 0)
        rest, seen = rest[shown:], seen + (shown > 10)
    assert rest == ""
    assert seen > 2


def test_a_name_with_a_chosen_variant_is_copied_out_as_it_was_typed() -> None:
    assert squeezed(VARIANT) in "".join(page_texts(drawn(ORDER)))


def test_an_ordinary_order_and_its_report_are_one_sheet() -> None:
    (text,) = page_texts(drawn(ORDER))
    assert squeezed(JA.text("papers.report.title")) in text
    assert "1/1" in text


def test_a_full_order_has_its_report_on_a_sheet_of_its_own() -> None:
    *sheets, last = page_texts(drawn(LONGEST))
    hint = squeezed(JA.text("papers.report.hint"))
    assert sheets
    assert hint in last
    assert all(hint not in sheet for sheet in sheets)


@pytest.mark.parametrize("order", [ORDER, LONGEST, COMMUNITY], ids=["usual", "longest", "large"])
def test_every_sheet_names_need_team_and_the_centres_phone_and_counts_itself(order) -> None:
    pages = page_texts(drawn(order))
    for number, text in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in text
        for word in (order.need_number, order.team, HEAD.phone, "15:30"):
            assert squeezed(word) in text


def test_a_communitys_roll_has_everybody_once_under_headings_on_each_sheet() -> None:
    _, *rolls = page_texts(drawn(COMMUNITY))
    assert len(rolls) == 2
    for member in COMMUNITY.members:
        assert sum(text.count(member.number) for text in rolls) == 1
    assert all(squeezed(JA.text("papers.roll.sent_to")) in text for text in rolls)


def test_what_holds_on_every_site_is_on_the_paper() -> None:
    (text,) = page_texts(work_orders([replace(ORDER, work_minutes=15)], HEAD, JA))
    rules = [JA.text("papers.order.refuse"), JA.text("papers.order.refuse_list")]
    rules += [JA.text("papers.order.heat", work=15, rest=10), JA.text("papers.order.privacy")]
    assert [rule for rule in rules if squeezed(rule) not in text] == []


@pytest.mark.parametrize("texts", [JA, EN], ids=["ja", "en"])
def test_a_drill_says_so_on_every_sheet(texts) -> None:
    band = squeezed(texts.text("papers.drill_band"))
    for order in (ORDER, LONGEST, COMMUNITY):
        assert all(band in page for page in page_texts(drawn(order, DRILL, texts.language)))
    assert band not in "".join(page_texts(drawn(ORDER, HEAD, texts.language)))


@needs("pdftoppm")
@pytest.mark.parametrize("head", [HEAD, DRILL], ids=["real", "drill"])
def test_nothing_is_drawn_where_a_printer_cannot_reach(head) -> None:
    for order in (ORDER, LONGEST, COMMUNITY):
        for page in seen(order, head):
            assert not ink_outside(page, PRINTABLE)


@needs("pdftoppm")
@pytest.mark.parametrize("codes", CODE_READERS)
@pytest.mark.parametrize("head", [HEAD, DRILL], ids=["real", "drill"])
def test_the_code_on_every_sheet_is_the_needs_id_and_nothing_else(head, codes) -> None:
    for order in (ORDER, LONGEST):
        for page in seen(order, head):
            (code,) = codes(page)
            assert code == payloads.need(ORDER.need or b"")
            found = payloads.parse(code)
            assert found is not None
            assert found.entity == ORDER.need


@needs("pdftoppm")
@pytest.mark.parametrize("codes", CODE_READERS)
def test_a_community_without_a_single_need_has_no_code(codes) -> None:
    order = replace(COMMUNITY, need=None, need_number="")
    assert [codes(page) for page in seen(order)] == [[], [], []]


def test_fonts_are_inside_as_subsets() -> None:
    content = drawn(LONGEST, DRILL)
    fonts = fonts_of(content)
    assert len(fonts) == 2
    assert all(embedded and "+TasukiUDP" in name for name, embedded in fonts)
    assert len(content) < 300_000


def test_equal_orders_give_equal_bytes_and_another_time_other_bytes() -> None:
    first = work_orders([ORDER, COMMUNITY], HEAD, JA)
    assert first == work_orders([ORDER, COMMUNITY], HEAD, JA)
    assert first != work_orders([ORDER, COMMUNITY], replace(HEAD, printed_at=0), JA)


def test_a_letter_that_no_font_has_is_seen_and_can_be_told_before_printing() -> None:
    order = replace(ORDER, leader="架空\U000300ad郎")
    assert unprintable(order) == ("\U000300ad",)
    assert "架空〓郎" in "".join(page_texts(drawn(order)))
    assert unprintable(LONGEST) == ()


def test_what_a_scanner_or_a_spreadsheet_left_in_a_text_is_not_drawn() -> None:
    order = replace(ORDER, leader="架空\x00\u200b\t太郎\ufeff", vehicle="軽トラ\r\n1号")
    text = "".join(page_texts(drawn(order)))
    assert "架空太郎" in text
    assert "軽トラ1号" in text
    assert "〓" not in text


def test_an_empty_order_is_a_form_to_fill_in_by_hand() -> None:
    order = WorkOrder(None, "", "", ORDER.day)
    (text,) = page_texts(drawn(order))
    for key in ("place", "work", "tools", "members", "leader"):
        assert squeezed(JA.text(f"papers.order.{key}")) in text


def test_a_group_counts_with_its_heads() -> None:
    group = Member("架空大学ボランティア会", "G-0004", heads=20)
    (text,) = page_texts(work_orders([replace(ORDER, members=(group,))], HEAD, JA))
    assert "架空大学ボランティア会（20名）" in text
    assert replace(ORDER, members=(group, *ORDER.members)).heads == 24


def test_a_return_at_midnight_is_24_o_clock() -> None:
    midnight = (ORDER.planned_return_at or 0) + (8 * 60 + 30) * 60_000
    (text,) = page_texts(work_orders([replace(ORDER, planned_return_at=midnight)], HEAD, JA))
    assert "24:00まで" in text


def test_a_tool_without_a_fixed_number_leaves_room_to_write_it() -> None:
    (text,) = page_texts(
        work_orders([replace(ORDER, tools=(Tool("一輪車", None, "台"),))], HEAD, JA)
    )
    assert "一輪車台" in text
    assert "None" not in text
