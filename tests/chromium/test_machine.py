"""What the browser does for us: keys, scanner, kanji conversion, sounds, files in, papers out."""

import pytest
from playwright.sync_api import FilePayload

from tests.support.browser import Screen

COUNT_PLAYS = """
window.played = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  window.played.push(this.src);
  return play.call(this);
};
"""


@pytest.fixture(scope="module")
def gallery(screen: Screen) -> Screen:
    screen.page.add_init_script(COUNT_PLAYS)
    return screen.open("/dev/gallery")


def test_function_keys_reach_the_app_and_not_the_browser(gallery: Screen):
    gallery.tap("gallery.page.machine")
    gallery.wait_still()
    for key in ("F2", "F5"):
        gallery.page.keyboard.press(key)
        gallery.see(f"結果：{key}")
    gallery.page.keyboard.press("Control+z")
    gallery.see("結果：Control+Z")


def test_a_sound_is_played(gallery: Screen):
    gallery.tap("gallery.page.machine")
    gallery.wait_still()
    for name in ("accepted", "unknown", "accepted"):
        gallery.tap(f"gallery.sound.{name}")
        gallery.see(f"結果：{name}")
    gallery.page.wait_for_function("() => window.played.length >= 3")
    played = [url.rsplit("/", 1)[-1] for url in gallery.page.evaluate("() => window.played")]
    assert played == ["accepted.wav", "unknown.wav", "accepted.wav"]


def test_a_picked_file_comes_as_bytes(gallery: Screen):
    gallery.tap("gallery.page.machine")
    gallery.wait_still()
    with gallery.page.expect_file_chooser() as chooser:
        gallery.tap("gallery.pick")
    chooser.value.set_files(
        FilePayload(name="名簿.csv", mimeType="text/csv", buffer=b"x" * 3_000_000)
    )
    gallery.see("名簿.csv:3000000")


def test_a_paper_opens_in_a_window_of_its_own(gallery: Screen):
    gallery.tap("gallery.page.machine")
    gallery.wait_still()
    with gallery.page.context.expect_page() as opened:
        gallery.tap("gallery.paper")
    assert "/paper/" in opened.value.url
    opened.value.close()


def test_a_table_is_saved_under_its_name(gallery: Screen):
    gallery.tap("gallery.page.machine")
    gallery.wait_still()
    with gallery.page.expect_download() as saved:
        gallery.tap("gallery.download")
    assert saved.value.suggested_filename == "訓練.csv"


@pytest.fixture
def search(gallery: Screen) -> Screen:
    gallery.tap("gallery.page.rows")
    gallery.wait_still()
    gallery.tap("gallery.page.fields")
    gallery.wait_still()
    return gallery


def test_a_scanner_types_without_a_pause_and_every_code_arrives_whole(search: Screen):
    search.focus("gallery.search")
    for code in ("C-0137", "C-0138", "B-2000"):
        search.page.keyboard.type(code)
        search.page.keyboard.press("Enter")
        search.see(f"確定「{code}」")


def test_a_scan_is_taken_although_the_focus_is_elsewhere(search: Screen):
    search.focus("gallery.search")
    search.page.mouse.click(1200, 340)  # beside everything
    search.wait_still()
    search.page.keyboard.type("A-0042")
    search.page.keyboard.press("Enter")
    search.see("確定「A-0042」")


def test_escape_clears_and_arrows_move(search: Screen):
    search.type("gallery.search", "watanabe")
    search.see("入力中「watanabe」")
    search.page.keyboard.press("ArrowDown")
    search.see("位置 1")
    search.page.keyboard.press("Escape")
    search.see("入力中「」")


def test_the_conversion_to_kanji_is_not_disturbed_by_redrawing(search: Screen):
    search.focus("gallery.search")
    ime = search.page.context.new_cdp_session(search.page)
    for reading in ("w", "わ", "わt", "わた", "わたn", "わたな", "わたなb", "わたなべ", "渡邉"):
        ime.send(
            "Input.imeSetComposition",
            {"text": reading, "selectionStart": len(reading), "selectionEnd": len(reading)},
        )
    ime.send("Input.insertText", {"text": "渡邉"})
    search.see("入力中「渡邉」")
    search.page.keyboard.press("Enter")
    search.see("確定「渡邉」")
