"""Cards, handovers and rosters of relief staff, read back by programs that are not ours."""

from datetime import date, timedelta
from pathlib import Path

from app.catalogue.messages import Messages
from app.documents.handover_sheet import HandoverSheet, OpenLine, handover_sheet
from app.documents.letterhead import Letterhead
from app.documents.relief_cards import ReliefCard, relief_cards
from app.documents.relief_roster import RosterCount, RosterLine, RosterSheet, roster_sheet
from app.domain.worker_card import NAME_LETTERS_MAX, WorkerCard, read_card
from sync.core.ids import EntityId
from tests.outputs.reading import needs, page_texts, pixels, squeezed, zbar_codes, zxing_codes
from tests.outputs.samples import BEYOND_BMP, LONG_KANA
from tests.support.centres import MORNING_MS

DAY = date(2026, 8, 12)
HEAD = Letterhead("訓練市社協", "0463-00-0000", MORNING_MS, drill=True)
TEXTS = Messages.load("ja")


def card(number: int, name: str, kana: str = "") -> ReliefCard:
    return ReliefCard(
        WorkerCard(
            EntityId(bytes([number]) * 16), f"14203-{number:02d}", "14206", "reception", "member",
            DAY, DAY + timedelta(6), name=name, kana=kana,
        ),
        "平塚市社会福祉協議会", "小田原市社会福祉協議会", "ボランティア受付班", "班員",
    )  # fmt: skip


@needs("pdftoppm")
@needs("zbarimg")
def test_a_printed_card_is_read_with_the_whole_name(tmp_path: Path) -> None:
    """Two readers; a usual name, one beyond the first plane, and the longest that fits."""
    cards = [
        card(1, "訓練 花子", "クンレン ハナコ"), card(2, f"{BEYOND_BMP} 訓練"),
        card(3, "髙" * NAME_LETTERS_MAX, LONG_KANA[:NAME_LETTERS_MAX]),
    ]  # fmt: skip
    content = relief_cards(cards, HEAD, TEXTS)
    (page,) = pixels(content, tmp_path)
    codes = zxing_codes(page)
    assert codes == zbar_codes(page)
    read = sorted((read_card(code) for code in codes), key=lambda one: one.worker if one else "")
    assert read == [one.card for one in cards]
    (words,) = page_texts(content)
    for printed in ("14203-01", "訓練花子", "小田原市社会福祉協議会", "8/12〜8/18", "訓練"):
        assert squeezed(printed) in words


def test_a_handover_says_everything_and_leaves_room_for_three_warnings() -> None:
    numbers = "、".join(f"N-{number:04d}" for number in range(1, 200))
    sheet = HandoverSheet(
        "小田原市社協", "ニーズ班", DAY, "14203-01", "平塚市社協", "電話が多い\n" * 40,
        (OpenLine("現地調査待ちのニーズ", 199, numbers),), ("折り返しは午前",), "市 防災課 当番",
    )  # fmt: skip
    pages = page_texts(handover_sheet(sheet, HEAD, TEXTS))
    assert len(pages) > 1
    words = "".join(pages)
    for printed in ("N-0001", "N-0199", "199件", "折り返しは午前", "市防災課当番", "14203-01"):
        assert printed in words
    assert words.count("電話が多い") == 40


def test_a_roster_counts_each_day_against_what_is_wanted() -> None:
    lines = tuple(
        RosterLine(f"14203-{n:02d}", "平塚市社協", "ニーズ班", "班員", "第1クール", "8/12〜8/18")
        for n in range(1, 60)
    )
    counts = tuple(RosterCount(DAY + timedelta(n), 2, 3) for n in range(16))
    pages = page_texts(
        roster_sheet(RosterSheet("小田原市社協", DAY, lines, counts, "1人 足りません"), HEAD, TEXTS)
    )
    assert len(pages) > 1
    assert "".join(pages).count("2/3") == 16
    assert "14203-59" in pages[-1]
    assert "1人足りません" in pages[0]
