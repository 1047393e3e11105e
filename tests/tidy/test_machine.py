"""A fresh machine is told what is missing, in words, in both languages."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.support import machine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with no programs on its path and a source tree of its own."""
    monkeypatch.setattr(machine, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(machine, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(machine, "CHROMIUM_PATHS", ())
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def test_a_python_without_venv_is_told_what_to_install(bare, monkeypatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match=r"(?s)sudo apt install python3.*Run this, then try again"):
        machine.environment("run")
    assert not (bare / ".venv").exists()


def test_a_browser_named_in_the_environment_comes_first(tmp_path, monkeypatch) -> None:
    browser = tmp_path / "my-chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert machine.chromium() == str(browser)


def test_without_any_browser_there_is_none_to_name(bare) -> None:
    assert machine.chromium() is None


def test_libraries_are_installed_once_for_each_state_of_the_lock_file(bare, monkeypatch) -> None:
    ran: list[list[str]] = []

    def succeed(command: list[str], **_: bool) -> bool:
        ran.append(command)
        return True

    monkeypatch.setattr(machine, "_runs", succeed)
    machine.PYTHON.parent.mkdir(parents=True)
    machine.PYTHON.touch()
    machine.environment("test")
    machine.environment("test")
    assert len(ran) == 1
    assert "--require-hashes" in ran[0]


def test_without_a_network_it_says_so_and_tries_again_next_time(bare, monkeypatch) -> None:
    monkeypatch.setattr(machine, "_runs", lambda _command, **_: False)
    machine.PYTHON.parent.mkdir(parents=True)
    machine.PYTHON.touch()
    with pytest.raises(SystemExit, match=r"(?s)ネットワーク.*Check the network"):
        machine.environment("run")
    assert not list((bare / ".venv").glob("*.sha256"))
