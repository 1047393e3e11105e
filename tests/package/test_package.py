"""The packaged app runs on a machine with no Python and no network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.passphrase import DEMO_PASSPHRASE, VARIABLE
from app.ui.sections import SECTIONS
from tests.package.conftest import MEGABYTES_MAX
from tests.package.without_network import NOT_ALLOWED
from tests.tidy.sources import ROOT

NOTHING = {
    "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", VARIABLE: DEMO_PASSPHRASE,
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill in the middle of a morning, made by the packaged program."""
    folder = tmp_path_factory.mktemp("package") / "demo"
    called(program, "demo", folder, "--volunteers", 20, "--needs", 5, "--days", 1)
    return folder


def called(program: Path, *words: object) -> str:
    """What the program prints. It knows neither our Python nor our folder."""
    command = [str(program), *map(str, words)]
    answer = subprocess.run(command, env=NOTHING, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_it_shows_every_section_without_a_network(program: Path, demo: Path) -> None:
    module = [sys.executable, "-m"]
    visit = [*module, "tests.package.visit", str(program), str(demo)]
    alone = [*module, "tests.package.without_network", *visit]
    answer = subprocess.run(alone, cwd=ROOT, capture_output=True, text=True, check=False)
    isolated = answer.returncode != NOT_ALLOWED
    if not isolated:
        answer = subprocess.run(visit, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    seen = json.loads(answer.stdout.splitlines()[-1])
    assert min(seen["sizes"].values()) > 100
    assert set(seen["sections"]) == {section.key for section in SECTIONS if section.in_rail}
    assert not seen["fallen"], seen
    assert not seen["errors"], seen
    assert seen["alone"] or not isolated


def test_it_verifies_what_it_wrote(program: Path, demo: Path) -> None:
    assert called(program, "verify", demo)


def test_it_makes_a_new_operation_under_a_passphrase(program: Path, tmp_path: Path) -> None:
    folder, secret = tmp_path / "centre", tmp_path / "passphrase"
    secret.write_text("four unrelated words here", encoding="utf-8")
    called(program, "new", folder, "--centre", "訓練", "--drill", "--passphrase-file", secret)
    assert called(program, "verify", folder, "--passphrase-file", secret)


@pytest.mark.parametrize(
    ("kind", "ending", "start"),
    [("name_tag", "pdf", b"%PDF-"), ("list_participants", "xlsx", b"PK"),
     ("list_needs", "csv", b"\xef\xbb\xbf")],
)  # fmt: skip
def test_it_prints(
    program: Path, demo: Path, tmp_path: Path, kind: str, ending: str, start: bytes
) -> None:
    paper = tmp_path / f"paper.{ending}"
    called(program, "print", kind, demo, "--out", paper)
    assert paper.read_bytes().startswith(start)


def test_it_is_as_small_as_it_can_be(packaged: Path) -> None:
    size = sum(path.stat().st_size for path in packaged.rglob("*") if not path.is_symlink())
    assert size < MEGABYTES_MAX * 1_000_000
    names = {path.name for path in packaged.rglob("*")}
    assert not names & {"pyodide.asm.wasm", "skwasm.wasm", "main.dart.wasm", "tkinter", "pytest"}


def test_it_carries_the_licences_of_what_it_ships(packaged: Path) -> None:
    assert list(packaged.rglob("fonts/OFL.txt"))
    assert list(packaged.rglob("LICENSE"))
