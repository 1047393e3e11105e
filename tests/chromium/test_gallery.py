"""All parts in a real browser: Japanese drawn, nothing cut, targets large, nothing from outside."""

from collections.abc import Iterator

import pytest

from app.ui.scale import SCALES
from tests.support.browser import SIZES, Screen, Server

PAGES = ("pressing", "fields", "cards", "figures", "rows", "machine")
LOOKS = {
    "light": (),
    "sun": ("frame.theme.sun",),
    "dark": ("frame.theme.dark",),
    "extra": ("frame.theme.light", "frame.letters.extra"),
}
HEAD = ("gallery.page", "gallery.look")
NOT_PRESSED: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def gallery(server: Server) -> Iterator[Screen]:
    with Screen(server.url, calm=True) as screen:
        yield screen.open("/dev/gallery")


def dress(screen: Screen, look: str) -> None:
    screen.tap("gallery.look.open")
    for tag in ("frame.letters.standard", *LOOKS[look]):
        screen.tap(tag)
        screen.wait_frames()
    screen.tap("gallery.look.open")
    screen.wait_frames()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_drawn_and_nothing_is_cut(gallery: Screen, look: str, size: str):
    if look in ("sun", "dark") and size != "portrait":
        pytest.skip("colours do not depend on the size")
    gallery.resize(size)
    dress(gallery, look)
    target = SCALES["extra" if look == "extra" else "standard"].target
    for page in PAGES:
        gallery.tap(f"gallery.page.{page}")
        gallery.wait_frames()
        gallery.keep(f"gallery-{page}-{look}")
        check_places(gallery, target)


def check_places(screen: Screen, target: int) -> None:
    """What is scrolled out reports the part that is seen, so only whole controls are judged."""
    width, height = SIZES[screen.size]
    places = screen.boxes()
    top = max(y + high for tag, (_x, y, _w, high) in places.items() if tag.startswith(HEAD))
    for tag, (x, y, wide, high) in places.items():
        assert x >= 0, tag
        assert x + wide <= width + 1, f"{tag} is cut at the right"
        whole = tag.startswith(HEAD) or (y > top + 20 and y + high < height - 40)
        if whole and tag not in NOT_PRESSED:
            assert high >= target - 1, f"{tag}: {high} px high"
            assert wide >= target - 1, f"{tag}: {wide} px wide"


def test_no_glyph_was_looked_for_elsewhere(gallery: Screen):
    assert gallery.missing == []


def test_nothing_was_asked_of_another_machine(gallery: Screen):
    assert gallery.outside == []
