"""The import screen: pick, preview, correct the reading, write whole, stop, refuse."""

import flet as ft
import pytest

from app.services.command import Actor
from app.ui.components.files import FileTooBigError, PickedFile
from app.ui.look import Look
from app.ui.screens.settings.import_route import ImportRoute
from app.ui.screens.settings.import_screen import ImportActions, ImportScreen
from app.ui.screens.settings.import_state import Reading, Watch, Writing
from tests.support import foreign_files
from tests.support.centres import Centre
from tests.support.sessions import SessionDriver

CHIEF = Actor(None, "訓練 一子", "chief", desk="A")
HEADER = ("氏名", "でんわばんごう？", "住所")
ROWS = (
    ("訓練 一郎", "090-0000-0011", "小田原市栄町9-1"),
    ("", "090-0000-0012", "小田原市栄町9-2"),
    ("訓練 花子", "だいたい昼", "小田原市栄町9-3"),
)


class Picker:
    """Plays the browser's dialog."""

    def __init__(self, *files: PickedFile, error: Exception | None = None) -> None:
        self.files, self.error = files, error

    async def __call__(self) -> tuple[PickedFile, ...]:
        if self.error is not None:
            raise self.error
        return self.files


def session(centre: Centre, look: Look | None = None, width: int = 1280) -> SessionDriver:
    return SessionDriver(centre.operation, actor=CHIEF, look=look or Look(), width=width)


def route(*files: PickedFile, error: Exception | None = None) -> "type[ft.Control]":
    picker = Picker(*files, error=error)
    return lambda: ImportRoute(picker)  # type: ignore[return-value]


def listed(name: str = "名簿.csv") -> PickedFile:
    return PickedFile(name, foreign_files.csv_bytes([HEADER, *ROWS], "utf-8-sig"))


def people(centre: Centre) -> int:
    ((count,),) = centre.rows("SELECT count(*) FROM live_volunteer")
    assert isinstance(count, int)
    return count


