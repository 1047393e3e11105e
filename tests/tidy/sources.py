"""The files of the repository, as the tidy tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".ttf", ".png", ".ico", ".zst", ".zdict", ".bin", ".wav", ".pdf", ".xlsx", ".tasuki"}
FOREIGN = {("tests", "fixtures"), ("tests", "golden")}
NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__", "demo", "out"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository, relative to its root."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    if answer.returncode == 0:
        names = [name for name in answer.stdout.decode().split("\0") if name]
        return tuple(sorted(Path(name) for name in names if (ROOT / name).is_file()))
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not NOT_OURS & set(path.parts)))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file with its content."""
    for path in files():
        if path.suffix in BINARY:
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            # Files that stand for those of others, and stored bytes; everything else is UTF-8.
            if path.parts[:2] not in FOREIGN:
                raise


def modules(*roots: str) -> tuple[tuple[Path, str, ast.Module], ...]:
    """Python files below the named folders: path, source and syntax tree."""
    return tuple(module for module in _modules() if not roots or module[0].parts[0] in roots)


@cache
def _modules() -> tuple[tuple[Path, str, ast.Module], ...]:
    found = []
    for path in files():
        if path.suffix == ".py":
            source = (ROOT / path).read_text(encoding="utf-8")
            found.append((path, source, ast.parse(source, str(path))))
    return tuple(found)


def rooms() -> tuple[Path, ...]:
    """The packages directly below `app` and `sync`."""
    packages = (path.parent for path in files() if path.name == "__init__.py")
    return tuple(sorted(p for p in packages if len(p.parts) == 2 and p.parts[0] != "tests"))
