"""The packaged folder, built once for each state of the source."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tidy.sources import ROOT, files

CACHE = ROOT / "build" / "package"
SOURCES = {"app", "sync", "assets", "build.spec", "requirements.lock"}
MEGABYTES_MAX = 150


def state_of_source() -> str:
    """One hash of everything that goes into the package."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files():
        if path.parts[0] in SOURCES:
            digest.update(path.as_posix().encode() + (ROOT / path).read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def packaged() -> Path:
    """Path of the built folder. Takes half a minute, or nothing when it was built before."""
    folder = CACHE / state_of_source()
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder / "lock"):
        _build_once(folder)
    return folder / "tasuki"


def _build_once(folder: Path) -> None:
    if not (folder / "done").exists():
        build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
        build += ["--distpath", str(folder), "--workpath", str(CACHE / "work"), "build.spec"]
        answer = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
        (folder / "done").touch()
        for old in CACHE.iterdir():
            if old not in (folder, CACHE / "work"):
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Two workers of the test run wait for each other instead of building twice."""
    with path.open("w") as lock:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def program(packaged: Path) -> Path:
    return packaged / ("tasuki.exe" if os.name == "nt" else "tasuki")
