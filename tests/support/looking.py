"""How a page is looked at in a real browser: nothing failed, nothing is cut, all can be reached."""

from dataclasses import dataclass

from app.catalogue.messages import Messages
from app.ui.scale import SCALES
from app.ui.sections import SECTIONS
from tests.support.browser import SIZES, Screen
from tests.support.pages import Page

LEAST_WIDTH = 40
BADGES = {"county_notices.count"}  # numbers beside a word, not to be pressed
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
        assert wide >= LEAST_WIDTH or tag in BADGES, f"{route}: {tag} is {wide} px wide"


def check_sections(screen: Screen, target: int) -> None:
    """Whatever the page holds, every section can be reached and pressed."""
    _width, height = SIZES[screen.size]
    sections = screen.boxes("frame.section.")
    assert len(sections) == sum(section.in_rail for section in SECTIONS)
    for tag, (_x, y, _wide, high) in sections.items():
        assert y >= 0, tag
        assert y + high <= height + 1, f"{tag} is cut at the bottom"
        assert high >= target - 1, f"{tag}: {high} px high"
