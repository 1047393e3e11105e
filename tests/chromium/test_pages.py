"""Every page of the app, drawn in a real browser on a demo: nothing fails, nothing is cut.

Pictures for eyes stay in build/shots, one for each page, size and look.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.bootstrap import make_demo, open_operation
from app.catalogue.messages import Messages
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import DemoSize
from app.ui.scale import SCALES
from app.ui.sections import SECTIONS
from tests.support.browser import SIZES, Screen, app_server
from tests.support.pages import HOMES, Page, pages_of

SMALL = DemoSize(volunteers=120, needs=40, days=2)
SEED = 1
LEAST_WIDTH = 40
STANDARD, EXTRA, ENGLISH = "frame.letters.standard", "frame.letters.extra", "frame.language.en"
JAPANESE = "frame.language.ja"


@dataclass(frozen=True)
class Sitting:
    """How somebody sits before the app, and whether every page is looked at or the first ones."""

    size: str
    look: tuple[str, ...]
    all_pages: bool

    @property
    def name(self) -> str:
        return "-".join(tag.rsplit(".", 1)[-1] for tag in self.look)


SITTINGS = (
    Sitting("tablet", (JAPANESE, STANDARD), True),
    Sitting("portrait", (JAPANESE, STANDARD), True),
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


def dress(screen: Screen, look: tuple[str, ...]) -> None:
    screen.go("/settings/device")
    screen.tap("frame.person")
    for tag in look:
        screen.tap(tag)
    screen.tap("frame.panel_close")


def look_at(screen: Screen, page: Page, sitting: Sitting) -> None:
    screen.go(page.route)
    screen.first(page.mark)
    screen.wait_frames()
    screen.keep(f"page-{page.name}-{sitting.name}")
    for failed in FAILED:
        assert not screen.says(failed), f"{page.route}: {failed}"
    check_sides(screen, page.route)
    check_sections(screen, SCALES["extra" if EXTRA in sitting.look else "standard"].target)


FAILED = tuple(
    Messages.load(language).text("frame.card_failed", number="").partition(mark)[0]
    for language, mark in (("ja", "（"), ("en", "("))
)


def check_sides(screen: Screen, route: str) -> None:
    """Nothing stands out of the window, and nothing is squeezed against its edge."""
    width, _height = SIZES[screen.size]
    for tag, (x, _y, wide, _high) in screen.boxes().items():
        assert x >= 0, f"{route}: {tag} is cut at the left"
        assert x + wide <= width + 1, f"{route}: {tag} is cut at the right"
        assert wide >= LEAST_WIDTH, f"{route}: {tag} is {wide} px wide"


def check_sections(screen: Screen, target: int) -> None:
    """Whatever the page holds, every section can be reached and pressed."""
    _width, height = SIZES[screen.size]
    sections = screen.boxes("frame.section.")
    assert len(sections) == sum(section.in_rail for section in SECTIONS)
    for tag, (_x, y, _wide, high) in sections.items():
        assert y >= 0, tag
        assert y + high <= height + 1, f"{tag} is cut at the bottom"
        assert high >= target - 1, f"{tag}: {high} px high"
