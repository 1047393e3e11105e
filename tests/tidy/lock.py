"""Writes the lock files: exact versions and hashes of all that is shipped, for every system.

`make lock`. The files name no server: hashes make any mirror as good as another. setuptools is
locked too, because it makes the console script from our own source.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPILE = [
    *("pip", "compile", "--universal", "--python-version", "3.11", "--upgrade", "--quiet"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-annotate", "--no-header", "pyproject.toml", "-"),
]


def main() -> None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    uv = [sys.executable, "-m", "uv", *COMPILE]
    runs = (
        ["--output-file", "requirements.lock"],
        ["--extra", "dev", "-c", "requirements.lock", "--output-file", "requirements-dev.lock"],
    )
    for arguments in runs:
        subprocess.run([*uv, *arguments], input="setuptools\n", text=True, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