async def test_the_empty_screen_says_what_can_be_read_and_offers_to_pick(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(route())
        assert "kintone・Google フォーム・Excel・CSV をそのまま読めます" in driver.texts()
        await driver.tap("import.pick")  # the person closes the dialog
        assert driver.has("import.pick")


async def test_a_file_is_shown_before_anything_is_kept(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(route(listed()))
        await driver.tap("import.pick")
        text = driver.text()
        assert "名簿.csv" in text
        assert "新しい 2" in text
        assert "取り込めない 1" in text
        assert people(centre) == 0
        await driver.tap("import.part.problems")
        assert "3行目" in driver.texts()
        assert "氏名がありません。" in driver.texts()
        await driver.tap("import.severity.warning")
        assert "氏名がありません。" not in driver.texts()


async def test_a_column_is_read_as_something_else_and_the_preview_follows(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(route(listed()))
        await driver.tap("import.pick")
        await driver.tap("import.column:1")
        await driver.tap("import.slot.note")
        assert "でんわばんごう？　→　備考" in driver.texts()
        assert "手で選択" in driver.text()
        await driver.tap("import.column:0")
        await driver.tap("import.slot.-")
        assert "取り込めない 3" in driver.text()
        assert "「氏名・品名」の列がありません" in driver.text()
        assert not driver.has("import.write")


async def test_importing_writes_whole_says_what_to_do_next_and_can_be_undone(
    centre: Centre,
) -> None:
    async with session(centre) as driver:
        await driver.show(route(listed()))
        await driver.tap("import.pick")
        await driver.tap("import.write")
        assert people(centre) == 2
        assert "取り込みました" in driver.texts()
        assert "受付で、名前や QR から見つかります。" in driver.texts()
        await driver.tap("import.again")
        assert "名簿.csv（ボランティア）" in driver.texts()
        await driver.tap("import.pick")
        assert "新しいことはありません。取り込む必要はありません。" in driver.texts()
        assert "まったく同じファイル" in driver.text()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert people(centre) == 0


async def test_the_kind_is_guessed_and_can_be_chosen(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(route(PickedFile("needs.csv", foreign_files.needs_csv())))
        await driver.tap("import.pick")
        assert "新しい 3" in driver.text()
        await driver.tap("import.kind.volunteers")
        assert "ニーズの一覧のようです。種類を確かめてください。" in driver.texts()
        await driver.tap("import.kind.needs")
        await driver.tap("import.write")
        assert centre.rows("SELECT count(*) FROM live_need") == [(3,)]


async def test_sheets_and_the_header_row_can_be_chosen(centre: Centre) -> None:
    file = PickedFile("forms.xlsx", foreign_files.google_volunteers_xlsx())
    async with session(centre) as driver:
        await driver.show(route(file))
        await driver.tap("import.pick")
        assert driver.has("import.sheet.1")
        await driver.tap("import.sheet.1")
        assert "新しい 0" in driver.text()
        await driver.tap("import.sheet.0")
        await driver.tap("import.header.more")
        assert driver.value("import.header") in ("2", None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "中身がありません。別のファイルを選んでください。"),
        (b"%PDF-1.7", "PDF です。元の表を CSV か Excel（.xlsx）で書き出してください。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "古い Excel 形式（.xls）です。"),
    ],
)
async def test_a_file_that_is_no_list_says_what_to_do(
    centre: Centre, data: bytes, words: str
) -> None:
    async with session(centre) as driver:
        await driver.show(route(PickedFile("x", data)))
        await driver.tap("import.pick")
        assert words in driver.text()
        assert driver.has("import.pick")


async def test_a_file_that_is_too_large_is_not_read(centre: Centre) -> None:
    async with session(centre) as driver:
        await driver.show(route(error=FileTooBigError()))
        await driver.tap("import.pick")
        assert "ファイルが大きすぎます（48MBまで）" in driver.texts()


async def test_who_may_not_import_is_told_and_nothing_is_kept(centre: Centre) -> None:
    watcher = Actor(None, "見学", "observer")
    async with SessionDriver(centre.operation, actor=watcher) as driver:
        await driver.show(route(listed()))
        await driver.tap("import.pick")
        await driver.tap("import.write")
        toast = driver.runtime.toaster.now.value
        assert toast is not None
        assert toast.text == "閲覧だけの方は変更できません。"
        assert driver.has("import.write")
        assert people(centre) == 0


async def test_a_long_read_shows_how_far_it_is_and_can_be_stopped() -> None:
    pressed: list[str] = []

    async def nothing(*_: object) -> None:
        pass

    actions = ImportActions(
        nothing, lambda: pressed.append("stop"), lambda: None, nothing, nothing, nothing, nothing,
        nothing,
    )  # fmt: skip
    async with SessionDriver() as driver:
        stage = Reading("長い名簿.csv", "check", 5_000, 20_000)
        await driver.show(lambda: ImportScreen(stage, (), actions))
        assert "確かめています（5,000 / 20,000 行）" in driver.texts()
        await driver.tap("import.reading.stop")
        assert pressed == ["stop"]
    async with SessionDriver() as driver:
        await driver.show(lambda: ImportScreen(Writing("長い名簿.csv"), (), actions))
        assert "取り込んでいます。途中までになることはありません。" in driver.texts()
        assert not driver.has("import.writing.stop")


def test_a_stop_is_heard_by_the_reader() -> None:
    watch = Watch("名簿.csv")
    assert watch.report("read", 500, 0)
    watch.stopped = True
    assert not watch.report("check", 500, 20_000)
    assert (watch.now.step, watch.now.done) == ("check", 500)


async def test_two_thousand_problems_are_paged(centre: Centre) -> None:
    rows = [HEADER, *(("", f"090-0000-{n:04}", "") for n in range(2000))]
    file = PickedFile("悪い名簿.csv", foreign_files.csv_bytes(rows, "utf-8"))
    async with session(centre) as driver:
        await driver.show(route(file))
        await driver.tap("import.pick")
        await driver.tap("import.part.problems")
        assert "2行目" in driver.texts()
        assert "52行目" not in driver.texts()
        await driver.tap("import.after")
        assert "52行目" in driver.texts()
        assert "2行目" not in driver.texts()


async def test_it_speaks_english_and_fits_a_narrow_window(centre: Centre) -> None:
    async with session(centre, Look(language="en", letters="extra"), width=800) as driver:
        await driver.show(route(listed()))
        await driver.tap("import.pick")
        await driver.tap("import.part.problems")
        assert "Row 3" in driver.texts()
        assert driver.has("import.write")
