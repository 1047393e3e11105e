"""The packaged app runs on a machine with no Python and no network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.conftest import MEGABYTES_MAX
from tests.package.without_network import NOT_ALLOWED
from tests.tidy.sources import ROOT

NOTHING = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}


@pytest.fixture
def drill(program: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A fresh operation made by the packaged program, and the file with its passphrase."""
    folder, secret = tmp_path / "drill", tmp_path / "passphrase"
    secret.write_text("four unrelated words here", encoding="utf-8")
    called(program, "new", folder, "--centre", "訓練", "--drill", "--passphrase-file", secret)
    return folder, secret


def called(program: Path, *words: object) -> str:
    """What the program prints. It knows neither our Python nor our folder."""
    command = [str(program), *map(str, words)]
    answer = subprocess.run(command, env=NOTHING, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_it_serves_the_app_and_everything_that_a_browser_needs_without_a_network(
    program: Path, drill: tuple[Path, Path]
) -> None:
    module = [sys.executable, "-m"]
    visit = [*module, "tests.package.visit", str(program), *map(str, drill)]
    alone = [*module, "tests.package.without_network", *visit]
    answer = subprocess.run(alone, cwd=ROOT, capture_output=True, text=True, check=False)
    isolated = answer.returncode != NOT_ALLOWED
    if not isolated:
        answer = subprocess.run(visit, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    seen = json.loads(answer.stdout.splitlines()[-1])
    assert "sizes" in seen, seen
    assert min(seen["sizes"].values()) > 100
    assert "flutter_bootstrap.js" in seen["page"]
    assert seen["alone"] or not isolated


def test_it_verifies_what_it_wrote(program: Path, drill: tuple[Path, Path]) -> None:
    folder, secret = drill
    assert called(program, "verify", folder, "--passphrase-file", secret)


def test_it_makes_the_demo(program: Path, tmp_path: Path) -> None:
    few = ("--volunteers", 20, "--needs", 5, "--days", 1)
    assert called(program, "demo", tmp_path / "demo", *few)


def test_it_is_as_small_as_it_can_be(packaged: Path) -> None:
    size = sum(path.stat().st_size for path in packaged.rglob("*") if not path.is_symlink())
    assert size < MEGABYTES_MAX * 1_000_000
    names = {path.name for path in packaged.rglob("*")}
    assert not names & {"pyodide.asm.wasm", "skwasm.wasm", "main.dart.wasm", "tkinter", "pytest"}


def test_it_carries_the_licences_of_what_it_ships(packaged: Path) -> None:
    assert list(packaged.rglob("fonts/OFL.txt"))
    assert list(packaged.rglob("LICENSE"))
