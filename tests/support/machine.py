"""Makes a fresh machine ready: the Python environment, a browser, readers for our papers.

Runs on Python ≥ 3.11 alone (no import from outside the standard library). What it installs is
locked by version and hash, or comes from the system's own package manager. Says in plain words, in
Japanese and English, what it cannot do and what to do about it. Running it again costs nothing.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Program → package of Debian and Ubuntu, package of Homebrew. Tests that need a missing one skip.
READERS = {
    "pdftotext": ("poppler-utils", "poppler"),
    "soffice": ("libreoffice-calc-nogui", None),
    "zbarimg": ("zbar-tools", "zbar"),
}


def environment(purpose: str) -> None:
    """The virtual environment with the locked packages of `run` or `test`."""
    if not PYTHON.exists():
        _create_environment()
    lock = ROOT / LOCKS[purpose]
    stamp = VENV / f"{lock.name}.sha256"
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    say(f"ライブラリを入れています（最初の1回だけ）… installing {lock.name}, the first time only")
    if not _runs([*pip, "--require-hashes", "-r", str(lock)]):
        stop(
            "ライブラリを入れられませんでした。ネットワークを確かめて、もう一度実行してください。",
            "The libraries could not be installed. Check the network and try again.",
        )
    if purpose == "run" and not _runs([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]):
        stop("コマンド tasuki を用意できませんでした。", "The command tasuki could not be set up.")
    stamp.write_text(wanted)


def _create_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not _apt(package):
            stop(
                f"この Python には venv がありません。先に: sudo apt install {package}",
                f"This Python has no venv. Run this, then try again: sudo apt install {package}",
            )
    if not _runs([sys.executable, "-m", "venv", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "仮想環境を作れませんでした（上の文をご覧ください）。",
            "No venv could be made: see above.",
        )


def chromium() -> str | None:
    """Path of a Chromium of this machine, None when only Playwright's own may exist."""
    given = os.environ.get("CHROMIUM")
    names = [given] if given else [*CHROMIUM_NAMES, *CHROMIUM_PATHS]
    return next((found for name in names if (found := shutil.which(name))), None)


def tools() -> None:
    """What the tests need besides Python: a browser, else a stop; readers of PDF and XLSX."""
    if chromium() is None and not _apt("chromium"):
        say("Chromium を Playwright から入れます… installing Playwright's Chromium")
        if not _runs([str(PYTHON), "-m", "playwright", "install", "chromium"]):
            stop(
                "Chromium がありません。入れるか、環境変数 CHROMIUM で示して、もう一度どうぞ。",
                "No Chromium found: install it, or name it in CHROMIUM, and try again.",
            )
    for program, (debian, homebrew) in READERS.items():
        if shutil.which(program) or _apt(debian):
            continue
        if homebrew and shutil.which("brew"):
            _runs(["brew", "install", "--quiet", homebrew])
        if not shutil.which(program):
            say(f"{program} がないため一部の試験を省きます / without it some tests are skipped")


def _apt(package: str) -> bool:
    """Installs a package of Debian or Ubuntu when we are root. False: it was not installed."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    say(f"{package} を入れています… installing {package}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    if _runs(install, quiet=True):
        return True
    _runs(["apt-get", "update", "-qq"], quiet=True)
    return _runs(install, quiet=True)


def _runs(command: list[str], *, quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=out, stderr=out, check=False).returncode == 0


def say(text: str) -> None:
    print(f"tasuki: {text}", flush=True)


def stop(japanese: str, english: str) -> None:
    raise SystemExit(f"tasuki: {japanese}\n        {english}")


if __name__ == "__main__":
    for step in sys.argv[1:]:
        tools() if step == "tools" else environment(step)
