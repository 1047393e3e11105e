"""Every page of the app, drawn in a real browser on a demo: nothing fails, nothing is cut.

Pictures for eyes stay in build/shots, one for each page, size and look.
"""

from collections.abc import Iterator

import pytest

from app.bootstrap import make_demo, open_operation
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import DemoSize
from tests.support.browser import Screen, app_server
from tests.support.looking import ENGLISH, EXTRA, JAPANESE, STANDARD, Sitting, dress, look_at
from tests.support.pages import HOMES, Page, pages_of

SMALL = DemoSize(volunteers=120, needs=40, days=2)
SEED = 1
SITTINGS = (
    Sitting("tablet", (JAPANESE, STANDARD), False),
    Sitting("portrait", (JAPANESE, STANDARD), False),
    Sitting("laptop", (JAPANESE, STANDARD), False),
    Sitting("tablet", (JAPANESE, EXTRA), True),
    Sitting("portrait", (JAPANESE, EXTRA), False),
    Sitting("tablet", (ENGLISH, EXTRA), False),
    Sitting("portrait", (ENGLISH, EXTRA), False),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Screen, tuple[Page, ...]]]:
    folder = tmp_path_factory.mktemp("pages")
    make_demo(folder / "operation", DEMO_PASSPHRASE, SMALL, SEED, lambda *_: None)
    operation = open_operation(folder / "operation", DEMO_PASSPHRASE)
    pages = operation.read(pages_of)
    operation.close()
    passphrase = folder / "passphrase"
    passphrase.write_text(DEMO_PASSPHRASE, encoding="utf-8")
    with (
        app_server(folder / "operation", passphrase) as server,
        Screen(server.url, calm=True) as screen,
    ):
        yield screen.open("/settings/device"), pages


@pytest.mark.parametrize("sitting", SITTINGS, ids=lambda s: f"{s.size}-{s.name}")
def test_every_page_opens_and_nothing_is_cut(
    demo: tuple[Screen, tuple[Page, ...]], sitting: Sitting
):
    screen, pages = demo
    screen.resize(sitting.size)
    dress(screen, sitting.look)
    screen.errors.clear()
    for page in pages:
        if sitting.all_pages or page.route in HOMES:
            look_at(screen, page, sitting)
    assert screen.errors == []
    assert screen.missing == []
    assert screen.outside == []
