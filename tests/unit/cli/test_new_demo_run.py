"""`tasuki new`, `demo` and `run`: how an operation begins, and who is asked for its passphrase."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue.messages import Messages
from app.cli.main import main
from app.cli.passphrase import DEMO_PASSPHRASE, VARIABLE
from app.cli.programs import DemoSize, MadeDemo
from app.services.operation import Operation
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.commands import SAME_MORNING, open_that_morning, tasuki


@pytest.fixture(autouse=True)
def nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What a person types, one answer a question; without any there is no terminal."""

    def type_in(*words: str) -> None:
        left: Iterator[str] = iter(words)

        def getpass(_question: str) -> str:
            word = next(left, None)
            if word is None:
                raise EOFError
            return word

        monkeypatch.setattr("getpass.getpass", getpass)

    return type_in


# -------------------------------------------------------------------------------------- new


def test_a_new_centre_opens_with_what_was_typed_twice(
    tmp_path: Path, answers: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answers(PASSPHRASE, PASSPHRASE)
    assert tasuki("new", tmp_path / "op", "--centre", "訓練市センター", "--drill") == 0
    assert "訓練市センター" in capsys.readouterr().out
    operation = open_that_morning(tmp_path / "op", PASSPHRASE)
    assert operation.card.drill
    labels = operation.read(lambda db: db.execute("SELECT label FROM live_device").fetchall())
    operation.close()
    assert labels == [("本部のパソコン",)]
    answers(PASSPHRASE, PASSPHRASE)
    too_long = "訓" * 41
    assert tasuki("new", tmp_path / "b", "--centre", "訓練", "--device", too_long) == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ((PASSPHRASE, "べつの合言葉"), 2, "passphrases_differ"),
        (("", ""), 2, "no_passphrase"),
        ((), 1, "no_passphrase"),
    ],
)
def test_without_a_passphrase_nothing_is_made(
    tmp_path: Path,
    answers: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    answers(*typed)
    assert tasuki("new", tmp_path / "op", "--centre", "訓練") == status
    assert capsys.readouterr().err.strip() == Messages.load("ja").text(f"cli.{said}")
    assert not (tmp_path / "op").exists()


def test_a_passphrase_may_come_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    words = ("new", tmp_path / "a", "--centre", "訓練", "--passphrase-file", secret)
    assert tasuki(*words) == 0
    open_that_morning(tmp_path / "a", PASSPHRASE).close()
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    assert tasuki("new", tmp_path / "b", "--centre", "訓練") == 0
    open_that_morning(tmp_path / "b", PASSPHRASE).close()


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "absent"
    words = ("new", tmp_path / "op", "--centre", "訓練", "--passphrase-file", absent)
    assert tasuki(*words) == 1
    assert str(absent) in capsys.readouterr().err


def test_a_folder_with_an_operation_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_centre(tmp_path / "op"):
        pass
    before = (tmp_path / "op" / "operation.json").read_bytes()
    monkeypatch.setenv(VARIABLE, "べつの合言葉")
    assert tasuki("new", tmp_path / "op", "--centre", "べつ") == 1
    assert capsys.readouterr().err
    assert (tmp_path / "op" / "operation.json").read_bytes() == before


# ------------------------------------------------------------------------------------- demo


def test_a_demo_is_made_whole_and_its_passphrase_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = ("--volunteers", 12, "--needs", 4, "--days", 1, "--seed", 3)
    assert tasuki("demo", tmp_path / "demo", *size) == 0
    said = capsys.readouterr().out
    assert DEMO_PASSPHRASE in said
    operation = open_that_morning(tmp_path / "demo", DEMO_PASSPHRASE)
    (people,) = operation.read(lambda db: db.execute("SELECT count(*) FROM volunteer").fetchone())
    assert people >= 12
    assert operation.card.drill
    operation.close()


def test_what_the_rules_refused_in_a_demo_is_told_and_progress_only_to_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[DemoSize, int]] = []

    def make_demo(
        _folder: Path, _words: str, size: DemoSize, seed: int, heard: Callable[[int, int], None]
    ) -> MadeDemo:
        asked.append((size, seed))
        heard(7, 120)
        heard(120, 120)
        return MadeDemo(119, (("check_in: insurance_missing", 1),))

    programs = replace(SAME_MORNING, make_demo=make_demo)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(programs, ["demo", str(tmp_path / "demo")]) == 0
    heard = capsys.readouterr()
    assert asked == [(DemoSize(400, 120, 3), 1)]
    assert "100 %" in heard.err
    assert "5 %" not in heard.err
    assert "check_in: insurance_missing" in heard.out


@pytest.mark.parametrize("number", ["0", "-1", "x", "20001"])
def test_a_demo_has_a_size_that_can_be_made(
    tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        tasuki("demo", tmp_path / "demo", f"--volunteers={number}")
    assert ended.value.code == 2
    assert "20000" in capsys.readouterr().err


# -------------------------------------------------------------------------------------- run


@pytest.fixture
def served() -> list[Operation | None]:
    return []


def run(served: list[Operation | None], *words: object, browser: bool = False) -> int:
    def serve(
        operation: Operation | None, _folder: Path, port: int, ready: Callable[[str], None]
    ) -> None:
        served.append(operation)
        if port == 1:
            raise OSError
        ready(f"http://127.0.0.1:{port}/")
        raise KeyboardInterrupt

    more = [] if browser else ["--no-browser"]
    return main(replace(SAME_MORNING, serve=serve), ["run", *map(str, words), *more])


@pytest.fixture
def drill(tmp_path: Path) -> Path:
    with open_centre(tmp_path / "op"):
        pass
    return tmp_path / "op"


def test_who_gave_no_passphrase_is_asked_on_the_screen(
    drill: Path, served: list[Operation | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(served, "--operation", drill, "--port", 8123) == 130
    assert served == [None]
    assert "http://127.0.0.1:8123/" in capsys.readouterr().out


def test_with_the_passphrase_it_is_open_already_and_closed_at_the_end(
    drill: Path, served: list[Operation | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    assert run(served, "--operation", drill, "--port", 8123) == 130
    assert served[0] is not None
    open_that_morning(drill, PASSPHRASE).close()  # refused while somebody has it open


def test_the_browser_opens_where_it_is_wanted(
    drill: Path, served: list[Operation | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    run(served, "--operation", drill, "--port", 8123)
    assert opened == []
    run(served, "--operation", drill, "--port", 8123, browser=True)
    assert opened == ["http://127.0.0.1:8123/"]


def test_a_port_that_is_taken_is_told(
    drill: Path, served: list[Operation | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(served, "--operation", drill, "--port", 1) == 1
    assert "1" in capsys.readouterr().err


def test_a_folder_without_an_operation_shows_the_way_in(
    tmp_path: Path, served: list[Operation | None]
) -> None:
    run(served, "--operation", tmp_path / "nothing")
    assert served == [None]
    assert not (tmp_path / "nothing").exists()
