"""Every page of the county in a real browser, on the story of the agreement: nothing is cut.

Pictures for eyes stay in build/shots.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import make_story, open_operation
from app.cli.passphrase import DEMO_PASSPHRASE
from app.services.county_place import SECRET
from tests.support.browser import Screen, app_server
from tests.support.looking import EXTRA, JAPANESE, STANDARD, Sitting, dress, look_at
from tests.support.pages import Page, name_of

ONE = {
    "request": "SELECT id FROM live_aid_request WHERE state = 'sent'",
    "stay": "SELECT id FROM live_assignment ORDER BY id",
    "handover": "SELECT id FROM live_handover",
    "loan": "SELECT id FROM live_goods_loan",
    "goods": "SELECT id FROM live_goods_request WHERE state = 'sent'",
    "notice": "SELECT id FROM live_notice ORDER BY id",
    "council": "SELECT id FROM live_council WHERE code = '14203'",
    "own": "SELECT id FROM live_council WHERE code = '14206'",
}
# Address, and a control that the page before it does not have.
PAGES = (
    ("/county", "county_board.by_itself"),
    ("/county/council/{council}", "county_board.back"),
    ("/county/centre/{own}", "county_board.save"),
    ("/county/aid", "aid.go.roster"),
    ("/county/aid/new", "aid.form.cancel"),
    ("/county/aid/request/{request}", "aid.plan"),
    ("/county/aid/roster", "aid.roster_paper"),
    ("/county/aid/arrive", "aid.scan"),
    ("/county/aid/cards", "aid.go.roster"),
    ("/county/aid/stay/{stay}", "aid.report"),
    ("/county/aid/handover/{handover}", "aid.handover_paper"),
    ("/county/goods", "goods.csv"),
    ("/county/goods/requests/{goods}", "goods.close"),
    ("/county/goods/loans", "goods.show.borrowed"),
    ("/county/goods/loan/{loan}", "goods.slip"),
    ("/county/goods/yards", "goods.yard:"),
    ("/county/goods/plan", "goods.mode.most"),
    ("/county/notices/{notice}", "county_notices.history"),
    ("/county/costs", "county_costs.export"),
    ("/county/agreement", "county_agreement.as_of"),
    ("/county/agreement/directory", "county_agreement.council:"),
    ("/county/bcp", "county_bcp.print"),
    ("/county/bcp/safety", "county_bcp.start"),
    ("/county/join", "county.leave"),
)  # fmt: skip
SITTINGS = (Sitting("tablet", (JAPANESE, STANDARD), True), Sitting("portrait", (EXTRA,), True))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Screen, tuple[Page, ...]]]:
    folder = tmp_path_factory.mktemp("county")
    make_story(folder / "story", DEMO_PASSPHRASE, lambda _told: None)
    struck = folder / "story" / "odawara"
    pages = pages_of_county(struck)
    passphrase = folder / "passphrase"
    passphrase.write_text(DEMO_PASSPHRASE, encoding="utf-8")
    with app_server(struck, passphrase) as server, Screen(server.url, calm=True) as screen:
        yield screen.open("/settings/device"), pages


def pages_of_county(folder: Path) -> tuple[Page, ...]:
    centre = open_operation(folder, DEMO_PASSPHRASE)
    county = open_operation(folder / "county", str(centre.vault.contents.extras[SECRET]))
    ids = county.read(ids_of)
    county.close()
    centre.close()
    return tuple(Page(route.format(**ids), mark, name_of(route)) for route, mark in PAGES)


def ids_of(db: sqlite3.Connection) -> dict[str, str]:
    return {name: bytes(db.execute(sql).fetchone()[0]).hex() for name, sql in ONE.items()}


@pytest.mark.parametrize("sitting", SITTINGS, ids=lambda s: f"{s.size}-{s.name}")
def test_every_page_of_the_county_opens_and_nothing_is_cut(
    story: tuple[Screen, tuple[Page, ...]], sitting: Sitting
) -> None:
    screen, pages = story
    screen.resize(sitting.size)
    dress(screen, sitting.look)
    screen.errors.clear()
    for page in pages:
        look_at(screen, page, sitting)
    assert screen.errors == []
    assert screen.missing == []
    assert screen.outside == []
